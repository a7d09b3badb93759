using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// A chain of <see cref="RowStage"/>s as one pass over an image: bands of rows run on all threads, and inside a band every step makes a row as soon as its input has
/// the rows for it, so what lies between two steps is a few rows in cache and never an image.
/// </summary>
/// <remarks>
/// A band begins with the rows above it that its steps see, so bands do not depend on each other. Their height follows from the image and from the windows alone,
/// so results do not depend on the number of threads.
/// </remarks>
internal sealed class RowChain : RowMaker
{
    /// <summary>What the rows that two bands both make may cost: a sixteenth of the work.</summary>
    private const int BandPerHalo = 16;

    private const int LeastBandRows = 64;

    private readonly RowStage[] stages;

    public RowChain(IReadOnlyList<RowStage> stages) : base(stages[0].Input, stages[^1].Output)
    {
        this.stages = [.. stages];
        int halo = 0;
        foreach (RowStage stage in stages) halo += stage.Window.Rows - 1;
        // Bands of equal height, so that no thread is left with a rest while others wait.
        int height = Math.Max(1, Output.Height), most = (int)Math.Min(height, Math.Max(LeastBandRows, (long)BandPerHalo * halo)), bands = (height + most - 1) / most;
        BandRows = (height + bands - 1) / bands;
    }

    /// <summary>The steps.</summary>
    public IReadOnlyList<RowStage> Stages => stages;

    /// <summary>Steps as chains that follow each other: a step that sees the other end of the image cannot be chained to the one before it.</summary>
    public static IEnumerable<RowChain> Split(List<RowStage> steps)
    {
        int first = 0;
        for (int i = 1; i <= steps.Count; i++)
        {
            if (i < steps.Count && (steps[i].Border.Kind != BorderKind.Wrap || steps[i].Window.Rows == 1)) continue;
            yield return new RowChain(steps[first..i]);
            first = i;
        }
    }

    /// <summary>The rows of the result that one thread makes at a time.</summary>
    public int BandRows { get; }

    // A step that sees the other end of the image.
    public override bool SeesAll => stages[0].Border.Kind == BorderKind.Wrap && stages[0].Window.Rows > 1;

    public override RowRange Sees(RowRange wanted)
    {
        for (int s = stages.Length - 1; s >= 0; s--) wanted = stages[s].Sees(wanted);
        return wanted;
    }

    /// <inheritdoc/>
    /// <remarks>The result must not be the source's memory unless every step sees one pixel only.</remarks>
    public override void Run(PixelRows source, PixelRows result, RowRange wanted)
    {
        BandWork work = new(this, source, result, wanted);
        Workers.Run((wanted.Count + BandRows - 1) / BandRows, ref work);
    }

    private readonly struct BandWork(RowChain chain, PixelRows source, PixelRows result, RowRange wanted) : Workers.IWork
    {
        public void Run(int chunk)
        {
            int from = wanted.From + chunk * chain.BandRows, to = Math.Min(wanted.To, from + chain.BandRows);
            RowBand band = new(chain.stages, source, from, to);
            band.Run(result);
        }
    }
}

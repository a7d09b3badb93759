using System.Buffers;
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
internal sealed unsafe class RowChain
{
    /// <summary>What the rows that two bands both make may cost: a sixteenth of the work.</summary>
    private const int BandPerHalo = 16;

    private const int LeastBandRows = 64;

    private readonly RowStage[] stages;

    public RowChain(IReadOnlyList<RowStage> stages)
    {
        this.stages = [.. stages];
        int halo = 0;
        foreach (RowStage stage in stages) halo += stage.Window.Rows - 1;
        // Bands of equal height, so that no thread is left with a rest while others wait.
        int height = Math.Max(1, Output.Height), most = (int)Math.Min(height, Math.Max(LeastBandRows, (long)BandPerHalo * halo)), bands = (height + most - 1) / most;
        BandRows = (height + bands - 1) / bands;
    }

    public ImageKind Output => stages[^1].Output;

    /// <summary>The rows of the result that one thread makes at a time.</summary>
    public int BandRows { get; }

    /// <summary>Runs the chain over rows of memory.</summary>
    /// <param name="source">The input's rows.</param>
    /// <param name="result">Where the result's rows go. It must not be the source's memory unless every step sees one pixel only.</param>
    public void Run(PixelRows source, PixelRows result)
    {
        BandWork work = new(this, source, result);
        Workers.Run((Output.Height + BandRows - 1) / BandRows, ref work);
    }

    private readonly struct BandWork(RowChain chain, PixelRows source, PixelRows result) : Workers.IWork
    {
        public void Run(int chunk)
        {
            int from = chunk * chain.BandRows, to = Math.Min(chain.Output.Height, from + chain.BandRows);
            RowBand band = new(chain.stages, source, from, to);
            band.Run(result);
        }
    }
}

/// <summary>Rows of pixels in pinned memory.</summary>
/// <param name="First">The first sample of row 0.</param>
/// <param name="Stride">Bytes from a row to the next.</param>
internal readonly unsafe struct PixelRows(byte* First, long Stride)
{
    public byte* Row(int y) => First + y * Stride;
}

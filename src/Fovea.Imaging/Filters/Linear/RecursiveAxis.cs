using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// A Gaussian along one axis of an image, as the sum of two damped cosines whose coefficients are those of R. Deriche, Recursively implementing the Gaussian and its derivatives,
/// INRIA report 1893, 1993 (fourth order). As a kernel it differs from the Gaussian by 0.05 percent of the weights in sum, whatever sigma is.
/// </summary>
/// <remarks>
/// The recursions begin in the state in which they are after all that lies beyond the edge, so that the border is seen as a kernel without end sees it: a value that goes on for ever has a state of its own; of a
/// mirrored or repeated image, what lies within <see cref="Reach"/> is gone through, and where that is more than a period, one period, whose state then follows for infinitely many of them.
/// </remarks>
internal sealed unsafe class RecursiveAxis
{
    /// <summary>What lies further away, in sigmas, has less than a millionth of the weight.</summary>
    private const double Reach = 8;

    private readonly DampedCosines kernel;
    private readonly int length;
    private readonly Border border;
    private readonly long period;           // of the lines; 0 where they do not repeat themselves
    private readonly List<Run> before = [];

    /// <summary>A Gaussian along an axis.</summary>
    /// <param name="sigma">Its standard deviation.</param>
    /// <param name="length">The number of lines.</param>
    /// <param name="border">What is seen beyond them.</param>
    public RecursiveAxis(double sigma, int length, Border border)
    {
        kernel = new DampedCosines(new DampedCosine(1.6800, 3.7350, 0.6318 / sigma, 1.7830 / sigma), new DampedCosine(-0.6803, -0.2598, 1.9970 / sigma, 1.7230 / sigma));
        (this.length, this.border) = (length, border);
        period = border.Kind switch
        {
            BorderKind.Wrap => length,
            BorderKind.Symmetric => 2L * length,
            BorderKind.Reflect => Math.Max(1, 2L * length - 2),
            _ => 0,
        };
        int seen = (int)Math.Min(period, (long)Math.Ceiling(Reach * sigma));
        for (int place = -seen; place < 0; place++)
        {
            int line = border.Map(place, length);
            if (before is [.., var last] && (last.Count == 1 || line == last.First + last.Count * last.Step) && Math.Abs(line - last.First) == last.Count)
                before[^1] = last with { Count = last.Count + 1, Step = Math.Sign(line - last.First) };
            else before.Add(new Run(line, 1, 1));
        }
        IsWhole = seen == period;
    }

    private bool IsWhole { get; }

    /// <summary>The state before the first line, or before the last one where the lines are seen from there up.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="state">Where the states go, each <c>lines.Columns</c> long.</param>
    /// <param name="upwards">Whether the lines are seen from the last one up.</param>
    public void Begin<TLines>(in TLines lines, float* state, bool upwards) where TLines : struct, ILines
    {
        if (period == 0)
        {
            float* line = lines.Load(upwards ? length - 1 : 0, 1);
            if (border.Kind == BorderKind.Constant) new Span<float>(line, lines.Columns).Fill((float)border.Value);
            kernel.Settle(line, state, lines.Columns);
            return;
        }
        new Span<float>(state, DampedCosines.States * lines.Columns).Clear();
        foreach (Run run in before)
            for (int done = 0; done < run.Count;)
            {
                // The lines as they lie in memory, seen from one end or the other.
                int count = Math.Min(lines.Most, run.Count - done), first = run.First + run.Step * done;
                int low = run.Step > 0 ? first : first - count + 1;
                bool rising = run.Step > 0;
                if (upwards) (low, rising) = (length - low - count, !rising);
                float* memory = lines.Load(low, count);
                kernel.Advance(rising ? memory : memory + (count - 1) * (long)lines.Columns, rising ? lines.Columns : -lines.Columns, count, state, lines.Columns);
                done += count;
            }
        if (IsWhole) kernel.Repeat(period, state, lines.Columns);
    }

    /// <summary>Lets the state see lines downwards.</summary>
    public void Advance<TLines>(in TLines lines, int first, int count, float* state) where TLines : struct, ILines
    {
        for (int done = 0; done < count;)
        {
            int some = Math.Min(lines.Most, count - done);
            kernel.Advance(lines.Load(first + done, some), lines.Columns, some, state, lines.Columns);
            done += some;
        }
    }

    /// <summary>Lets the state see lines that have been loaded, downwards, and gives their sums.</summary>
    public void Down(float* lines, int columns, int count, float* state, float* results, nint resultStride) => kernel.Sum(lines, columns, count, state, results, resultStride, false, columns);

    /// <summary>Lets the state see lines that have been loaded, upwards, and adds their sums.</summary>
    public void Up(float* lines, int columns, int count, float* state, float* results, nint resultStride) =>
        kernel.Sum(lines + (count - 1) * (long)columns, -columns, count, state, results + (count - 1) * resultStride, -resultStride, true, columns);

    /// <summary>Lines that follow each other by a step of 1 or -1.</summary>
    private readonly record struct Run(int First, int Count, int Step);
}

/// <summary>What a recursion runs over: lines of some samples side by side, such as the rows of a strip of columns.</summary>
internal unsafe interface ILines
{
    /// <summary>The samples of a line.</summary>
    int Columns { get; }

    /// <summary>The most lines that are loaded at once.</summary>
    int Most { get; }

    /// <summary>Lines as floats, one after the other, in memory that the next call overwrites.</summary>
    float* Load(int first, int count);
}

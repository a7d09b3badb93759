namespace Fovea.Imaging;

/// <summary>For each output sample of an axis, which input samples it is made of, and with which weights.</summary>
internal sealed class ResizeAxis
{
    private readonly int[] first, count;
    private readonly float[] weights;

    /// <summary>The taps of an axis.</summary>
    /// <param name="from">Samples of the input.</param>
    /// <param name="to">Samples of the result.</param>
    /// <param name="step">Input samples from one output sample to the next.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="antialias">Whether the kernel is stretched where the axis shrinks.</param>
    /// <param name="border">What is seen outside; null where that takes no part.</param>
    public ResizeAxis(int from, int to, double step, Interpolation kernel, bool antialias, Border? border)
    {
        (From, To) = (from, to);
        (first, count) = (new int[to], new int[to]);
        double stretch = antialias ? Math.Max(1, step) : 1;
        var all = new double[to][];
        double[] sums = new double[from];
        for (int i = 0; i < to; i++)
        {
            (int low, int high) = kernel == Interpolation.Area ? Overlap(i, step, from, sums) : kernel.Support == 0 ? Pick(i, step, from, to, kernel, sums) : Window(i, step, stretch, kernel, border, sums);
            // Zeros at the ends would only cost time, and spread a NaN further than the kernel reaches.
            while (low < high && sums[low] == 0) low++;
            while (low < high && sums[high] == 0) high--;
            double sum = 0;
            for (int k = low; k <= high; k++) sum += sums[k];
            all[i] = new double[high - low + 1];
            for (int k = low; k <= high; k++) all[i][k - low] = sums[k] / sum;
            (first[i], count[i]) = (low, high - low + 1);
            Array.Clear(sums, low, high - low + 1);
            Most = Math.Max(Most, count[i]);
        }
        weights = new float[(long)to * Most];
        for (int i = 0; i < to; i++)
            for (int k = 0; k < count[i]; k++) weights[i * Most + k] = (float)all[i][k];
    }

    /// <summary>Samples of the input.</summary>
    public int From { get; }

    /// <summary>Samples of the result.</summary>
    public int To { get; }

    /// <summary>The largest number of samples that one is made of.</summary>
    public int Most { get; }

    /// <summary>Whether every sample stays as it is.</summary>
    public bool IsIdentity
    {
        get
        {
            if (From != To || Most != 1) return false;
            for (int i = 0; i < To; i++)
                if (first[i] != i) return false;
            return true;
        }
    }

    /// <summary>The first input sample of an output sample.</summary>
    public int First(int i) => first[i];

    /// <summary>The input samples of some output samples.</summary>
    public RowRange Sees(RowRange wanted)
    {
        (int from, int to) = (From, 0);
        for (int i = wanted.From; i < wanted.To; i++) (from, to) = (Math.Min(from, first[i]), Math.Max(to, first[i] + count[i]));
        return new RowRange(from, to);
    }

    /// <summary>The number of input samples of an output sample.</summary>
    public int Count(int i) => count[i];

    /// <summary>The weights of an output sample.</summary>
    public ReadOnlySpan<float> Of(int i) => weights.AsSpan(i * Most, count[i]);

    private static (int Low, int High) Pick(int i, double step, int from, int to, Interpolation kernel, double[] sums)
    {
        // In integers where the step is the ratio of the sizes, so that borders between two samples are met exactly.
        int at = kernel == Interpolation.First ? (int)Math.Min(Math.Floor(i * step), from - 1)
            : step == (double)from / to ? (int)((2L * i + 1) * from / (2L * to)) : (int)Math.Clamp(Math.Floor((i + 0.5) * step), 0, from - 1);
        sums[at] = 1;
        return (at, at);
    }

    private static (int Low, int High) Overlap(int i, double step, int from, double[] sums)
    {
        double begin = Math.Min(i * step, from - 1e-9), end = Math.Min((i + 1) * step, from);
        int low = (int)begin, high = Math.Max(low, Math.Min(from, (int)Math.Ceiling(end)) - 1);
        for (int k = low; k <= high; k++)
        {
            double share = Math.Min(end, k + 1) - Math.Max(begin, k);
            // What rounding leaves of a sample that is only touched.
            sums[k] = share > 1e-9 * step || low == high ? Math.Max(share, 1e-12) : 0;
        }
        return (low, high);
    }

    private static (int Low, int High) Window(int i, double step, double stretch, Interpolation kernel, Border? border, double[] sums)
    {
        int from = sums.Length;
        double center = (i + 0.5) * step - 0.5, support = kernel.Support * stretch;
        if (border is null) center = Math.Clamp(center, -0.5, from - 0.5);
        int low = from - 1, high = 0;
        for (int k = (int)Math.Ceiling(center - support); k <= (int)Math.Floor(center + support); k++)
        {
            int at = border is { } seen ? seen.Map(k, from) : (uint)k < (uint)from ? k : -1;
            if (at < 0) continue;
            sums[at] += kernel.Weight((k - center) / stretch);
            (low, high) = (Math.Min(low, at), Math.Max(high, at));
        }
        return (low, high);
    }
}

namespace Fovea.Compute;

/// <summary>Copies between arrays of any strides: transpositions, slices, broadcasts, reversals.</summary>
public static unsafe class StridedCopy
{
    /// <summary>The largest number of dimensions.</summary>
    public const int MaxDimensions = 16;

    private const int ElementsPerChunk = 1 << 15;

    /// <summary>
    /// target[sum of i[d] targetStrides[d]] = source[sum of i[d] sourceStrides[d]] for every index i within <paramref name="sizes"/>.
    /// </summary>
    /// <param name="sizes">How many elements along each dimension; a 0 means that nothing is copied.</param>
    /// <param name="sourceStrides">Floats from one element of the source to the next along each dimension; 0 repeats one element, negative values run backwards.</param>
    /// <param name="targetStrides">The same of the target; no two indices may share an element.</param>
    /// <param name="source">The element of index 0.</param>
    /// <param name="target">The element of index 0; the two arrays do not overlap.</param>
    /// <exception cref="ArgumentException">More than <see cref="MaxDimensions"/> dimensions, or spans of different lengths.</exception>
    public static void Run(ReadOnlySpan<int> sizes, ReadOnlySpan<long> sourceStrides, ReadOnlySpan<long> targetStrides, float* source, float* target)
    {
        if (sizes.Length > MaxDimensions) throw new ArgumentException($"StridedCopy: {sizes.Length} dimensions, at most {MaxDimensions} are possible.", nameof(sizes));
        if (sourceStrides.Length != sizes.Length || targetStrides.Length != sizes.Length)
            throw new ArgumentException($"StridedCopy: {sizes.Length} sizes, {sourceStrides.Length} source strides and {targetStrides.Length} target strides.", nameof(sizes));

        CopyWork work = new() { Source = source, Target = target };
        if (!CopyAxes.Collapse(sizes, sourceStrides, targetStrides, ref work.Axes)) return;
        work.Prepare(ElementsPerChunk);
        Workers.Run(work.Chunks, ref work);
    }

    /// <summary>Sets the <paramref name="n"/> floats at <paramref name="y"/> to <paramref name="v"/>.</summary>
    public static void Fill(float* y, long n, float v)
    {
        if (n <= 0) return;
        FillWork work = new() { Y = y, Count = n, Value = v };
        Workers.Run(checked((int)((n + ElementsPerChunk - 1) / ElementsPerChunk)), ref work);
    }

    private struct FillWork : Workers.IWork
    {
        public float* Y;
        public long Count;
        public float Value;

        public readonly void Run(int chunk)
        {
            long first = (long)chunk * ElementsPerChunk;
            new Span<float>(Y + first, (int)Math.Min(ElementsPerChunk, Count - first)).Fill(Value);
        }
    }
}

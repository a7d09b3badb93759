using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Reductions of contiguous runs.</summary>
internal static unsafe class ReduceRun<L, V> where L : ILanes<V> where V : struct
{
    // Each lane of four accumulators sums at most 32 to 64 elements before the block is added to a double.
    private const int Block = 2048;

    /// <summary>
    /// Reduces n floats. Sum, Max, Min go to <paramref name="value"/>. Indices, which count from <paramref name="offset"/>, go to
    /// <paramref name="index"/> beside their value, or to <paramref name="value"/> where <paramref name="index"/> is null.
    /// </summary>
    public static void Reduce(ReductionKind kind, float* x, long n, long offset, float* value, float* index)
    {
        if (kind == ReductionKind.Sum)
        {
            *value = Sum(x, n);
            return;
        }
        float best = kind is ReductionKind.Max or ReductionKind.ArgMax ? Extreme<Largest>(x, n) : Extreme<Smallest>(x, n);
        if (kind is ReductionKind.Max or ReductionKind.Min)
        {
            *value = best;
            return;
        }
        float at = n == 0 ? offset : offset + First(x, n, best);
        if (index == null) *value = at;
        else (*value, *index) = (best, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* x, long n)
    {
        double total = 0;
        float* lanes = stackalloc float[16];
        while (n >= 4 * L.Width)
        {
            long block = Math.Min(n, Block) / (4 * L.Width) * (4 * L.Width);
            V a = default, b = default, c = default, d = default;
            for (float* end = x + block; x < end; x += 4 * L.Width)
            {
                a = L.Add(a, L.Load(x));
                b = L.Add(b, L.Load(x + L.Width));
                c = L.Add(c, L.Load(x + 2 * L.Width));
                d = L.Add(d, L.Load(x + 3 * L.Width));
            }
            n -= block;
            L.Store(lanes, L.Add(L.Add(a, b), L.Add(c, d)));
            for (int i = 0; i < L.Width; i++) total += lanes[i];
        }
        for (; n > 0; n--) total += *x++;
        return (float)total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Extreme<F>(float* x, long n) where F : IExtreme
    {
        float best = F.Start;
        if (n >= 2 * L.Width)
        {
            float* lanes = stackalloc float[16];
            V a = L.Load(x), b = L.Load(x + L.Width);
            long i = 2 * L.Width;
            for (; i <= n - 2 * L.Width; i += 2 * L.Width)
            {
                a = F.Of(a, L.Load(x + i));
                b = F.Of(b, L.Load(x + i + L.Width));
            }
            L.Store(lanes, F.Of(a, b));
            for (int j = 0; j < L.Width; j++) best = F.Of(best, lanes[j]);
            x += i;
            n -= i;
        }
        for (; n > 0; n--) best = F.Of(best, *x++);
        return best;
    }

    private static long First(float* x, long n, float value)
    {
        long searched = 0;
        while (true)
        {
            int stretch = (int)Math.Min(n - searched, 1 << 20);
            int at = float.IsNaN(value) ? FirstNaN(x + searched, stretch) : new ReadOnlySpan<float>(x + searched, stretch).IndexOf(value);
            if (at >= 0) return searched + at;
            searched += stretch;
        }
    }

    private static int FirstNaN(float* x, int n)
    {
        for (int i = 0; i < n; i++)
            if (float.IsNaN(x[i])) return i;
        return -1;
    }

    internal interface IExtreme
    {
        static abstract float Start { get; }
        static abstract V Of(V a, V b);
        static abstract float Of(float a, float b);
    }

    internal struct Largest : IExtreme
    {
        public static float Start => float.NegativeInfinity;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Of(V a, V b) => L.Max(a, b);
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static float Of(float a, float b) => MathF.Max(a, b);
    }

    internal struct Smallest : IExtreme
    {
        public static float Start => float.PositiveInfinity;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Of(V a, V b) => L.Min(a, b);
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static float Of(float a, float b) => MathF.Min(a, b);
    }
}

using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// Pooling with 2 x 2 windows and stride 2, nothing outside: no lists, no bounds, and windows that do not overlap, so gradients are stored rather than added.
/// Where a pixel has fewer channels than a vector has lanes, whole vectors are used all the same as long as they stay inside the line: what is written
/// too far is written again by the next pixel.
/// </summary>
internal static unsafe class TwoByTwoKernels<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Output lines [<paramref name="first"/>, <paramref name="end"/>) of one image, or for a gradient the input lines under them.</summary>
    public static void Lines(PoolKind kind, PoolGeometry g, AverageDivisor divisor, int first, int end, float* x, float* v, float* y)
    {
        float scale = divisor == AverageDivisor.One ? 1f : 0.25f;
        nint inLine = (nint)g.InWidth * g.Channels, outLine = (nint)g.OutWidth * g.Channels;
        for (int oy = first; oy < end; oy++)
        {
            nint input = 2 * oy * inLine, output = oy * outLine;
            switch (kind)
            {
                case PoolKind.Max: Forward<MaxOfFour>(x + input, inLine, g.OutWidth, g.Channels, scale, y + output); break;
                case PoolKind.Average: Forward<SumOfFour>(x + input, inLine, g.OutWidth, g.Channels, scale, y + output); break;
                case PoolKind.MaxGradient: Backward<MaxOfFour>(x + input, v + output, inLine, g.OutWidth, g.Channels, scale, y + input); break;
                default: Backward<SumOfFour>(v, v + output, inLine, g.OutWidth, g.Channels, scale, y + input); break;
            }
            if (kind is not (PoolKind.MaxGradient or PoolKind.AverageGradient)) continue;
            // A last column or line that no window covers has no gradient.
            nint covered = 2 * outLine;
            new Span<float>(y + input + covered, (int)(inLine - covered)).Clear();
            new Span<float>(y + input + inLine + covered, (int)(inLine - covered)).Clear();
            if (oy == g.OutHeight - 1) new Span<float>(y + input + 2 * inLine, (int)(g.InImage - input - 2 * inLine)).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<F>(float* x, nint inLine, int width, int channels, float scale, float* y) where F : IFour
    {
        V s = L.Broadcast(scale);
        for (int ox = 0; ox < width; ox++, x += 2 * channels, y += channels)
        {
            int whole = (width - ox) * channels;
            for (int c = 0; c < channels; c += L.Width)
            {
                float* p = x + c;
                if (channels - c >= L.Width || (channels < L.Width && whole >= L.Width))
                    L.Store(y + c, F.Of(L.Load(p), L.Load(p + channels), L.Load(p + inLine), L.Load(p + inLine + channels), s));
                else
                {
                    int n = Math.Min(L.Width, channels - c);
                    L.StoreFirst(
                        y + c, F.Of(L.LoadFirst(p, n), L.LoadFirst(p + channels, n), L.LoadFirst(p + inLine, n), L.LoadFirst(p + inLine + channels, n), s), n);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<F>(float* x, float* dy, nint inLine, int width, int channels, float scale, float* dx) where F : IFour
    {
        V s = L.Broadcast(scale);
        for (int ox = 0; ox < width; ox++, x += 2 * channels, dx += 2 * channels, dy += channels)
        {
            int whole = (width - ox) * channels;
            for (int c = 0; c < channels; c += L.Width)
            {
                float* p = x + c, to = dx + c;
                if (channels - c >= L.Width || (channels < L.Width && whole >= L.Width))
                {
                    V a = default, b = default, d = default, e = default;
                    if (F.NeedsInput)
                    {
                        a = L.Load(p);
                        b = L.Load(p + channels);
                        d = L.Load(p + inLine);
                        e = L.Load(p + inLine + channels);
                    }
                    F.Gradient(ref a, ref b, ref d, ref e, L.Load(dy + c), s);
                    // In this order: the second pixel writes over the first one's surplus.
                    L.Store(to, a);
                    L.Store(to + channels, b);
                    L.Store(to + inLine, d);
                    L.Store(to + inLine + channels, e);
                }
                else
                {
                    int n = Math.Min(L.Width, channels - c);
                    V a = default, b = default, d = default, e = default;
                    if (F.NeedsInput)
                    {
                        a = L.LoadFirst(p, n);
                        b = L.LoadFirst(p + channels, n);
                        d = L.LoadFirst(p + inLine, n);
                        e = L.LoadFirst(p + inLine + channels, n);
                    }
                    F.Gradient(ref a, ref b, ref d, ref e, L.LoadFirst(dy + c, n), s);
                    L.StoreFirst(to, a, n);
                    L.StoreFirst(to + channels, b, n);
                    L.StoreFirst(to + inLine, d, n);
                    L.StoreFirst(to + inLine + channels, e, n);
                }
            }
        }
    }

    private interface IFour
    {
        static abstract bool NeedsInput { get; }
        static abstract V Of(V a, V b, V c, V d, V scale);

        /// <summary>Replaces the four elements of the windows by their gradients.</summary>
        static abstract void Gradient(ref V a, ref V b, ref V c, ref V d, V dy, V scale);
    }

    private struct MaxOfFour : IFour
    {
        public static bool NeedsInput => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d, V scale) => L.Max(L.Max(a, b), L.Max(c, d));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Gradient(ref V a, ref V b, ref V c, ref V d, V dy, V scale)
        {
            V m = L.Max(L.Max(a, b), L.Max(c, d)), zero = default;
            V hitA = Hit(a, m), hitB = Hit(b, m), hitC = Hit(c, m);
            V afterA = L.Select(hitA, zero, dy), afterB = L.Select(hitB, zero, afterA);
            a = L.Select(hitA, dy, zero);
            b = L.Select(hitB, afterA, zero);
            c = L.Select(hitC, afterB, zero);
            d = L.Select(hitC, zero, afterB);
        }

        /// <summary>Where e is the maximum m: equal to it, or NaN.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Hit(V e, V m) => L.Or(L.Equal(e, m), L.Not(L.Equal(e, e)));
    }

    private struct SumOfFour : IFour
    {
        public static bool NeedsInput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d, V scale) => L.Multiply(L.Add(L.Add(L.Add(a, b), c), d), scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Gradient(ref V a, ref V b, ref V c, ref V d, V dy, V scale) => a = b = c = d = L.Multiply(dy, scale);
    }
}

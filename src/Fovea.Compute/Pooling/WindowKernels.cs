using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Pooling with any window: per output pixel, the elements inside the input are listed once and then visited per vector of channels.</summary>
internal static unsafe class WindowKernels<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Output lines [<paramref name="first"/>, <paramref name="end"/>) of one image; all lines for a gradient, whose result is cleared first.</summary>
    public static void Lines(PoolKind kind, PoolGeometry g, AverageDivisor divisor, int first, int end, float* x, float* v, float* y)
    {
        nint* inside = (nint*)Workers.Scratch((long)g.Window * sizeof(nint));
        bool gradient = kind is PoolKind.MaxGradient or PoolKind.AverageGradient;
        if (gradient) new Span<float>(y, checked((int)g.InImage)).Clear();
        for (int oy = first; oy < end; oy++)
            for (int ox = 0; ox < g.OutWidth; ox++)
            {
                int count = Inside(g, oy, ox, inside);
                nint at = ((nint)oy * g.OutWidth + ox) * g.Channels;
                float scale = divisor switch { AverageDivisor.One => 1f, _ when count == 0 => 0f, AverageDivisor.Window => 1f / g.Window, _ => 1f / count };
                switch (kind)
                {
                    case PoolKind.Max: Max(g.Channels, inside, count, x, y + at); break;
                    case PoolKind.MaxGradient: MaxGradient(g.Channels, inside, count, x, v + at, y); break;
                    case PoolKind.MaxSelect: MaxSelect(g.Channels, inside, count, x, v, y + at); break;
                    case PoolKind.Average: Sum(g.Channels, inside, count, scale, x, y + at); break;
                    default: Spread(g.Channels, inside, count, scale, v + at, y); break;
                }
            }
    }

    private static int Inside(PoolGeometry g, int oy, int ox, nint* inside)
    {
        int count = 0, y0 = oy * g.StrideY - g.PadTop, x0 = ox * g.StrideX - g.PadLeft;
        int[] offsetsY = g.OffsetsY, offsetsX = g.OffsetsX;
        for (int k = 0; k < offsetsY.Length; k++)
        {
            int y = y0 + offsetsY[k], x = x0 + offsetsX[k];
            if ((uint)y < (uint)g.InHeight && (uint)x < (uint)g.InWidth) inside[count++] = ((nint)y * g.InWidth + x) * g.Channels;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Get(float* p, int n) => n >= L.Width ? L.Load(p) : L.LoadFirst(p, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* p, V v, int n)
    {
        if (n >= L.Width) L.Store(p, v);
        else L.StoreFirst(p, v, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Largest(nint* inside, int count, float* x, int n)
    {
        V m = L.Broadcast(float.NegativeInfinity);
        for (int k = 0; k < count; k++) m = L.Max(m, Get(x + inside[k], n));
        return m;
    }

    /// <summary>Where e is the maximum m: equal to it, or both are NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Hit(V e, V m) => L.Or(L.Equal(e, m), L.Not(L.Equal(e, e)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Max(int channels, nint* inside, int count, float* x, float* y)
    {
        for (int c = 0; c < channels; c += L.Width) Put(y + c, Largest(inside, count, x + c, channels - c), channels - c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxGradient(int channels, nint* inside, int count, float* x, float* dy, float* dx)
    {
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = channels - c;
            V m = Largest(inside, count, x + c, n), left = Get(dy + c, n), zero = L.Broadcast(0f);
            for (int k = 0; k < count; k++)
            {
                V hit = Hit(Get(x + c + inside[k], n), m);
                float* to = dx + c + inside[k];
                Put(to, L.Add(Get(to, n), L.And(hit, left)), n);
                left = L.Select(hit, zero, left);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxSelect(int channels, nint* inside, int count, float* x, float* v, float* y)
    {
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = channels - c;
            V m = Largest(inside, count, x + c, n), result = L.Broadcast(0f);
            // From last to first, so that the first maximum has the last word.
            for (int k = count - 1; k >= 0; k--) result = L.Select(Hit(Get(x + c + inside[k], n), m), Get(v + c + inside[k], n), result);
            Put(y + c, result, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(int channels, nint* inside, int count, float scale, float* x, float* y)
    {
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = channels - c;
            V sum = L.Broadcast(0f);
            for (int k = 0; k < count; k++) sum = L.Add(sum, Get(x + c + inside[k], n));
            Put(y + c, L.Multiply(sum, L.Broadcast(scale)), n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(int channels, nint* inside, int count, float scale, float* dy, float* dx)
    {
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = channels - c;
            V add = L.Multiply(Get(dy + c, n), L.Broadcast(scale));
            for (int k = 0; k < count; k++)
            {
                float* to = dx + c + inside[k];
                Put(to, L.Add(Get(to, n), add), n);
            }
        }
    }
}

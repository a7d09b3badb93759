using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>Packs blocks of a matrix into panels: k rows of <c>width</c> columns, one after the other, missing columns zero.</summary>
internal static unsafe class Panels
{
    /// <summary>The width of the panels of a matrix with so many columns: that of the register tile, or half of it where one vector holds all columns.</summary>
    public static int Width(int columns) => columns <= Machine.TileColumns / 2 ? Machine.TileColumns / 2 : Machine.TileColumns;

    /// <summary>How many panels hold so many columns.</summary>
    public static int Count(int columns) => (columns + Width(columns) - 1) / Width(columns);

    /// <summary>The size of all panels of so many columns and <paramref name="k"/> rows, in floats.</summary>
    public static long Floats(int columns, long k) => (long)Count(columns) * Width(columns) * k;

    /// <summary>panel[p, j] = source[p * stride + j], in the widest vectors there are.</summary>
    public static void Copy(float* source, nint stride, nint k, int columns, float* panel, int width)
    {
        if (Vector512.IsHardwareAccelerated) Copy<Lanes512, Vector512<float>>(source, stride, k, columns, panel, width);
        else if (Vector256.IsHardwareAccelerated) Copy<Lanes256, Vector256<float>>(source, stride, k, columns, panel, width);
        else if (Vector128.IsHardwareAccelerated) Copy<Lanes128, Vector128<float>>(source, stride, k, columns, panel, width);
        else Copy<Lanes1, float>(source, stride, k, columns, panel, width);
    }

    /// <summary>panel[p, j] = source[p * stride + j]. The panel is written in whole vectors: its last row needs room up to the next multiple of the vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<L, V>(float* source, nint stride, nint k, int columns, float* panel, int width) where L : ILanes<V> where V : struct
    {
        for (nint p = 0; p < k; p++, source += stride, panel += width)
        {
            // Rows are a few vectors long: a loop of our own is faster than a call.
            int j = 0;
            for (; j <= columns - L.Width; j += L.Width) L.Store(panel + j, L.Load(source + j));
            if (j < columns)
            {
                L.Store(panel + j, L.LoadFirst(source + j, columns - j));
                j += L.Width;
            }
            for (; j < width; j += L.Width) L.Store(panel + j, default);
        }
    }

    /// <summary>panel[p, j] = source[j * stride + p].</summary>
    public static void Transpose(float* source, nint stride, nint k, int columns, float* panel, int width)
    {
        TransposeOnly(source, stride, k, columns, panel, width);
        if (columns < width)
            for (nint p = 0; p < k; p++) new Span<float>(panel + p * width + columns, width - columns).Clear();
    }

    /// <summary>target[p * targetStride + j] = source[j * stride + p] for p &lt; k and j &lt; columns, and no other element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeOnly(float* source, nint stride, nint k, int columns, float* target, nint targetStride)
    {
        int j = 0;
        if (Vector128.IsHardwareAccelerated)
            for (; j <= columns - 4; j += 4) Transpose4(source + j * stride, stride, k, target + j, targetStride);
        for (; j < columns; j++)
        {
            float* from = source + j * stride;
            float* to = target + j;
            for (nint p = 0; p < k; p++, to += targetStride) *to = from[p];
        }
    }

    /// <summary>Four rows of the source to four columns of the target: target[p * width + i] = source[i * stride + p] for p &lt; k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose4(float* source, nint stride, nint k, float* target, nint width)
    {
        float* s1 = source + stride, s2 = s1 + stride, s3 = s2 + stride;
        nint p = 0;
        for (; p <= k - 4; p += 4)
        {
            Vector128<float> a = Vector128.Load(source + p), b = Vector128.Load(s1 + p), c = Vector128.Load(s2 + p), d = Vector128.Load(s3 + p);
            Vector128<float> ac0 = Interleave(a, c, high: false), ac1 = Interleave(a, c, high: true);
            Vector128<float> bd0 = Interleave(b, d, high: false), bd1 = Interleave(b, d, high: true);
            Interleave(ac0, bd0, high: false).Store(target);
            Interleave(ac0, bd0, high: true).Store(target + width);
            Interleave(ac1, bd1, high: false).Store(target + 2 * width);
            Interleave(ac1, bd1, high: true).Store(target + 3 * width);
            target += 4 * width;
        }
        for (; p < k; p++, target += width)
        {
            target[0] = source[p];
            target[1] = s1[p];
            target[2] = s2[p];
            target[3] = s3[p];
        }
    }

    /// <summary>Four columns of eight rows: target[p * width + i] = source[i * stride + p] for p &lt; 4 and i &lt; 8, in the order of p, so that rows of fewer than eight may overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose8(float* source, nint stride, float* target, nint width)
    {
        float* s2 = source + 2 * stride, s4 = s2 + 2 * stride, s6 = s4 + 2 * stride;
        Vector256<float> a = Pair(source, s4), b = Pair(source + stride, s4 + stride), c = Pair(s2, s6), d = Pair(s2 + stride, s6 + stride);
        Vector256<float> ac0 = Interleave(a, c, high: false), ac1 = Interleave(a, c, high: true);
        Vector256<float> bd0 = Interleave(b, d, high: false), bd1 = Interleave(b, d, high: true);
        Interleave(ac0, bd0, high: false).Store(target);
        Interleave(ac0, bd0, high: true).Store(target + width);
        Interleave(ac1, bd1, high: false).Store(target + 2 * width);
        Interleave(ac1, bd1, high: true).Store(target + 3 * width);
    }

    /// <summary>The reverse: target[i * width + p] = source[p * stride + i] for p &lt; 4 and i &lt; 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeBack8(float* source, nint stride, float* target, nint width)
    {
        Vector256<float> a = Vector256.Load(source), b = Vector256.Load(source + stride), c = Vector256.Load(source + 2 * stride), d = Vector256.Load(source + 3 * stride);
        Vector256<float> ac0 = Interleave(a, c, high: false), ac1 = Interleave(a, c, high: true);
        Vector256<float> bd0 = Interleave(b, d, high: false), bd1 = Interleave(b, d, high: true);
        float* t2 = target + 2 * width;
        Part(Interleave(ac0, bd0, high: false), target, 4 * width);
        Part(Interleave(ac0, bd0, high: true), target + width, 4 * width);
        Part(Interleave(ac1, bd1, high: false), t2, 4 * width);
        Part(Interleave(ac1, bd1, high: true), t2 + width, 4 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(Vector256<float> pair, float* lower, nint toUpper)
    {
        pair.GetLower().Store(lower);
        pair.GetUpper().Store(lower + toUpper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* lower, float* upper) => Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Interleave(Vector256<float> a, Vector256<float> b, bool high)
    {
        if (System.Runtime.Intrinsics.X86.Avx.IsSupported)
            return high ? System.Runtime.Intrinsics.X86.Avx.UnpackHigh(a, b) : System.Runtime.Intrinsics.X86.Avx.UnpackLow(a, b);
        return Vector256.Create(Interleave(a.GetLower(), b.GetLower(), high), Interleave(a.GetUpper(), b.GetUpper(), high));
    }

    // Constant shuffles become single unpack instructions on x64 and zips on Arm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Interleave(Vector128<float> a, Vector128<float> b, bool high)
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
            return high ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b) : System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b);
        if (System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported)
            return high ? System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipHigh(a, b) : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipLow(a, b);
        return high ? Vector128.Create(a[2], b[2], a[3], b[3]) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// The gradient by the weights that belongs to <see cref="PlaneProduct"/>: dy is taken apart into a plane for every output channel, and vectors run along the pixels of planes and image,
/// the sums of four taps by a few output channels at a time. A vector per weight is added up over all pixels; its lanes meet at the end.
/// </summary>
internal unsafe struct PlaneCorrelation
{
    private const int Together = 4;

    /// <summary>Windows over one channel, a pixel apart.</summary>
    public Window Window;

    /// <summary>The gradient by the output (images, OutHeight, LineLength, Outputs).</summary>
    public float* Dy;
    public int OutHeight, LineLength, Outputs;

    /// <summary>Outputs x Window.Size, overwritten.</summary>
    public float* Result;

    /// <summary>Sums over lines [first, first + lines) of images [image, image + images).</summary>
    public readonly void Run(int image, int images, int first, int lines)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(image, images, first, lines);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(image, images, first, lines);
        else Run<Lanes128, Vector128<float>>(image, images, first, lines);
    }

    private readonly void Run<L, V>(int image, int images, int first, int lines) where L : ILanes<V> where V : struct
    {
        int most = PlaneLines.PerPiece(lines, LineLength, Outputs), atOnce = PlaneProduct.OutputsAtOnce<L, V>(Outputs), size = Window.Size;
        long totalsSize = ((long)Outputs * size + 3) / 4 * 4 * L.Width, planesSize = (long)new PlaneLines(Window, most, LineLength, L.Width).PlaneSize * ((Outputs + 3) / 4 * 4);
        long copySize = (Window.CopySize(most, LineLength) + 1) / 2 * 2 + L.Width;
        float* totals = (float*)Workers.Scratch((totalsSize + planesSize + copySize) * sizeof(float) + (long)size * sizeof(nint));
        float* planes = totals + totalsSize, copy = planes + planesSize;
        nint* offsets = (nint*)(copy + copySize);
        PlaneLines.Offsets(Window, LineLength, offsets);
        // Pixels between lines stay zero in the planes, as long as pieces are of one size; what they meet in the copy must be a number.
        new Span<float>(totals, (int)(totalsSize + planesSize + copySize)).Clear();
        int cleared = most;
        for (int i = image; i < image + images; i++)
            for (int line = first; line < first + lines; line += most)
            {
                int count = Math.Min(most, first + lines - line);
                PlaneLines piece = new(Window, count, LineLength, L.Width);
                if (count != cleared) new Span<float>(planes, (int)planesSize).Clear();
                cleared = count;
                Window.Copy(i, line, count, LineLength, copy);
                float* dy = Dy + ((nint)i * OutHeight + line) * LineLength * Outputs;
                for (int k = 0; k < count; k++) TakeApart(dy + (nint)k * LineLength * Outputs, planes + k * piece.PlaneLine, piece.PlaneSize, k == count - 1);
                for (int row = 0; row < piece.Rows; row++)
                    for (int output = 0; output < Outputs; output += atOnce)
                    {
                        float* plane = planes + output * (nint)piece.PlaneSize + row * piece.PlaneLine, source = copy + row * piece.SourceRow, to = totals + (nint)output * size * L.Width;
                        int tap = 0, n = Math.Min(atOnce, Outputs - output);
                        for (; tap <= size - Together; tap += Together) Sums<L, V, Count4>(n, source, offsets + tap, plane, piece, to + tap * L.Width);
                        for (; tap < size; tap++) Sums<L, V, Count1>(n, source, offsets + tap, plane, piece, to + tap * L.Width);
                    }
            }
        Finish<L, V>(totals, Outputs * size);
    }

    /// <summary>The sums of the lanes of all vectors, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<L, V>(float* totals, int count) where L : ILanes<V> where V : struct
    {
        float* rotations = stackalloc float[WindowDots.MostRotations * L.Width], sums = stackalloc float[4];
        WindowDots.Rotations<L, V>((int*)rotations);
        for (int k = 0; k < count; k += 4, totals += 4 * L.Width)
        {
            WindowDots.Totals<L, V>(L.Load(totals), L.Load(totals + L.Width), L.Load(totals + 2 * L.Width), L.Load(totals + 3 * L.Width), rotations, sums);
            for (int i = 0; i < Math.Min(4, count - k); i++) Result[k + i] = sums[i];
        }
    }

    /// <summary>A line of pixels to a line of every plane. Except in the last line, more channels may be read than there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TakeApart(float* dy, float* planes, nint plane, bool last)
    {
        int pixel = 0, end = last ? LineLength - 4 : LineLength;
        if (Outputs <= 4)
            for (; pixel <= end - 4; pixel += 4, dy += 4 * Outputs) Panels.Transpose4(dy, Outputs, 4, planes + pixel, plane);
        else
            for (; pixel <= end - 4; pixel += 4, dy += 4 * Outputs) Panels.TransposeBack8(dy, Outputs, planes + pixel, plane);
        for (; pixel < LineLength; pixel++, dy += Outputs)
            for (int output = 0; output < Outputs; output++) planes[output * plane + pixel] = dy[output];
    }

    private readonly void Sums<L, V, T>(int outputs, float* x, nint* offsets, float* planes, in PlaneLines piece, float* totals) where L : ILanes<V> where V : struct where T : ICount
    {
        switch (outputs)
        {
            case 1: Sums<L, V, T, Count1>(x, offsets, planes, piece, totals); break;
            case 2: Sums<L, V, T, Count2>(x, offsets, planes, piece, totals); break;
            case 3: Sums<L, V, T, Count3>(x, offsets, planes, piece, totals); break;
            case 4: Sums<L, V, T, Count4>(x, offsets, planes, piece, totals); break;
            case 5: Sums<L, V, T, Count5>(x, offsets, planes, piece, totals); break;
            case 6: Sums<L, V, T, Count6>(x, offsets, planes, piece, totals); break;
        }
    }

    /// <summary>Adds to the vectors of T taps and O output channels what a row has for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sums<L, V, T, O>(float* source, nint* offsets, float* planes, in PlaneLines piece, float* totals) where L : ILanes<V> where V : struct where T : ICount where O : ICount
    {
        V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        V c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        V e0 = default, e1 = default, e2 = default, e3 = default, f0 = default, f1 = default, f2 = default, f3 = default;
        float* x0 = source + offsets[0], x1 = T.Value > 1 ? source + offsets[1] : null, x2 = T.Value > 2 ? source + offsets[2] : null, x3 = T.Value > 3 ? source + offsets[3] : null;
        nint plane = piece.PlaneSize, plane2 = 2 * plane, length = piece.RowLength;
        float* y = planes, y3 = planes + 3 * plane;
        for (nint p = 0; p < length; p += L.Width)
        {
            V da = L.Load(y + p), db = default, dc = default, dd = default, de = default, df = default;
            if (O.Value > 1) db = L.Load(y + plane + p);
            if (O.Value > 2) dc = L.Load(y + plane2 + p);
            if (O.Value > 3) dd = L.Load(y3 + p);
            if (O.Value > 4) de = L.Load(y3 + plane + p);
            if (O.Value > 5) df = L.Load(y3 + plane2 + p);
            V x = L.Load(x0 + p);
            a0 = L.Fma(x, da, a0);
            if (O.Value > 1) b0 = L.Fma(x, db, b0);
            if (O.Value > 2) c0 = L.Fma(x, dc, c0);
            if (O.Value > 3) d0 = L.Fma(x, dd, d0);
            if (O.Value > 4) e0 = L.Fma(x, de, e0);
            if (O.Value > 5) f0 = L.Fma(x, df, f0);
            if (T.Value > 1) x = L.Load(x1 + p);
            if (T.Value > 1) a1 = L.Fma(x, da, a1);
            if (T.Value > 1 && O.Value > 1) b1 = L.Fma(x, db, b1);
            if (T.Value > 1 && O.Value > 2) c1 = L.Fma(x, dc, c1);
            if (T.Value > 1 && O.Value > 3) d1 = L.Fma(x, dd, d1);
            if (T.Value > 1 && O.Value > 4) e1 = L.Fma(x, de, e1);
            if (T.Value > 1 && O.Value > 5) f1 = L.Fma(x, df, f1);
            if (T.Value > 2) x = L.Load(x2 + p);
            if (T.Value > 2) a2 = L.Fma(x, da, a2);
            if (T.Value > 2 && O.Value > 1) b2 = L.Fma(x, db, b2);
            if (T.Value > 2 && O.Value > 2) c2 = L.Fma(x, dc, c2);
            if (T.Value > 2 && O.Value > 3) d2 = L.Fma(x, dd, d2);
            if (T.Value > 2 && O.Value > 4) e2 = L.Fma(x, de, e2);
            if (T.Value > 2 && O.Value > 5) f2 = L.Fma(x, df, f2);
            if (T.Value > 3) x = L.Load(x3 + p);
            if (T.Value > 3) a3 = L.Fma(x, da, a3);
            if (T.Value > 3 && O.Value > 1) b3 = L.Fma(x, db, b3);
            if (T.Value > 3 && O.Value > 2) c3 = L.Fma(x, dc, c3);
            if (T.Value > 3 && O.Value > 3) d3 = L.Fma(x, dd, d3);
            if (T.Value > 3 && O.Value > 4) e3 = L.Fma(x, de, e3);
            if (T.Value > 3 && O.Value > 5) f3 = L.Fma(x, df, f3);
        }
        nint tapsWide = (nint)Window.Size * L.Width;
        Add<L, V, T>(totals, a0, a1, a2, a3);
        if (O.Value > 1) Add<L, V, T>(totals + tapsWide, b0, b1, b2, b3);
        if (O.Value > 2) Add<L, V, T>(totals + 2 * tapsWide, c0, c1, c2, c3);
        if (O.Value > 3) Add<L, V, T>(totals + 3 * tapsWide, d0, d1, d2, d3);
        if (O.Value > 4) Add<L, V, T>(totals + 4 * tapsWide, e0, e1, e2, e3);
        if (O.Value > 5) Add<L, V, T>(totals + 5 * tapsWide, f0, f1, f2, f3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<L, V, T>(float* to, V v0, V v1, V v2, V v3) where L : ILanes<V> where V : struct where T : ICount
    {
        L.Store(to, L.Add(L.Load(to), v0));
        if (T.Value > 1) L.Store(to + L.Width, L.Add(L.Load(to + L.Width), v1));
        if (T.Value > 2) L.Store(to + 2 * L.Width, L.Add(L.Load(to + 2 * L.Width), v2));
        if (T.Value > 3) L.Store(to + 3 * L.Width, L.Add(L.Load(to + 3 * L.Width), v3));
    }
}

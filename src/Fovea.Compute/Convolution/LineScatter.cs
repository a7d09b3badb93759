using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// The gradient of a correlation by an input of few channels. The columns of the product are all channels of all taps of one kernel line, so
/// that the vectors are full; every output pixel then adds its row of the product to the input line under its window.
/// </summary>
internal unsafe struct LineScatter
{
    public ConvolutionGeometry Geometry;

    /// <summary>dy and dx at the first channel of the group.</summary>
    public float* Dy, Dx;

    /// <summary>The group's kernels: panels of KernelHeight x GroupOut rows (ky, o), whose columns are (kx, c).</summary>
    public float* Panels;
    public int PanelWidth;

    /// <summary>Whether this takes clearly fewer vectors than columns of single taps would.</summary>
    public static bool Pays(in ConvolutionGeometry g, int lanes) =>
        g.DilationX == 1 && 5 * Vectors(g.KernelWidth * g.GroupIn, lanes) <= 4 * g.KernelWidth * Vectors(g.GroupIn, lanes);

    private static int Vectors(int columns, int lanes) => (columns + lanes - 1) / lanes;

    /// <summary>Computes input lines [first, first + lines) of images [image, image + images).</summary>
    public readonly void Run(int image, int images, int first, int lines)
    {
        for (int i = image; i < image + images; i++)
            for (int y = first; y < first + lines; y++)
                if (Vector512.IsHardwareAccelerated) Line<Lanes512, Vector512<float>>(i, y);
                else if (Vector256.IsHardwareAccelerated) Line<Lanes256, Vector256<float>>(i, y);
                else if (Vector128.IsHardwareAccelerated) Line<Lanes128, Vector128<float>>(i, y);
                else Line<Lanes1, float>(i, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Line<L, V>(int image, int y) where L : ILanes<V> where V : struct
    {
        int columns = Geometry.KernelWidth * Geometry.GroupIn, stride = (columns + L.Width - 1) / L.Width * L.Width, outWidth = Geometry.OutWidth;
        int step = Geometry.StrideX * Geometry.GroupIn, covered = (outWidth - 1) * step + columns;
        float* rows = (float*)Workers.Scratch(((long)outWidth * stride + covered + stride) * sizeof(float));
        float* sums = rows + (nint)outWidth * stride;
        float* target = Dx + ((nint)image * Geometry.InHeight + y) * Geometry.InWidth * Geometry.InChannels;

        // Tap j of this line's phase reads output line origin - j * dilation; those outside contribute nothing.
        PhaseAxis taps = new(y % Geometry.StrideY, Geometry.StrideY, Geometry.PadTop, Geometry.DilationY, Geometry.KernelHeight);
        int origin = y / Geometry.StrideY + taps.Origin, begin = 0, end = taps.Count;
        while (begin < end && origin - begin * taps.Dilation >= Geometry.OutHeight) begin++;
        while (end > begin && origin - (end - 1) * taps.Dilation < 0) end--;
        if (begin == end || outWidth == 0)
        {
            Put(target, sums, 0);
            return;
        }

        nint outLine = (nint)outWidth * Geometry.OutChannels, panelLine = (nint)Geometry.GroupOut * PanelWidth;
        float* dy = Dy + ((nint)image * Geometry.OutHeight + origin - begin * taps.Dilation) * outLine;
        for (int column = 0; column < columns; column += PanelWidth)
            for (int ox = 0; ox < outWidth; ox += Tiles<L, V>.Rows)
            {
                TileOperands o = new()
                {
                    A = dy + (nint)ox * Geometry.OutChannels, ARow = Geometry.OutChannels, AStep = 1, AOuter = -taps.Dilation * outLine,
                    B = Panels + (nint)column * Geometry.KernelHeight * Geometry.GroupOut + (taps.First + begin * taps.Every) * panelLine, BStep = PanelWidth,
                    BOuter = taps.Every * panelLine, K = Geometry.GroupOut, Outer = end - begin,
                };
                Tiles<L, V>.Run(Math.Min(Tiles<L, V>.Rows, outWidth - ox), Math.Min(PanelWidth, columns - column), o, rows + (nint)ox * stride + column, stride, add: false);
            }

        new Span<float>(sums, covered + stride).Clear();
        float* to = sums;
        for (int ox = 0; ox < outWidth; ox++, rows += stride, to += step)
        {
            int j = 0;
            for (; j <= columns - L.Width; j += L.Width) L.Store(to + j, L.Add(L.Load(to + j), L.Load(rows + j)));
            if (j < columns) L.Store(to + j, L.Add(L.Load(to + j), L.LoadFirst(rows + j, columns - j)));
        }
        Put(target, sums, covered);
    }

    /// <summary>Writes an input line; sums[0] belongs to column -PadLeft, and what they do not cover is zero.</summary>
    private readonly void Put(float* target, float* sums, int covered)
    {
        int channels = Geometry.GroupIn, width = Geometry.InWidth, left = Math.Clamp(-Geometry.PadLeft, 0, width);
        int right = Math.Clamp(covered / channels - Geometry.PadLeft, left, width);
        sums += (nint)(left + Geometry.PadLeft) * channels;
        if (channels == Geometry.InChannels)
        {
            new Span<float>(target, left * channels).Clear();
            new ReadOnlySpan<float>(sums, (right - left) * channels).CopyTo(new Span<float>(target + left * channels, (right - left) * channels));
            new Span<float>(target + right * channels, (width - right) * channels).Clear();
            return;
        }
        for (int x = 0; x < width; x++, target += Geometry.InChannels)
            if (x < left || x >= right) new Span<float>(target, channels).Clear();
            else new ReadOnlySpan<float>(sums + (x - left) * channels, channels).CopyTo(new Span<float>(target, channels));
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A correlation of one channel with a few kernels: vectors run along the pixels of a line, four at a time, and every tap is a number for all of them. (The register tile, whose
/// columns are output channels, would leave most lanes empty.) The results, a plane for every output channel, are woven together at the end.
/// </summary>
internal unsafe struct PlaneProduct : Convolution.ILineKernel
{
    private const int MostOutputs = 8, Together = 4;

    /// <summary>Windows over one channel, a pixel apart.</summary>
    public Window Window;

    /// <summary>Windows of a line, and output channels.</summary>
    public int LineLength, Outputs;

    /// <summary>The kernel bank as it is: [output][tap].</summary>
    public float* Kernels;

    /// <summary>The result (images, TargetHeight, LineLength, Outputs).</summary>
    public float* Target;
    public int TargetHeight;
    public Epilogue Epilogue;

    /// <summary>Whether this kernel, and <see cref="PlaneCorrelation"/>, are made for a correlation.</summary>
    public static bool Takes(in ConvolutionGeometry g) =>
        g is { InChannels: 1, Groups: 1, StrideX: 1 } && g.OutChannels <= Math.Min(MostOutputs, Machine.TileColumns / 4) && g.OutWidth >= Machine.TileColumns / 2;

    /// <summary>The output channels that are done at once, so that the sums of four vectors each fit the registers: all in blocks of about the same size.</summary>
    public static int OutputsAtOnce<L, V>(int outputs) where L : ILanes<V> where V : struct
    {
        int most = Math.Min(6, L.TileRows / 2), blocks = (outputs + most - 1) / most;
        return (outputs + blocks - 1) / blocks;
    }

    /// <inheritdoc/>
    public readonly void Run(int image, int images, int first, int lines)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(image, images, first, lines);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(image, images, first, lines);
        else Run<Lanes128, Vector128<float>>(image, images, first, lines);
    }

    private readonly void Run<L, V>(int image, int images, int first, int lines) where L : ILanes<V> where V : struct
    {
        int step = Together * L.Width, most = PlaneLines.PerPiece(lines, LineLength, Outputs), atOnce = OutputsAtOnce<L, V>(Outputs), size = Window.Size;
        long copySize = (Window.CopySize(most, LineLength) + 1) / 2 * 2 + step, planesSize = (long)new PlaneLines(Window, most, LineLength, step).PlaneSize * ((Outputs + 3) / 4 * 4);
        // Whole vectors are read beyond the ends of lines, and planes are woven in fours.
        float* planes = (float*)Workers.Scratch((planesSize + copySize) * sizeof(float) + (long)size * sizeof(nint)), copy = planes + planesSize;
        nint* offsets = (nint*)(copy + copySize);
        PlaneLines.Offsets(Window, LineLength, offsets);
        for (int i = image; i < image + images; i++)
            for (int line = first; line < first + lines; line += most)
            {
                int count = Math.Min(most, first + lines - line);
                PlaneLines piece = new(Window, count, LineLength, step);
                Window.Copy(i, line, count, LineLength, copy);
                for (int row = 0; row < piece.Rows; row++)
                    for (int pixel = 0; pixel < piece.RowLength; pixel += step)
                        for (int output = 0; output < Outputs; output += atOnce)
                            Sums<L, V>(
                                Math.Min(atOnce, Outputs - output), copy + row * piece.SourceRow + pixel, offsets, output,
                                planes + output * (nint)piece.PlaneSize + row * piece.PlaneLine + pixel, piece.PlaneSize);
                nint offset = ((nint)i * TargetHeight + line) * LineLength * Outputs;
                for (int k = 0; k < count; k++) Weave(planes + k * piece.PlaneLine, piece.PlaneSize, Target + offset + (nint)k * LineLength * Outputs, k == count - 1);
                if (Epilogue.FitsTile) continue;
                Epilogue e = Epilogue;
                e.Bias = null;
                if (e.Residual != null) e.Residual += offset;
                Finish<L, V>.Rows(Target + offset, (nint)count * LineLength, Outputs, Outputs, e);
            }
    }

    private readonly void Sums<L, V>(int outputs, float* x, nint* offsets, int output, float* planes, nint plane) where L : ILanes<V> where V : struct
    {
        switch (outputs)
        {
            case 1: Sums<L, V, Count1>(x, offsets, output, planes, plane); break;
            case 2: Sums<L, V, Count2>(x, offsets, output, planes, plane); break;
            case 3: Sums<L, V, Count3>(x, offsets, output, planes, plane); break;
            case 4: Sums<L, V, Count4>(x, offsets, output, planes, plane); break;
            case 5: Sums<L, V, Count5>(x, offsets, output, planes, plane); break;
            case 6: Sums<L, V, Count6>(x, offsets, output, planes, plane); break;
        }
    }

    /// <summary>Four vectors of pixels for O output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sums<L, V, O>(float* source, nint* offsets, int output, float* planes, nint plane) where L : ILanes<V> where V : struct where O : ICount
    {
        nint taps = Window.Size, taps2 = 2 * taps;
        float* w = Kernels + output * taps, w3 = w + 3 * taps, bias = Epilogue.Bias;
        V a0 = default, b0 = default, c0 = default, d0 = default, e0 = default, f0 = default;
        if (bias != null)
        {
            bias += output;
            a0 = L.Broadcast(*bias);
            if (O.Value > 1) b0 = L.Broadcast(bias[1]);
            if (O.Value > 2) c0 = L.Broadcast(bias[2]);
            if (O.Value > 3) d0 = L.Broadcast(bias[3]);
            if (O.Value > 4) e0 = L.Broadcast(bias[4]);
            if (O.Value > 5) f0 = L.Broadcast(bias[5]);
        }
        V a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0, c1 = c0, c2 = c0, c3 = c0;
        V d1 = d0, d2 = d0, d3 = d0, e1 = e0, e2 = e0, e3 = e0, f1 = f0, f2 = f0, f3 = f0;
        for (nint* end = offsets + taps; offsets < end; offsets++, w++)
        {
            float* p = source + *offsets;
            V ka = L.Broadcast(*w), kb = default, kc = default, kd = default, ke = default, kf = default;
            if (O.Value > 1) kb = L.Broadcast(w[taps]);
            if (O.Value > 2) kc = L.Broadcast(w[taps2]);
            if (O.Value > 3) kd = L.Broadcast(*w3);
            if (O.Value > 4) ke = L.Broadcast(w3[taps]);
            if (O.Value > 5) kf = L.Broadcast(w3[taps2]);
            if (O.Value > 3) w3++;
            V x = L.Load(p);
            a0 = L.Fma(ka, x, a0);
            if (O.Value > 1) b0 = L.Fma(kb, x, b0);
            if (O.Value > 2) c0 = L.Fma(kc, x, c0);
            if (O.Value > 3) d0 = L.Fma(kd, x, d0);
            if (O.Value > 4) e0 = L.Fma(ke, x, e0);
            if (O.Value > 5) f0 = L.Fma(kf, x, f0);
            x = L.Load(p + L.Width);
            a1 = L.Fma(ka, x, a1);
            if (O.Value > 1) b1 = L.Fma(kb, x, b1);
            if (O.Value > 2) c1 = L.Fma(kc, x, c1);
            if (O.Value > 3) d1 = L.Fma(kd, x, d1);
            if (O.Value > 4) e1 = L.Fma(ke, x, e1);
            if (O.Value > 5) f1 = L.Fma(kf, x, f1);
            x = L.Load(p + 2 * L.Width);
            a2 = L.Fma(ka, x, a2);
            if (O.Value > 1) b2 = L.Fma(kb, x, b2);
            if (O.Value > 2) c2 = L.Fma(kc, x, c2);
            if (O.Value > 3) d2 = L.Fma(kd, x, d2);
            if (O.Value > 4) e2 = L.Fma(ke, x, e2);
            if (O.Value > 5) f2 = L.Fma(kf, x, f2);
            x = L.Load(p + 3 * L.Width);
            a3 = L.Fma(ka, x, a3);
            if (O.Value > 1) b3 = L.Fma(kb, x, b3);
            if (O.Value > 2) c3 = L.Fma(kc, x, c3);
            if (O.Value > 3) d3 = L.Fma(kd, x, d3);
            if (O.Value > 4) e3 = L.Fma(ke, x, e3);
            if (O.Value > 5) f3 = L.Fma(kf, x, f3);
        }
        Put<L, V>(planes, a0, a1, a2, a3);
        if (O.Value > 1) Put<L, V>(planes + plane, b0, b1, b2, b3);
        if (O.Value > 2) Put<L, V>(planes + 2 * plane, c0, c1, c2, c3);
        if (O.Value > 3) Put<L, V>(planes + 3 * plane, d0, d1, d2, d3);
        if (O.Value > 4) Put<L, V>(planes + 4 * plane, e0, e1, e2, e3);
        if (O.Value > 5) Put<L, V>(planes + 5 * plane, f0, f1, f2, f3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put<L, V>(float* to, V v0, V v1, V v2, V v3) where L : ILanes<V> where V : struct
    {
        bool relu = Epilogue.FitsTile && Epilogue.Activation == Activation.Relu;
        L.Store(to, relu ? L.AtLeast(default, v0) : v0);
        L.Store(to + L.Width, relu ? L.AtLeast(default, v1) : v1);
        L.Store(to + 2 * L.Width, relu ? L.AtLeast(default, v2) : v2);
        L.Store(to + 3 * L.Width, relu ? L.AtLeast(default, v3) : v3);
    }

    /// <summary>A line of every plane to a line of pixels. Except in the last line, what is written too far is written again, rightly, by the pixels that follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Weave(float* planes, nint plane, float* to, bool last)
    {
        int pixel = 0, end = last ? LineLength - 4 : LineLength;
        if (Outputs <= 4)
            for (; pixel <= end - 4; pixel += 4, to += 4 * Outputs) Panels.Transpose4(planes + pixel, plane, 4, to, Outputs);
        else
            for (; pixel <= end - 4; pixel += 4, to += 4 * Outputs) Panels.Transpose8(planes + pixel, plane, to, Outputs);
        Panels.TransposeOnly(planes + pixel, plane, LineLength - pixel, Outputs, to, Outputs);
    }
}

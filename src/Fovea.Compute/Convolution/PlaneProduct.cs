using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A correlation of one channel with a few kernels: vectors run along the pixels of a line, two at a time, and every tap is a number for all of them. (The register tile, whose
/// columns are output channels, would leave most lanes empty.) The results, a line for every output channel, are woven together at the end.
/// </summary>
internal unsafe struct PlaneProduct : Convolution.ILineKernel
{
    private const int MostOutputs = 8;

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

    /// <summary>Whether this kernel is made for a correlation.</summary>
    public static bool Takes(in ConvolutionGeometry g) =>
        g is { InChannels: 1, Groups: 1, StrideX: 1 } && g.OutChannels <= Math.Min(MostOutputs, Machine.TileColumns / 4) && g.OutWidth >= Machine.TileColumns / 2;

    /// <inheritdoc/>
    public readonly void Run(int image, int images, int first, int lines)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(image, images, first, lines);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(image, images, first, lines);
        else Run<Lanes128, Vector128<float>>(image, images, first, lines);
    }

    private readonly void Run<L, V>(int image, int images, int first, int lines) where L : ILanes<V> where V : struct
    {
        int columns = Window.ColumnsUnder(LineLength), together = 2 * L.Width, stride = (LineLength + together - 1) / together * together;
        long copySize = Window.CopySize(lines, LineLength);
        // Whole vectors are read, and written, beyond the ends of lines.
        float* copy = (float*)Workers.Scratch((copySize + together + (long)MostOutputs * stride) * sizeof(float)), planes = copy + copySize + together;
        for (int i = image; i < image + images; i++)
        {
            Window.Copy(i, first, lines, LineLength, copy);
            for (int oy = 0; oy < lines; oy++)
            {
                float* source = copy + (nint)oy * Window.StepY * columns;
                for (int ox = 0; ox < LineLength; ox += together)
                {
                    int output = 0;
                    for (; output <= Outputs - 3; output += 3) Line<L, V, Count3>(source + ox, columns, output, planes + output * (nint)stride + ox, stride);
                    for (; output < Outputs; output++) Line<L, V, Count1>(source + ox, columns, output, planes + output * (nint)stride + ox, stride);
                }
                nint offset = ((nint)i * TargetHeight + first + oy) * LineLength * Outputs;
                Panels.TransposeOnly(planes, stride, LineLength, Outputs, Target + offset, Outputs);
                if (Epilogue.FitsTile) continue;
                Epilogue e = Epilogue;
                e.Bias = null;
                if (e.Residual != null) e.Residual += offset;
                Finish<L, V>.Rows(Target + offset, LineLength, Outputs, Outputs, e);
            }
        }
    }

    /// <summary>Two vectors of pixels for O output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Line<L, V, O>(float* source, nint line, int output, float* planes, nint stride) where L : ILanes<V> where V : struct where O : ICount
    {
        nint size = (nint)Window.Height * Window.Width;
        float* w = Kernels + output * size;
        V a0 = default, b0 = default, c0 = default;
        if (Epilogue.Bias != null)
        {
            a0 = L.Broadcast(Epilogue.Bias[output]);
            if (O.Value > 1) b0 = L.Broadcast(Epilogue.Bias[output + 1]);
            if (O.Value > 2) c0 = L.Broadcast(Epilogue.Bias[output + 2]);
        }
        V a1 = a0, b1 = b0, c1 = c0;
        for (int ky = 0; ky < Window.Height; ky++, source += Window.DilationY * line)
        {
            float* x = source;
            for (int kx = 0; kx < Window.Width; kx++, w++, x += Window.DilationX)
            {
                V x0 = L.Load(x), x1 = L.Load(x + L.Width), k = L.Broadcast(*w);
                a0 = L.Fma(k, x0, a0);
                a1 = L.Fma(k, x1, a1);
                if (O.Value > 1)
                {
                    k = L.Broadcast(w[size]);
                    b0 = L.Fma(k, x0, b0);
                    b1 = L.Fma(k, x1, b1);
                }
                if (O.Value > 2)
                {
                    k = L.Broadcast(w[2 * size]);
                    c0 = L.Fma(k, x0, c0);
                    c1 = L.Fma(k, x1, c1);
                }
            }
        }
        Put<L, V>(planes, a0, a1);
        if (O.Value > 1) Put<L, V>(planes + stride, b0, b1);
        if (O.Value > 2) Put<L, V>(planes + 2 * stride, c0, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put<L, V>(float* to, V first, V second) where L : ILanes<V> where V : struct
    {
        bool relu = Epilogue.FitsTile && Epilogue.Activation == Activation.Relu;
        L.Store(to, relu ? L.AtLeast(default, first) : first);
        L.Store(to + L.Width, relu ? L.AtLeast(default, second) : second);
    }
}

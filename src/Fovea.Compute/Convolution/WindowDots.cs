using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A correlation with few output channels: the register tile, whose columns are output channels, would leave most lanes empty. Here every result is a dot product: vectors run along
/// the taps of a kernel line, which lie one after the other in the image and in the kernel, four pixels and up to four output channels at a time.
/// </summary>
internal unsafe struct WindowDots : Convolution.ILineKernel
{
    private const int Pixels = 4, MostTogether = 4;

    /// <summary>How many vectors <see cref="Rotations"/> writes at most.</summary>
    public const int MostRotations = 4;

    // What adding up the lanes of a sum costs, and a vector of a dot product, in vectors of the register tile.
    private const double TotalCost = 8, VectorCost = 1.25;

    public Window Window;

    /// <summary>Windows of a line, and output channels.</summary>
    public int LineLength, Outputs;

    /// <summary>The kernel bank as <see cref="Pack"/> lays it out.</summary>
    public float* Kernels;

    /// <summary>The result (images, TargetHeight, LineLength, Outputs).</summary>
    public float* Target;
    public int TargetHeight;
    public Epilogue Epilogue;

    /// <summary>Whether this is clearly faster than the register tile.</summary>
    public static bool Pays(in ConvolutionGeometry g)
    {
        int lanes = Machine.TileColumns / 2, run = g.KernelWidth * g.InChannels;
        if (g.Groups > 1 || g.DilationX > 1 || lanes == 1 || run < lanes) return false;
        int vectors = (g.OutChannels + lanes - 1) / lanes;
        return g.OutChannels * (g.KernelHeight * ((run + lanes - 1) / lanes) * VectorCost + TotalCost) < 0.8 * vectors * g.KernelSize;
    }

    /// <summary>Floats of a line of a packed kernel: whole vectors.</summary>
    public static int LineFloats(int run)
    {
        int lanes = Machine.TileColumns / 2;
        return (run + lanes - 1) / lanes * lanes;
    }

    /// <summary>Lays out kernels of <paramref name="lines"/> lines of <paramref name="run"/> taps, one after the other, each line in whole vectors.</summary>
    public static void Pack(float* w, int outputs, int lines, int run, float* packed)
    {
        int floats = LineFloats(run);
        for (int i = 0; i < outputs * lines; i++, w += run, packed += floats)
        {
            new ReadOnlySpan<float>(w, run).CopyTo(new Span<float>(packed, run));
            new Span<float>(packed + run, floats - run).Clear();
        }
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
        float* source = Window.Lines(image, images, first, lines, LineLength, out nint sourceLine, out nint sourceImage);
        float* rotations = stackalloc float[MostRotations * L.Width], sums = stackalloc float[Pixels * MostTogether];
        Rotations<L, V>((int*)rotations);
        nint kernel = (nint)Window.Height * LineFloats(Window.RunLength), step = (nint)Window.StepX * Window.Channels;
        for (int i = 0; i < images; i++)
            for (int oy = 0; oy < lines; oy++)
            {
                float* from = source + i * sourceImage + oy * Window.StepY * sourceLine;
                nint offset = ((nint)(image + i) * TargetHeight + first + oy) * LineLength * Outputs;
                for (int output = 0; output < Outputs; output += MostTogether)
                    for (int ox = 0; ox < LineLength; ox += Pixels)
                    {
                        int together = Math.Min(MostTogether, Outputs - output), pixels = Math.Min(Pixels, LineLength - ox);
                        float* x = from + ox * step, kernels = Kernels + output * kernel;
                        // The last pixel of a line stands in for those that are missing.
                        float* x1 = x + Math.Min(1, pixels - 1) * step, x2 = x + Math.Min(2, pixels - 1) * step, x3 = x + (pixels - 1) * step;
                        switch (together)
                        {
                            case 1: Dots<L, V, Count1>(x, x1, x2, x3, sourceLine, kernels, kernel, rotations, sums); break;
                            case 2: Dots<L, V, Count2>(x, x1, x2, x3, sourceLine, kernels, kernel, rotations, sums); break;
                            case 3: Dots<L, V, Count3>(x, x1, x2, x3, sourceLine, kernels, kernel, rotations, sums); break;
                            default: Dots<L, V, Count4>(x, x1, x2, x3, sourceLine, kernels, kernel, rotations, sums); break;
                        }
                        float* to = Target + offset + (nint)ox * Outputs + output;
                        for (int pixel = 0; pixel < pixels; pixel++)
                            for (int o = 0; o < together; o++) to[pixel * Outputs + o] = sums[o * Pixels + pixel];
                    }
                if (Epilogue.IsEmpty) continue;
                Epilogue e = Epilogue;
                if (e.Residual != null) e.Residual += offset;
                Finish<L, V>.Rows(Target + offset, LineLength, Outputs, Outputs, e);
            }
    }

    /// <summary>The dot products of four windows with O kernels: sums[o * 4 + pixel].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Dots<L, V, O>(float* x0, float* x1, float* x2, float* x3, nint line, float* w, nint kernel, float* rotations, float* sums)
        where L : ILanes<V> where V : struct where O : ICount
    {
        V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        V c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        nint run = Window.RunLength;
        for (int ky = Window.Height; ky > 0; ky--)
        {
            for (nint p = 0; p < run; p += L.Width, w += L.Width)
            {
                V v0, v1, v2, v3;
                if (run - p >= L.Width) (v0, v1, v2, v3) = (L.Load(x0 + p), L.Load(x1 + p), L.Load(x2 + p), L.Load(x3 + p));
                else
                {
                    int n = (int)(run - p);
                    (v0, v1, v2, v3) = (L.LoadFirst(x0 + p, n), L.LoadFirst(x1 + p, n), L.LoadFirst(x2 + p, n), L.LoadFirst(x3 + p, n));
                }
                V k = L.Load(w);
                (a0, a1, a2, a3) = (L.Fma(k, v0, a0), L.Fma(k, v1, a1), L.Fma(k, v2, a2), L.Fma(k, v3, a3));
                if (O.Value > 1)
                {
                    k = L.Load(w + kernel);
                    (b0, b1, b2, b3) = (L.Fma(k, v0, b0), L.Fma(k, v1, b1), L.Fma(k, v2, b2), L.Fma(k, v3, b3));
                }
                if (O.Value > 2)
                {
                    k = L.Load(w + 2 * kernel);
                    (c0, c1, c2, c3) = (L.Fma(k, v0, c0), L.Fma(k, v1, c1), L.Fma(k, v2, c2), L.Fma(k, v3, c3));
                }
                if (O.Value > 3)
                {
                    k = L.Load(w + 3 * kernel);
                    (d0, d1, d2, d3) = (L.Fma(k, v0, d0), L.Fma(k, v1, d1), L.Fma(k, v2, d2), L.Fma(k, v3, d3));
                }
            }
            x0 += line;
            x1 += line;
            x2 += line;
            x3 += line;
        }
        Totals<L, V>(a0, a1, a2, a3, rotations, sums);
        if (O.Value > 1) Totals<L, V>(b0, b1, b2, b3, rotations, sums + Pixels);
        if (O.Value > 2) Totals<L, V>(c0, c1, c2, c3, rotations, sums + 2 * Pixels);
        if (O.Value > 3) Totals<L, V>(d0, d1, d2, d3, rotations, sums + 3 * Pixels);
    }

    /// <summary>The indices that turn a vector by half of its lanes, a quarter, and so on.</summary>
    public static void Rotations<L, V>(int* indices) where L : ILanes<V> where V : struct
    {
        for (int half = L.Width / 2; half > 0; half /= 2)
            for (int lane = 0; lane < L.Width; lane++) *indices++ = (lane + half) % L.Width;
    }

    /// <summary>The sums of the lanes of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Totals<L, V>(V v0, V v1, V v2, V v3, float* rotations, float* sums) where L : ILanes<V> where V : struct
    {
        for (int half = L.Width / 2; half > 0; half /= 2, rotations += L.Width)
        {
            V turn = L.Load(rotations);
            v0 = L.Add(v0, L.Permute(v0, turn));
            v1 = L.Add(v1, L.Permute(v1, turn));
            v2 = L.Add(v2, L.Permute(v2, turn));
            v3 = L.Add(v3, L.Permute(v3, turn));
        }
        L.StoreFirst(sums, v0, 1);
        L.StoreFirst(sums + 1, v1, 1);
        L.StoreFirst(sums + 2, v2, 1);
        L.StoreFirst(sums + 3, v3, 1);
    }
}

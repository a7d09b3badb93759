using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// Windows of a grouped correlation whose groups have as many inputs as outputs and fit a vector several times (1 of each: depthwise). Vectors run along the
/// channels of several groups at once; member j of every group meets all outputs of its group by a permutation within the vector.
/// </summary>
internal unsafe struct LaneProduct
{
    private const int Pixels = 8;

    /// <summary>Room for all <see cref="Members"/>.</summary>
    public const int MemberFloats = 16 * 16;

    /// <summary>Windows over all channels.</summary>
    public Window Window;

    public int LineLength, Group;

    /// <summary>weights[(tap * Group + j) * Channels + c]: what channel c of the result takes from member j of its group.</summary>
    public float* Weights;

    public float* Target;
    public int TargetHeight, TargetWidth, TargetStepY, TargetStepX, TargetY, TargetX;
    public Epilogue Epilogue;

    /// <summary>Whether this kernel is made for the groups of <paramref name="g"/>.</summary>
    public static bool Takes(in ConvolutionGeometry g)
    {
        int lanes = Machine.TileColumns / 2;
        return g.Groups > 1 && g.GroupIn == g.GroupOut && (g.GroupIn == 1 || (g.GroupIn < lanes && lanes % g.GroupIn == 0));
    }

    /// <summary>The permutations that bring each member of a group to all lanes of the group, one vector of indices per member.</summary>
    public static void Members<L, V>(int group, float* members) where L : ILanes<V> where V : struct
    {
        int* indices = (int*)members;
        for (int j = 0; j < group; j++)
            for (int lane = 0; lane < L.Width; lane++) *indices++ = lane - lane % group + j;
    }

    /// <summary>Computes lines [first, first + lines) of images [image, image + images).</summary>
    public readonly void Run(int image, int images, int first, int lines)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(image, images, first, lines);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(image, images, first, lines);
        else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(image, images, first, lines);
        else Run<Lanes1, float>(image, images, first, lines);
    }

    private readonly void Run<L, V>(int image, int images, int first, int lines) where L : ILanes<V> where V : struct
    {
        int channels = Window.SourceChannels;
        bool inside = Window.IsInside(first, lines, LineLength);
        float* copy = inside ? null : (float*)Workers.Scratch(Window.CopySize(lines, LineLength) * sizeof(float));
        nint line = (nint)(inside ? Window.SourceWidth : Window.ColumnsUnder(LineLength)) * channels;
        float* members = stackalloc float[MemberFloats];
        Members<L, V>(Group, members);
        for (int i = image; i < image + images; i++)
        {
            float* source = copy;
            if (inside) source = Window.Source + (((nint)i * Window.SourceHeight + first * Window.StepY + Window.OriginY) * Window.SourceWidth + Window.OriginX) * channels;
            else Window.Copy(i, first, lines, LineLength, copy);
            for (int oy = 0; oy < lines; oy++)
            {
                float* from = source + oy * Window.StepY * line;
                float* to = Target + ((((nint)i * TargetHeight) + (first + oy) * TargetStepY + TargetY) * TargetWidth + TargetX) * channels;
                for (int c = 0; c < channels; c += L.Width)
                    for (int ox = 0; ox < LineLength; ox += Pixels)
                    {
                        float* at = from + (nint)ox * Window.StepX * channels + c;
                        float* result = to + (nint)ox * TargetStepX * channels + c;
                        if (LineLength - ox >= Pixels && channels - c >= L.Width) Whole<L, V>(at, line, c, members, result);
                        else Rest<L, V>(at, line, c, members, result, Math.Min(Pixels, LineLength - ox));
                    }
                if (Epilogue.FitsTile) continue;
                Epilogue e = Epilogue;
                e.Bias = null;
                if (e.Residual != null) e.Residual += to - Target;
                Finish<L, V>.Rows(to, LineLength, channels, (nint)TargetStepX * channels, e);
            }
        }
    }

    /// <summary>Eight pixels and one whole vector of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Whole<L, V>(float* from, nint line, int c, float* members, float* to) where L : ILanes<V> where V : struct
    {
        nint channels = Window.SourceChannels, step = Window.StepX * channels, step3 = 3 * step;
        V bias = Epilogue.Bias == null ? default : L.Load(Epilogue.Bias + c);
        V s0 = bias, s1 = bias, s2 = bias, s3 = bias, s4 = bias, s5 = bias, s6 = bias, s7 = bias;
        float* w = Weights + c;
        for (int ky = 0; ky < Window.Height; ky++, from += Window.DilationY * line)
        {
            float* p = from;
            for (int kx = 0; kx < Window.Width; kx++, p += Window.DilationX * channels)
            {
                float* q = p + 4 * step;
                if (Group == 1)
                {
                    V k = L.Load(w);
                    w += channels;
                    s0 = L.Fma(k, L.Load(p), s0);
                    s1 = L.Fma(k, L.Load(p + step), s1);
                    s2 = L.Fma(k, L.Load(p + 2 * step), s2);
                    s3 = L.Fma(k, L.Load(p + step3), s3);
                    s4 = L.Fma(k, L.Load(q), s4);
                    s5 = L.Fma(k, L.Load(q + step), s5);
                    s6 = L.Fma(k, L.Load(q + 2 * step), s6);
                    s7 = L.Fma(k, L.Load(q + step3), s7);
                    continue;
                }
                V x0 = L.Load(p), x1 = L.Load(p + step), x2 = L.Load(p + 2 * step), x3 = L.Load(p + step3);
                V x4 = L.Load(q), x5 = L.Load(q + step), x6 = L.Load(q + 2 * step), x7 = L.Load(q + step3);
                for (int j = 0; j < Group; j++, w += channels)
                {
                    V k = L.Load(w), member = L.Load(members + j * L.Width);
                    s0 = L.Fma(k, L.Permute(x0, member), s0);
                    s1 = L.Fma(k, L.Permute(x1, member), s1);
                    s2 = L.Fma(k, L.Permute(x2, member), s2);
                    s3 = L.Fma(k, L.Permute(x3, member), s3);
                    s4 = L.Fma(k, L.Permute(x4, member), s4);
                    s5 = L.Fma(k, L.Permute(x5, member), s5);
                    s6 = L.Fma(k, L.Permute(x6, member), s6);
                    s7 = L.Fma(k, L.Permute(x7, member), s7);
                }
            }
        }
        nint next = (nint)TargetStepX * channels;
        Put<L, V>(to, s0);
        Put<L, V>(to += next, s1);
        Put<L, V>(to += next, s2);
        Put<L, V>(to += next, s3);
        Put<L, V>(to += next, s4);
        Put<L, V>(to += next, s5);
        Put<L, V>(to += next, s6);
        Put<L, V>(to + next, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put<L, V>(float* to, V sum) where L : ILanes<V> where V : struct =>
        L.Store(to, Epilogue.FitsTile && Epilogue.Activation == Activation.Relu ? L.AtLeast(default, sum) : sum);

    /// <summary>Fewer pixels or the last channels, one pixel after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rest<L, V>(float* from, nint line, int c, float* members, float* to, int pixels) where L : ILanes<V> where V : struct
    {
        int channels = Window.SourceChannels, n = Math.Min(L.Width, channels - c);
        bool relu = Epilogue.FitsTile && Epilogue.Activation == Activation.Relu;
        for (; pixels > 0; pixels--, from += Window.StepX * channels, to += (nint)TargetStepX * channels)
        {
            V sum = Epilogue.Bias == null ? default : L.LoadFirst(Epilogue.Bias + c, n);
            float* w = Weights + c;
            for (int ky = 0; ky < Window.Height; ky++)
                for (int kx = 0; kx < Window.Width; kx++)
                {
                    V x = L.LoadFirst(from + ky * Window.DilationY * line + (nint)kx * Window.DilationX * channels, n);
                    for (int j = 0; j < Group; j++, w += channels)
                        sum = L.Fma(L.LoadFirst(w, n), Group == 1 ? x : L.Permute(x, L.Load(members + j * L.Width)), sum);
                }
            L.StoreFirst(to, relu ? L.AtLeast(default, sum) : sum, n);
        }
    }
}

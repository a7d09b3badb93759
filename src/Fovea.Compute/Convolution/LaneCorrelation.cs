using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>The gradient by the weights that belongs to <see cref="LaneProduct"/>: sums over pixels in vectors along the channels of several groups.</summary>
internal unsafe struct LaneCorrelation
{
    private const int Together = 4;

    public Window Window;
    public int Group, OutHeight, OutWidth;
    public float* Dy;

    /// <summary>result[(tap * Group + j) * Channels + c], overwritten: what weight c has for member j of its group.</summary>
    public float* Result;

    /// <summary>Sums over lines [first, first + lines) of images [image, image + images).</summary>
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
        new Span<float>(Result, Window.Height * Window.Width * Group * channels).Clear();
        // A few lines at a time: they stay in cache while every tap passes over them.
        int linesPerPiece = (int)Math.Clamp((64 << 10) / Math.Max(1, (long)Window.StepY * Window.ColumnsUnder(OutWidth) * channels), 1, lines);
        float* copy = (float*)Workers.Scratch(Window.CopySize(linesPerPiece, OutWidth) * sizeof(float));
        nint line = (nint)Window.ColumnsUnder(OutWidth) * channels;
        float* members = stackalloc float[LaneProduct.MemberFloats];
        LaneProduct.Members<L, V>(Group, members);
        for (int i = image; i < image + images; i++)
            for (int oy = first; oy < first + lines; oy += linesPerPiece)
            {
                int pieceLines = Math.Min(linesPerPiece, first + lines - oy);
                Window.Copy(i, oy, pieceLines, OutWidth, copy);
                float* dy = Dy + ((nint)i * OutHeight + oy) * OutWidth * channels;
                for (int c = 0; c < channels; c += L.Width)
                    for (int ky = 0; ky < Window.Height; ky++)
                        for (int kx = 0; kx < Window.Width; kx++)
                        {
                            int done = 0;
                            if (channels - c >= L.Width && Group % Together == 0)
                                for (; done < Group; done += Together)
                                    AddFour<L, V>(
                                        copy + ky * Window.DilationY * line + (nint)kx * Window.DilationX * channels + c, line, dy + c, pieceLines, members + done * L.Width,
                                        Result + (nint)((ky * Window.Width + kx) * Group + done) * channels + c);
                            for (int j = done; j < Group; j++)
                            {
                                float* from = copy + ky * Window.DilationY * line + (nint)kx * Window.DilationX * channels + c;
                                float* to = Result + (nint)((ky * Window.Width + kx) * Group + j) * channels + c;
                                int n = channels - c;
                                if (n >= L.Width) L.Store(to, L.Add(L.Load(to), Sum<L, V>(from, line, dy + c, pieceLines, L.Load(members + j * L.Width))));
                                else L.StoreFirst(to, L.Add(L.LoadFirst(to, n), SumRest<L, V>(from, line, dy + c, pieceLines, L.Load(members + j * L.Width), n)), n);
                            }
                        }
            }
    }

    /// <summary>Four members at once: a pixel is read once for all of them, and two at a time keep the multipliers busy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddFour<L, V>(float* x, nint line, float* dy, int lines, float* members, float* to) where L : ILanes<V> where V : struct
    {
        nint channels = Window.SourceChannels, step = Window.StepX * channels;
        V m0 = L.Load(members), m1 = L.Load(members + L.Width), m2 = L.Load(members + 2 * L.Width), m3 = L.Load(members + 3 * L.Width);
        V s0 = L.Load(to), s1 = L.Load(to + channels), s2 = L.Load(to + 2 * channels), s3 = L.Load(to + 3 * channels), t0 = default, t1 = default, t2 = default, t3 = default;
        for (; lines > 0; lines--, x += Window.StepY * line)
        {
            float* p = x;
            int ox = OutWidth;
            for (; ox >= 2; ox -= 2, p += 2 * step, dy += 2 * channels)
            {
                V v = L.Load(p), w = L.Load(p + step), d = L.Load(dy), e = L.Load(dy + channels);
                s0 = L.Fma(L.Permute(v, m0), d, s0);
                s1 = L.Fma(L.Permute(v, m1), d, s1);
                s2 = L.Fma(L.Permute(v, m2), d, s2);
                s3 = L.Fma(L.Permute(v, m3), d, s3);
                t0 = L.Fma(L.Permute(w, m0), e, t0);
                t1 = L.Fma(L.Permute(w, m1), e, t1);
                t2 = L.Fma(L.Permute(w, m2), e, t2);
                t3 = L.Fma(L.Permute(w, m3), e, t3);
            }
            if (ox == 0) continue;
            V last = L.Load(p), gradient = L.Load(dy);
            s0 = L.Fma(L.Permute(last, m0), gradient, s0);
            s1 = L.Fma(L.Permute(last, m1), gradient, s1);
            s2 = L.Fma(L.Permute(last, m2), gradient, s2);
            s3 = L.Fma(L.Permute(last, m3), gradient, s3);
            dy += channels;
        }
        L.Store(to, L.Add(s0, t0));
        L.Store(to + channels, L.Add(s1, t1));
        L.Store(to + 2 * channels, L.Add(s2, t2));
        L.Store(to + 3 * channels, L.Add(s3, t3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly V Sum<L, V>(float* x, nint line, float* dy, int lines, V member) where L : ILanes<V> where V : struct
    {
        nint channels = Window.SourceChannels, step = Window.StepX * channels;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        for (; lines > 0; lines--, x += Window.StepY * line)
        {
            float* p = x;
            int ox = OutWidth;
            if (Group == 1)
                for (; ox >= 4; ox -= 4, p += 4 * step, dy += 4 * channels)
                {
                    s0 = L.Fma(L.Load(p), L.Load(dy), s0);
                    s1 = L.Fma(L.Load(p + step), L.Load(dy + channels), s1);
                    s2 = L.Fma(L.Load(p + 2 * step), L.Load(dy + 2 * channels), s2);
                    s3 = L.Fma(L.Load(p + 3 * step), L.Load(dy + 3 * channels), s3);
                }
            else
                for (; ox >= 4; ox -= 4, p += 4 * step, dy += 4 * channels)
                {
                    s0 = L.Fma(L.Permute(L.Load(p), member), L.Load(dy), s0);
                    s1 = L.Fma(L.Permute(L.Load(p + step), member), L.Load(dy + channels), s1);
                    s2 = L.Fma(L.Permute(L.Load(p + 2 * step), member), L.Load(dy + 2 * channels), s2);
                    s3 = L.Fma(L.Permute(L.Load(p + 3 * step), member), L.Load(dy + 3 * channels), s3);
                }
            for (; ox > 0; ox--, p += step, dy += channels) s0 = L.Fma(L.Permute(L.Load(p), member), L.Load(dy), s0);
        }
        return L.Add(L.Add(s0, s1), L.Add(s2, s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly V SumRest<L, V>(float* x, nint line, float* dy, int lines, V member, int n) where L : ILanes<V> where V : struct
    {
        V sum = default;
        for (; lines > 0; lines--, x += Window.StepY * line)
        {
            float* p = x;
            for (int ox = 0; ox < OutWidth; ox++, p += Window.StepX * Window.SourceChannels, dy += Window.SourceChannels)
                sum = L.Fma(L.Permute(L.LoadFirst(p, n), member), L.LoadFirst(dy, n), sum);
        }
        return sum;
    }
}

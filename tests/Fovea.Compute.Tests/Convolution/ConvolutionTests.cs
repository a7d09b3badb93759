namespace Fovea.Compute.Tests;

public unsafe class ConvolutionTests
{
    // Of the magnitude of the sum. Winograd's error is that of the sums of a whole tile, and an element at the border has few products of its own.
    private const double Tolerance = 4e-6;

    private static ConvolutionGeometry Geometry(
        int batch, int height, int width, int cin, int cout, int kh, int kw, int stride = 1, int pad = 0, int dilation = 1, int groups = 1,
        int? strideX = null, int? padLeft = null, int? padBottom = null, int? padRight = null, int? dilationX = null)
    {
        int sx = strideX ?? stride, pl = padLeft ?? pad, pb = padBottom ?? pad, pr = padRight ?? pl, dx = dilationX ?? dilation;
        int oh = (height + pad + pb - (kh - 1) * dilation - 1) / stride + 1, ow = (width + pl + pr - (kw - 1) * dx - 1) / sx + 1;
        return new(batch, height, width, cin, oh, ow, cout, kh, kw, stride, sx, pad, pl, dilation, dx, groups);
    }

    public static IEnumerable<object[]> Geometries()
    {
        ConvolutionGeometry[] all =
        [
            Geometry(1, 1, 1, 1, 1, 1, 1), Geometry(1, 5, 5, 1, 1, 3, 3), Geometry(2, 7, 9, 3, 5, 3, 3, pad: 1), Geometry(1, 28, 28, 1, 6, 5, 5, pad: 2),
            Geometry(3, 28, 28, 1, 6, 5, 5, pad: 2), Geometry(3, 14, 14, 6, 16, 5, 5), Geometry(2, 12, 12, 2, 7, 4, 3, pad: 1), Geometry(2, 9, 11, 4, 17, 3, 5, pad: 2, padLeft: 1),
            Geometry(1, 33, 31, 3, 64, 7, 7, stride: 2, pad: 3), Geometry(1, 35, 35, 3, 33, 11, 11, stride: 4, pad: 2), Geometry(1, 32, 32, 3, 48, 16, 16, stride: 16),
            Geometry(1, 14, 15, 40, 50, 1, 1), Geometry(2, 14, 15, 17, 33, 1, 1, stride: 2), Geometry(1, 10, 10, 64, 64, 3, 3, pad: 1), Geometry(1, 9, 9, 70, 40, 3, 3, pad: 1, stride: 2),
            Geometry(2, 10, 12, 5, 6, 3, 3, dilation: 2, pad: 2), Geometry(1, 13, 11, 8, 8, 3, 2, dilation: 3, dilationX: 2, pad: 1, stride: 2, strideX: 3),
            Geometry(1, 10, 10, 6, 9, 3, 3, pad: 2, padLeft: 0, padBottom: 0, padRight: 1), Geometry(1, 8, 9, 12, 24, 3, 3, pad: 1, groups: 4), Geometry(2, 8, 9, 24, 12, 3, 3, pad: 1, groups: 3, stride: 2),
            Geometry(1, 9, 10, 33, 33, 3, 3, pad: 1, groups: 33), Geometry(2, 9, 10, 16, 16, 5, 3, pad: 2, padLeft: 1, groups: 16, stride: 2), Geometry(1, 9, 9, 8, 24, 3, 3, pad: 1, groups: 8),
            Geometry(1, 8, 8, 128, 128, 3, 3, pad: 1, groups: 32), Geometry(1, 20, 20, 16, 3, 5, 5, pad: 2), Geometry(2, 20, 21, 32, 1, 5, 5, pad: 2), Geometry(1, 17, 19, 4, 2, 3, 3, pad: 1),
            Geometry(2, 20, 21, 33, 33, 3, 3, pad: 1, groups: 33), Geometry(1, 11, 20, 40, 40, 3, 3, pad: 1, groups: 10), Geometry(2, 9, 10, 24, 24, 3, 3, pad: 1, groups: 3, stride: 2),
            Geometry(1, 9, 9, 16, 16, 3, 3, pad: 0, groups: 16, dilation: 2, stride: 2), Geometry(1, 9, 9, 12, 12, 2, 2, groups: 6, stride: 3), Geometry(1, 20, 20, 32, 32, 3, 3, groups: 16),
            Geometry(1, 3, 3, 4, 4, 2, 2, stride: 3), Geometry(1, 5, 5, 2, 2, 1, 1, stride: 3), Geometry(1, 4, 4, 3, 5, 3, 3, pad: 3), Geometry(1, 3, 3, 3, 5, 5, 5, pad: 4),
            Geometry(1, 40, 1, 1, 1, 9, 1, pad: 4, padLeft: 0), Geometry(1, 1, 100, 1, 20, 1, 9, pad: 0, padLeft: 4), Geometry(1, 16, 16, 300, 70, 3, 3, pad: 1),
            Geometry(8, 6, 6, 520, 4, 1, 1), Geometry(1, 33, 33, 1, 64, 9, 9, pad: 4), Geometry(2, 33, 33, 64, 32, 5, 5, pad: 2),
            // Winograd's algorithm: whole tiles and parts of them, channels that do not fill vectors, few and many tiles, cut columns, sums in one piece and in parts.
            Geometry(2, 24, 24, 32, 48, 3, 3, pad: 1), Geometry(1, 38, 37, 33, 50, 3, 3, pad: 1), Geometry(3, 21, 18, 40, 35, 3, 3), Geometry(2, 23, 26, 64, 32, 3, 3, pad: 2),
            Geometry(1, 40, 41, 36, 71, 3, 3, pad: 0, padLeft: 1, padBottom: 2, padRight: 0), Geometry(1, 30, 30, 128, 128, 3, 3, pad: 1), Geometry(20, 12, 12, 32, 32, 3, 3, pad: 1),
            Geometry(2, 24, 23, 32, 48, 5, 5, pad: 2), Geometry(1, 27, 27, 33, 50, 5, 5, pad: 2), Geometry(3, 15, 18, 40, 35, 5, 5), Geometry(1, 19, 20, 36, 71, 5, 5, pad: 1, padLeft: 2, padBottom: 4, padRight: 0),
            Geometry(20, 9, 9, 32, 32, 5, 5, pad: 2), Geometry(1, 16, 16, 128, 160, 5, 5, pad: 2),
            // Winograd's algorithm with tiles of 2 x 2: maps of one or two pixels a side and of six, odd sides, channels that do not fill vectors, groups, one part of the sums and several.
            Geometry(16, 2, 2, 64, 48, 3, 3, pad: 1), Geometry(20, 4, 4, 33, 50, 3, 3), Geometry(7, 6, 6, 64, 72, 3, 3, pad: 1), Geometry(40, 2, 1, 36, 35, 3, 3, pad: 1), Geometry(3, 5, 6, 96, 128, 3, 3, pad: 1),
            Geometry(120, 2, 2, 32, 32, 3, 3, pad: 1), Geometry(6, 2, 26, 40, 48, 3, 3, pad: 1), Geometry(2, 9, 10, 192, 160, 3, 3, pad: 1), Geometry(32, 2, 2, 128, 96, 3, 3, pad: 1, groups: 2), Geometry(16, 6, 6, 64, 64, 3, 3, pad: 1, groups: 4),
            // Winograd's algorithm by groups: several in a vector, one in one or two vectors, channels that do not fill vectors, more outputs than inputs and fewer, one part and several.
            Geometry(2, 24, 24, 32, 32, 3, 3, pad: 1, groups: 8), Geometry(1, 37, 38, 40, 40, 3, 3, pad: 1, groups: 10), Geometry(3, 36, 36, 16, 16, 3, 3, pad: 1, groups: 4),
            Geometry(2, 21, 26, 64, 64, 3, 3, groups: 8), Geometry(1, 30, 29, 72, 72, 3, 3, pad: 2, groups: 9), Geometry(1, 31, 40, 40, 40, 3, 3, pad: 0, padLeft: 1, padBottom: 2, padRight: 0, groups: 5),
            Geometry(2, 24, 23, 64, 64, 3, 3, pad: 1, groups: 4), Geometry(3, 15, 18, 72, 72, 3, 3, groups: 3), Geometry(1, 20, 20, 64, 64, 3, 3, pad: 1, groups: 2), Geometry(1, 24, 24, 40, 40, 3, 3, pad: 1, groups: 2),
            Geometry(2, 24, 24, 48, 96, 3, 3, pad: 1, groups: 4), Geometry(2, 20, 22, 96, 48, 3, 3, pad: 1, groups: 3), Geometry(1, 28, 28, 80, 160, 3, 3, pad: 1, groups: 10), Geometry(1, 24, 24, 40, 120, 3, 3, pad: 1, groups: 5),
            Geometry(2, 16, 17, 64, 64, 5, 5, pad: 2, groups: 8), Geometry(1, 20, 20, 64, 48, 5, 5, pad: 2, groups: 2), Geometry(2, 16, 16, 36, 36, 5, 5, pad: 1, groups: 9),
            // Dot products: one to seven outputs, lines of one to three pixels, strides, runs that do not fill vectors.
            Geometry(1, 11, 12, 40, 2, 5, 5, pad: 2), Geometry(2, 9, 3, 20, 3, 3, 3, pad: 1), Geometry(1, 9, 2, 33, 4, 7, 7, pad: 3, stride: 2), Geometry(1, 12, 17, 24, 7, 9, 9, pad: 4, stride: 2, strideX: 3), Geometry(1, 1, 1, 64, 1, 3, 3, pad: 1),
            Geometry(2, 15, 14, 17, 33, 1, 1, stride: 2, strideX: 3), Geometry(1, 9, 10, 40, 20, 1, 1, stride: 2, padBottom: 1), Geometry(1, 9, 9, 20, 20, 1, 1, stride: 3, padRight: 2),
            // Few input channels and outputs that fill vectors: one line or several, runs of taps longer than a tile, strides, parts of the sums.
            Geometry(2, 20, 19, 1, 32, 3, 3, pad: 1), Geometry(1, 30, 33, 3, 64, 7, 7, stride: 2, pad: 3), Geometry(40, 12, 12, 2, 16, 5, 5), Geometry(1, 41, 40, 3, 96, 11, 11, stride: 4, pad: 2, strideX: 3), Geometry(3, 9, 9, 3, 48, 1, 1, stride: 2),
            // One input channel and few outputs: lines of whole and cut vectors, strides down, dilation, odd padding, all numbers of outputs, pieces of equal and unequal lines.
            Geometry(2, 20, 37, 1, 8, 3, 3, pad: 1), Geometry(1, 40, 33, 1, 1, 7, 7, pad: 3, stride: 2, strideX: 1), Geometry(2, 19, 40, 1, 5, 3, 5, pad: 2, dilation: 2), Geometry(3, 9, 18, 1, 2, 3, 3, padLeft: 0), Geometry(1, 3, 130, 1, 4, 1, 9, padLeft: 4),
            Geometry(3, 67, 28, 1, 7, 5, 5, pad: 2), Geometry(2, 101, 64, 1, 3, 3, 3, pad: 1), Geometry(2, 75, 35, 1, 8, 2, 3, stride: 2, strideX: 1), Geometry(18, 16, 17, 1, 6, 1, 1), Geometry(2, 30, 150, 1, 4, 3, 2, dilation: 3, dilationX: 9),
            // Products: one row of tiles and many, sums cut into parts, long sums over a few results, a pixel or two.
            Geometry(1, 1, 1, 40, 50, 1, 1), Geometry(2, 1, 1, 300, 50, 1, 1), Geometry(4, 28, 28, 16, 24, 1, 1), Geometry(2, 40, 40, 48, 33, 1, 1), Geometry(3, 7, 7, 300, 530, 1, 1),
            new(1, 6, 6, 4, 9, 9, 5, 3, 3, 1, 1, 1, 1, 1, 1, 1), new(2, 6, 6, 4, 3, 4, 5, 3, 3, 1, 1, 0, 0, 1, 1, 1), new(1, 5, 5, 3, 2, 2, 4, 1, 1, 2, 2, -1, -1, 1, 1, 1),
            new(0, 5, 5, 3, 5, 5, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1), new(1, 5, 5, 3, 0, 0, 4, 3, 3, 1, 1, 0, 0, 1, 1, 1),
        ];
        return all.Select(g => new object[] { g });
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void ForwardEqualsTheDefinition(ConvolutionGeometry g)
    {
        foreach ((Activation activation, bool bias, bool residual) in new[] { (Activation.None, false, false), (Activation.Relu, true, false), (Activation.Tanh, true, true) })
            CheckForward(g, activation, bias, residual);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void InputGradientEqualsTheDefinition(ConvolutionGeometry g)
    {
        (Floats x, Floats w, Floats y) = Arrays(g);
        Floats dx = new(x.Count, shift: 1);
        double[] expected = new double[x.Count], magnitude = new double[x.Count];
        ConvolutionReference.ForEach(g, (xi, wi, yi) => { double t = (double)w[wi] * y[yi]; expected[xi] += t; magnitude[xi] += Math.Abs(t); });
        Scratch scratch = new(Compute.Convolution.InputGradientScratchBytes(g));
        Compute.Convolution.InputGradient(g, w.Pointer, y.Pointer, dx.Pointer, scratch.Pointer);
        scratch.Check();
        dx.CheckClose(expected, magnitude, Tolerance, $"{g}");
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void WeightGradientEqualsTheDefinition(ConvolutionGeometry g)
    {
        (Floats x, Floats w, Floats y) = Arrays(g);
        Floats dw = new(w.Count, shift: 1);
        double[] expected = new double[w.Count], magnitude = new double[w.Count];
        ConvolutionReference.ForEach(g, (xi, wi, yi) => { double t = (double)x[xi] * y[yi]; expected[wi] += t; magnitude[wi] += Math.Abs(t); });
        Scratch scratch = new(Compute.Convolution.WeightGradientScratchBytes(g));
        Compute.Convolution.WeightGradient(g, x.Pointer, y.Pointer, dw.Pointer, scratch.Pointer);
        scratch.Check();
        dw.CheckClose(expected, magnitude, Tolerance, $"{g}");
    }

    /// <summary>Kernels that only add up products are exact to a millionth of the sum's magnitude.</summary>
    [Theory]
    [MemberData(nameof(Geometries))]
    public void ExactKernelsAreExact(ConvolutionGeometry g)
    {
        g = g with { Exact = true };
        CheckForward(g, Activation.None, false, false, 1e-6);
    }

    /// <summary>Groups as wide as those of a ResNeXt take Winograd's algorithm whatever the vectors, and never where exact kernels are asked for.</summary>
    [Fact]
    public void WideGroupsTakeWinograd()
    {
        ConvolutionGeometry g = Geometry(8, 28, 28, 128, 128, 3, 3, pad: 1, groups: 4), exact = g with { Exact = true };
        Assert.Equal(("winograd", "winograd", "winograd"), (Compute.Convolution.ForwardKernel(g), Compute.Convolution.InputGradientKernel(g), Compute.Convolution.WeightGradientKernel(g)));
        Assert.Equal(("window", "window", "window"), (Compute.Convolution.ForwardKernel(exact), Compute.Convolution.InputGradientKernel(exact), Compute.Convolution.WeightGradientKernel(exact)));
    }

    /// <summary>Where tiles of 4 x 4 would be mostly empty, those of 2 x 2 are taken.</summary>
    [Fact]
    public void TinyMapsTakeTilesOf2()
    {
        foreach (ConvolutionGeometry g in new[] { Geometry(64, 2, 2, 256, 256, 3, 3, pad: 1), Geometry(32, 2, 26, 64, 96, 3, 3, pad: 1), Geometry(64, 2, 2, 128, 128, 3, 3, pad: 1, groups: 2) })
            Assert.Equal(("winograd 2x2", "winograd 2x2", "winograd 2x2"), (Compute.Convolution.ForwardKernel(g), Compute.Convolution.InputGradientKernel(g), Compute.Convolution.WeightGradientKernel(g)));
    }

    /// <summary>Kernels of one tap copy, to the bit, where exact kernels are asked for: no value of a neighbour, however large, may be added and taken away again.</summary>
    [Fact]
    public void ExactKernelsOfOneTapCopy()
    {
        ConvolutionGeometry g = Geometry(4, 12, 12, 32, 32, 3, 3, pad: 1) with { Exact = true };
        (Floats x, Floats w, Floats y) = Arrays(g);
        for (int i = 0; i < w.Count; i++) w[i] = i / 32 % 9 == 4 && i / (32 * 9) == i % 32 ? 1 : 0;
        for (int i = 0; i < x.Count; i += 7) x[i] *= 1e6f;
        Compute.Convolution.Forward(g, x.Pointer, w.Pointer, y.Pointer, default, Memory(g).Pointer);
        Assert.Equal(x.ToArray(), y.ToArray());
        Floats dx = new(x.Count);
        Compute.Convolution.InputGradient(g, w.Pointer, y.Pointer, dx.Pointer, Memory(g).Pointer);
        Assert.Equal(x.ToArray(), dx.ToArray());
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void SameBitsForAnyNumberOfThreads(ConvolutionGeometry g)
    {
        (Floats x, Floats w, Floats y) = Arrays(g);
        Threads.CheckSameBits(() => Run(g, x, w, y, new Floats(y.Count), new Floats(x.Count), new Floats(w.Count), Memory(g)), g.ToString());
    }

    [Fact]
    public void AllocatesNothing()
    {
        foreach (ConvolutionGeometry g in Geometries().Select(row => (ConvolutionGeometry)row[0]))
        {
            (Floats x, Floats w, Floats y) = Arrays(g);
            Floats y2 = new(y.Count), dx = new(x.Count), dw = new(w.Count);
            Scratch scratch = Memory(g);
            Threads.CheckNoAllocation(() =>
            {
                Compute.Convolution.Forward(g, x.Pointer, w.Pointer, y2.Pointer, default, scratch.Pointer);
                Compute.Convolution.InputGradient(g, w.Pointer, y.Pointer, dx.Pointer, scratch.Pointer);
                Compute.Convolution.WeightGradient(g, x.Pointer, y.Pointer, dw.Pointer, scratch.Pointer);
            }, g.ToString());
        }
    }

    private static Scratch Memory(in ConvolutionGeometry g) => new(Math.Max(
        Compute.Convolution.ForwardScratchBytes(g), Math.Max(Compute.Convolution.InputGradientScratchBytes(g), Compute.Convolution.WeightGradientScratchBytes(g))));

    private static float[] Run(in ConvolutionGeometry g, Floats x, Floats w, Floats dy, Floats y, Floats dx, Floats dw, Scratch scratch)
    {
        Compute.Convolution.Forward(g, x.Pointer, w.Pointer, y.Pointer, default, scratch.Pointer);
        Compute.Convolution.InputGradient(g, w.Pointer, dy.Pointer, dx.Pointer, scratch.Pointer);
        Compute.Convolution.WeightGradient(g, x.Pointer, dy.Pointer, dw.Pointer, scratch.Pointer);
        return [.. y.ToArray(), .. dx.ToArray(), .. dw.ToArray()];
    }

    private static (Floats X, Floats W, Floats Y) Arrays(in ConvolutionGeometry g) => (
        Floats.Random((long)g.Batch * g.InHeight * g.InWidth * g.InChannels, 1, shift: 3),
        Floats.Random((long)g.OutChannels * g.KernelHeight * g.KernelWidth * (g.InChannels / g.Groups), 2, shift: 1),
        Floats.Random((long)g.Batch * g.OutHeight * g.OutWidth * g.OutChannels, 3, shift: 2));

    private static void CheckForward(ConvolutionGeometry g, Activation activation, bool withBias, bool withResidual, double tolerance = Tolerance)
    {
        (Floats x, Floats w, Floats residual) = Arrays(g);
        Floats y = new(residual.Count, shift: 1), bias = Floats.Random(g.OutChannels, 4);
        double[] expected = new double[y.Count], magnitude = new double[y.Count];
        ConvolutionReference.ForEach(g, (xi, wi, yi) => { double t = (double)x[xi] * w[wi]; expected[yi] += t; magnitude[yi] += Math.Abs(t); });
        for (int i = 0; i < y.Count; i++)
        {
            float b = bias[i % g.OutChannels], r = residual[i];
            if (withBias) (expected[i], magnitude[i]) = (expected[i] + b, magnitude[i] + Math.Abs(b));
            if (withResidual) (expected[i], magnitude[i]) = (expected[i] + r, magnitude[i] + Math.Abs(r));
            expected[i] = MatrixProductTests.Apply(activation, expected[i]);
        }
        Scratch scratch = new(Compute.Convolution.ForwardScratchBytes(g));
        Epilogue e = new() { Bias = withBias ? bias.Pointer : null, Residual = withResidual ? residual.Pointer : null, Activation = activation };
        Compute.Convolution.Forward(g, x.Pointer, w.Pointer, y.Pointer, e, scratch.Pointer);
        scratch.Check();
        y.CheckClose(expected, magnitude, tolerance, $"{g} {activation} bias {withBias} residual {withResidual}");
    }
}

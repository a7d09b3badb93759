using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Imaging.Tests.Filters.Linear;

/// <summary>The algebra of row B2 of the course as properties of random images and kernels. Values are whole and small, so that floats compute exactly.</summary>
public sealed class AlgebraTests
{
    /// <summary>Images and kernels for a property.</summary>
    public sealed record Case(int Height, int Width, int Channels, int Seed)
    {
        public Image<float> Image(int which)
        {
            Random random = new(HashCode.Combine(Seed, which));
            Image<float> image = new(Height, Width, Channels);
            foreach (ref float sample in image.Pixels) sample = random.Next(-9, 10);
            return image;
        }

        /// <summary>Odd sizes: the anchor is the middle, so that kernels can be exchanged.</summary>
        public Kernel Kernel(int which)
        {
            Random random = new(HashCode.Combine(Seed, which, 7));
            int rows = 2 * random.Next(3) + 1, columns = 2 * random.Next(3) + 1;
            return new Kernel(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(-4, 5))]);
        }
    }

    static void Check(Action<Case> property) => Prop.ForAll(
        (from height in Gen.Choose(1, 24)
         from width in Gen.Choose(1, 70)
         from channels in Gen.Choose(1, 4)
         from seed in Gen.Choose(0, int.MaxValue - 1)
         select new Case(height, width, channels, seed)).ToArbitrary(), property).QuickCheckThrowOnFailure();

    // Wrapped, an image has no edge, and what holds inside an infinite image holds everywhere.
    static Image<float> Convolved(Image<float> image, Kernel kernel) => image.Filter(new Convolve(kernel, Border.Wrap));

    static Image<float> Mixed(Image<float> a, float factor, Image<float> b)
    {
        Image<float> result = a.Clone();
        for (int i = 0; i < result.Pixels.Length; i++) result.Pixels[i] += factor * b.Pixels[i];
        return result;
    }

    static Image<float> Shifted(Image<float> image, int dy, int dx)
    {
        Image<float> result = new(image.Height, image.Width, image.Channels);
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
                for (int c = 0; c < image.Channels; c++) result[(y + dy) % image.Height, (x + dx) % image.Width, c] = image[y, x, c];
        return result;
    }

    /// <summary>The kernel that two kernels one after the other are.</summary>
    static Kernel Product(Kernel a, Kernel b)
    {
        int columns = a.Columns + b.Columns - 1;
        double[] weights = new double[(a.Rows + b.Rows - 1) * columns];
        for (int i = 0; i < a.Weights.Length; i++)
            for (int k = 0; k < b.Weights.Length; k++)
                weights[(i / a.Columns + k / b.Columns) * columns + i % a.Columns + k % b.Columns] += a.Weights[i] * b.Weights[k];
        return new Kernel(a.Rows + b.Rows - 1, columns, weights);
    }

    static void Same(Image<float> a, Image<float> b) => Assert.Equal(a.Pixels.ToArray(), b.Pixels.ToArray());

    [Fact]
    public void IsLinear() => Check(one =>
    {
        (Image<float> f, Image<float> g, Kernel h) = (one.Image(1), one.Image(2), one.Kernel(1));
        Same(Mixed(Convolved(f, h), 3, Convolved(g, h)), Convolved(Mixed(f, 3, g), h));
    });

    [Fact]
    public void IsShiftInvariant() => Check(one =>
        Same(Shifted(Convolved(one.Image(1), one.Kernel(1)), 2, 5), Convolved(Shifted(one.Image(1), 2, 5), one.Kernel(1))));

    [Fact]
    public void IsCommutative() => Check(one =>
        Same(Convolved(Convolved(one.Image(1), one.Kernel(1)), one.Kernel(2)), Convolved(Convolved(one.Image(1), one.Kernel(2)), one.Kernel(1))));

    [Fact]
    public void IsAssociative() => Check(one =>
        Same(Convolved(Convolved(one.Image(1), one.Kernel(1)), one.Kernel(2)), Convolved(one.Image(1), Product(one.Kernel(1), one.Kernel(2)))));

    [Fact]
    public void TheUnitImpulseChangesNothingAndGivesTheKernel() => Check(one =>
    {
        Same(one.Image(1), Convolved(one.Image(1), Kernel.Parse("identity")));
        Kernel kernel = one.Kernel(1);
        Image<float> impulse = new(15, 15, 1);
        impulse[7, 7, 0] = 1;
        Image<float> answer = Convolved(impulse, kernel), turned = impulse.Filter(new Correlate(kernel, Border.Wrap));
        for (int y = 0; y < kernel.Rows; y++)
            for (int x = 0; x < kernel.Columns; x++)
            {
                Assert.Equal(kernel[y, x], answer[7 - kernel.Rows / 2 + y, 7 - kernel.Columns / 2 + x, 0]);
                Assert.Equal(kernel[y, x], turned[7 + kernel.Rows / 2 - y, 7 + kernel.Columns / 2 - x, 0]);
            }
    });

    [Fact]
    public void TheDerivativeOfAConvolutionIsTheConvolutionWithTheDerivative() => Check(one =>
    {
        Kernel derivative = Kernel.Parse("[1 0 -1]"), h = one.Kernel(1);
        Same(Convolved(Convolved(one.Image(1), h), derivative), Convolved(one.Image(1), Product(h, derivative)));
        Same(Convolved(Convolved(one.Image(1), h), derivative), Convolved(Convolved(one.Image(1), derivative), h));
    });

    /// <summary>Also under kernels larger than the image; integers stay exactly, floats but for the rounding of the weights.</summary>
    [Fact]
    public void AConstantImageStaysConstantUnderNormalisedKernels() => Check(one =>
    {
        Random random = new(one.Seed);
        int size = 2 * random.Next(1, 40) + 1;
        Filter[] filters =
        [
            new Box(size), new Box(new WindowSize(size, 3)), new Gaussian(Size: size), new Gaussian(random.NextDouble() * 9 + 0.1), new Sharpen(), new Unsharp(2, 3), new MovingAverage(size),
            new MovingAverage(Weights: Kernel.Parse("[1 2 3 5]"), Along: ScanDirection.Columns), new Correlate(Kernel.Parse("binomial:7")), new Correlate(Kernel.Parse("accent:5")), new Correlate(Kernel.Parse("crisp")),
        ];
        Filter filter = filters[random.Next(filters.Length)];
        Image<byte> bytes = new(one.Height, one.Width, one.Channels);
        bytes.Pixels.Fill((byte)random.Next(256));
        Assert.Equal(bytes.Pixels.ToArray(), bytes.Filter(filter).Pixels.ToArray());
        Image<ushort> words = new(one.Height, one.Width, one.Channels);
        words.Pixels.Fill((ushort)random.Next(65536));
        Assert.Equal(words.Pixels.ToArray(), words.Filter(filter).Pixels.ToArray());
        Image<float> floats = new(one.Height, one.Width, one.Channels);
        floats.Pixels.Fill(0.7f);
        foreach (float sample in floats.Filter(filter).Pixels) Assert.Equal(0.7f, sample, 5e-6f);
    });
}

using Fovea.Imaging.Tests.Filters.Ordering;

namespace Fovea.Imaging.Tests.Filters.Morphology;

/// <summary>Dilation and all that is made of it against the definition, on random images and elements.</summary>
public sealed class MorphologyTests
{
    [Fact]
    public void BytesEqualTheDefinition() => Check<byte>(1, 255, 0);

    [Fact]
    public void SixteenBitsEqualTheDefinition() => Check<ushort>(2, ushort.MaxValue, 0);

    [Fact]
    public void FloatsEqualTheDefinition() => Check<float>(3, float.PositiveInfinity, float.NegativeInfinity);

    [Fact]
    public void AllEqualsOpenCv() => ExpectedResults.AreEqual("morphology");

    static void Check<T>(int seed, T most, T least) where T : struct
    {
        Random random = new(seed);
        for (int trial = 0; trial < 150; trial++)
        {
            Image<T> image = RandomSamples.Image<T>(random, random.Next(1, 41), random.Next(1, random.Next(2) == 0 ? 20 : 71), random.Next(1, 6), withNaN: random.Next(3) == 0);
            StructuringElement element = Element(random);
            Border? border = random.Next(3) == 0 ? null : RandomSamples.Border(random);
            ElementSense sense = (ElementSense)random.Next(2);
            if (border?.Kind == BorderKind.Valid && (element.Height > image.Height || element.Width > image.Width)) border = Border.Wrap;
            // With few pixels inside, a minimum of NaNs alone and of nothing would be told apart.
            if (border is null && typeof(T) == typeof(float)) border = Border.Reflect;
            string what = $"trial {trial}: {image}, {element}, {sense}, {border}";
            RandomSamples.Same(Naive(image, element, true, sense == ElementSense.Reflected, border, least), image.Filter(new Dilate(element, 1, sense, border)), $"{what}, dilate");
            RandomSamples.Same(Naive(image, element, false, sense == ElementSense.Reflected, border, most), image.Filter(new Erode(element, 1, sense, border)), $"{what}, erode");
        }
    }

    [Fact]
    public void NothingIsSeenOutsideUnlessABorderIsGiven()
    {
        Random random = new(4);
        for (int trial = 0; trial < 40; trial++)
        {
            Image<float> image = RandomSamples.Image<float>(random, random.Next(1, 12), random.Next(1, 12), random.Next(1, 4));
            StructuringElement element = Element(random);
            RandomSamples.Same(Naive(image, element, true, false, null, float.NegativeInfinity), image.Filter(new Dilate(element)), $"trial {trial}, dilate, {element}");
            RandomSamples.Same(Naive(image, element, false, false, null, float.PositiveInfinity), image.Filter(new Erode(element)), $"trial {trial}, erode, {element}");
        }
    }

    [Fact]
    public void ChainsEqualTheirParts()
    {
        Random random = new(5);
        for (int trial = 0; trial < 60; trial++)
        {
            Image<byte> image = RandomSamples.Image<byte>(random, random.Next(20, 90), random.Next(20, 50), random.Next(1, 4));
            StructuringElement element = Element(random, 6);
            Border? border = random.Next(3) == 0 ? null : RandomSamples.Border(random);
            ElementSense sense = (ElementSense)random.Next(2);
            int repeats = border?.Kind == BorderKind.Valid ? 1 : random.Next(1, 4);
            Filter[] dilate = [.. Enumerable.Repeat(new Dilate(element, 1, sense, border), repeats)], erode = [.. Enumerable.Repeat(new Erode(element, 1, ElementSense.AsWritten, border), repeats)];
            string what = $"trial {trial}: {image}, {element}, {sense}, {border}, {repeats} times";
            Image<byte> opened = One(image, [.. erode, .. dilate]), closed = One(image, [.. dilate, .. erode]);
            RandomSamples.Same(opened, image.Filter(new Open(element, repeats, sense, border)), $"{what}, open");
            RandomSamples.Same(closed, image.Filter(new Close(element, repeats, sense, border)), $"{what}, close");
            if (border?.Kind == BorderKind.Valid) continue;
            RandomSamples.Same(Difference(One(image, dilate), One(image, erode)), image.Filter(new MorphologicalGradient(element, repeats, sense, border)), $"{what}, gradient");
            RandomSamples.Same(Difference(image, opened), image.Filter(new TopHat(element, repeats, sense, border)), $"{what}, tophat");
            RandomSamples.Same(Difference(closed, image), image.Filter(new BlackHat(element, repeats, sense, border)), $"{what}, blackhat");
        }
    }

    /// <summary>Where the result shrinks it is that part of the result with any other border which sees nothing outside.</summary>
    [Theory]
    [InlineData("morphological_gradient element=box:4x3 sense=reflected")]
    [InlineData("morphological_gradient element=[110;011]")]
    [InlineData("tophat element=box:4x2 sense=reflected")]
    [InlineData("tophat element=[0011;0110]")]
    [InlineData("blackhat element=[0011;0110] sense=reflected")]
    public void ADifferenceThatShrinksIsCutFromTheWhole(string text)
    {
        Image<float> image = new(21, 17, 2);
        Random random = new(9);
        foreach (ref float sample in image.Pixels) sample = random.NextSingle();
        Image<float> part = (Image<float>)Pipeline.Parse($"{text} border=valid").Run(image), whole = (Image<float>)Pipeline.Parse($"{text} border=reflect").Run(image);
        Assert.True(part.Height < 21 && part.Width < 17);
        bool IsCutAt(int top, int left) => whole.Crop(new Region(top, left, part.Height, part.Width)).Pixels.SequenceEqual(part.Pixels);
        Assert.Single(Enumerable.Range(0, 22 - part.Height).SelectMany(top => Enumerable.Range(0, 18 - part.Width).Where(left => IsCutAt(top, left))));
    }

    [Fact]
    public void WithReflectionOpeningsAndClosingsAreTrueOnes()
    {
        Random random = new(6);
        for (int trial = 0; trial < 40; trial++)
        {
            Image<byte> image = RandomSamples.Image<byte>(random, random.Next(1, 40), random.Next(1, 40), 1);
            StructuringElement element = Element(random, 6);
            foreach (Filter filter in new Filter[] { new Open(element, Sense: ElementSense.Reflected), new Close(element, Sense: ElementSense.Reflected) })
            {
                Image<byte> once = image.Filter(filter);
                RandomSamples.Same(once, once.Filter(filter), $"trial {trial}: {filter} done twice");
                for (int i = 0; i < image.Pixels.Length; i++) Assert.True(filter is Open ? once.Pixels[i] <= image.Pixels[i] : once.Pixels[i] >= image.Pixels[i], $"trial {trial}: {filter}");
            }
        }
    }

    /// <summary>A single bright pixel shows the element itself when it is reflected, and its mirror image as OpenCV lays it on.</summary>
    [Fact]
    public void AnImpulseShowsTheSense()
    {
        Image<byte> image = new(5, 5, 1);
        image[2, 2, 0] = 9;
        StructuringElement element = StructuringElement.Parse("[100;010;000]");
        Image<byte> reflected = image.Filter(new Dilate(element, Sense: ElementSense.Reflected)), asWritten = image.Filter(new Dilate(element));
        Assert.Equal((9, 0), (reflected[1, 1, 0], reflected[3, 3, 0]));
        Assert.Equal((0, 9), (asWritten[1, 1, 0], asWritten[3, 3, 0]));
    }

    [Theory]
    [InlineData("dilate repeats=0", "repeats is 0")]
    [InlineData("dilate element=box:0", "from 1 to")]
    [InlineData("dilate border=valid element=box:9", "larger than the image")]
    [InlineData("tophat border=valid element=box:5", "larger than the image")]
    [InlineData("minimum size=3 radius=1", "both given")]
    [InlineData("minimum size=0", "size is 0")]
    [InlineData("maximum size=-3", "size is '-3'")]
    [InlineData("maximum radius=-1", "radius is -1")]
    [InlineData("erode size=3", "unknown parameter of erode 'size'")]
    public void WrongParametersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).Run(new Image<byte>(8, 8, 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void MinimumAndMaximumTakeABox()
    {
        Image<ushort> image = RandomImages.Create<ushort>(20, 30, 3, 7);
        RandomSamples.Same(image.Filter(new Erode(StructuringElement.Box(new WindowSize(5, 2)), Border: Border.Replicate)), image.Filter(new Minimum(new WindowSize(5, 2))), "minimum");
        RandomSamples.Same(image.Filter(new Dilate(StructuringElement.Box(9))), image.Filter(new Maximum(Radius: 4)), "maximum");
    }

    static StructuringElement Element(Random random, int most = 12)
    {
        WindowSize size = new(random.Next(1, most), random.Next(1, most));
        switch (random.Next(8))
        {
            case 0: return StructuringElement.Box(size);
            case 1: return StructuringElement.Ellipse(size);
            case 2: return StructuringElement.Disk(random.Next(most / 2));
            case 3: return StructuringElement.Cross(size);
            case 4: return StructuringElement.Diamond(random.Next(most / 2));
            case 5: return StructuringElement.Line(random.Next(1, most), random.Next(360));
            default:
                bool[,] cells = new bool[size.Height, size.Width];
                for (int i = 0; i < size.Area; i++) cells[i / size.Width, i % size.Width] = random.Next(2) == 0;
                cells[random.Next(size.Height), random.Next(size.Width)] = true;
                return StructuringElement.Of(cells);
        }
    }

    static Image<T> Naive<T>(Image<T> image, StructuringElement element, bool largest, bool reflected, Border? border, T nothing) where T : struct
    {
        (List<(int, int)> offsets, var window) = NaiveOrder.Of(element, reflected);
        return NaiveOrder.Filter(image, offsets, count => largest ? count - 1 : 0, border, window, nothing);
    }

    static Image<byte> One(Image<byte> image, Filter[] filters)
    {
        foreach (Filter filter in filters) image = image.Filter(filter);
        return image;
    }

    static Image<byte> Difference(Image<byte> a, Image<byte> b)
    {
        Image<byte> result = new(a.Height, a.Width, a.Channels);
        for (int i = 0; i < a.Pixels.Length; i++) result.Pixels[i] = (byte)Math.Max(0, a.Pixels[i] - b.Pixels[i]);
        return result;
    }
}

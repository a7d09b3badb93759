using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Fovea.Compute;

namespace Fovea.Imaging.Tests.Filters;

/// <summary>
/// What every filter of the registry promises, tried on all of them: a filter that is registered is tested here, with its defaults, its example, and each choice,
/// yes and no, and border that it knows.
/// </summary>
public sealed class ContractTests
{
    static readonly string[] Borders = ["reflect", "symmetric", "replicate", "wrap", "zero", "constant:77", "valid"];

    static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 9), (9, 1), (17, 13), (48, 64)];

    static readonly int[] Channels = [1, 3, 4];

    static readonly ConcurrentDictionary<(int Height, int Width), Image[]> Drawn = new();

    static readonly HashSet<string> Essential = [.. FilterRegistry.All.SelectMany(Forms)];

    static readonly Image<byte> Scene = TestScene.Create(120, 160);

    public static TheoryData<string> Names => [.. FilterRegistry.Names];

    public static TheoryData<string> Pipelines => [.. FilterRegistry.All.SelectMany(Variants).Distinct()];

    [Theory, MemberData(nameof(Names))]
    public void ItIsDeclaredInFull(string name)
    {
        FilterEntry entry = FilterRegistry.Get(name);
        Assert.Matches("^[a-z][a-z0-9_]*$", name);
        Assert.Matches("^[A-H][1-9]$", entry.Course);
        Assert.All([entry.Summary, .. entry.Parameters.Select(parameter => parameter.Text)], text => Assert.Matches(@"^\S.+[^.\s]$", text));
        Assert.Contains(Pipeline.Parse(entry.Example).Filters, filter => filter.GetType() == entry.Type);
        Assert.Single(FilterRegistry.All, other => other.Name == name || other.Type == entry.Type);
    }

    /// <summary>The documents show it.</summary>
    [Theory, MemberData(nameof(Names))]
    public void ItsExampleWorksOnTheScene(string name)
    {
        Pipeline example = Pipeline.Parse(FilterRegistry.Get(name).Example);
        Assert.Equal(example.ResultOf(Scene.Kind), example.Run(Scene).Kind);
    }

    [Theory, MemberData(nameof(Names))]
    public void DefaultsLieInTheirRanges(string name)
    {
        foreach (FilterParameter parameter in FilterRegistry.Get(name).Parameters)
            if (parameter.Default is { } value) Assert.Equal(value, parameter.Read(name, FilterParameter.Write(value)));
    }

    [Theory, MemberData(nameof(Names))]
    public void NumbersThatAreNoneAreRefused(string name)
    {
        FilterEntry entry = FilterRegistry.Get(name);
        foreach (FilterParameter parameter in entry.Parameters.Where(parameter => parameter.Type == typeof(double) || parameter.Type == typeof(int)))
            foreach (string text in new[] { "NaN", "Infinity", "1e999", "", "x" })
            {
                FoveaException error = Assert.Throws<FoveaException>(() => Pipeline.Parse($"{Plain(entry, parameter.Name)} {parameter.Name}={text}"));
                Assert.Contains($"{name}: {parameter.Name}", error.Message, StringComparison.Ordinal);
            }
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void WrittenTextIsReadBackAsTheSame(string text)
    {
        Pipeline pipeline = Pipeline.Parse(text), again = Pipeline.Parse(pipeline.ToString());
        Assert.Equal(pipeline.Filters, again.Filters);
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void TheResultIsOfTheKindThatWasSaidAndTheInputStays(string text)
    {
        Pipeline pipeline = Pipeline.Parse(text);
        foreach (Image image in Images(text, Sizes))
        {
            if (Kind(pipeline, image) is not { } kind)
            {
                Assert.Throws<FoveaException>(() => pipeline.Run(image));
                continue;
            }
            byte[] before = Bytes(image).ToArray();
            Image result = pipeline.Run(image), dirty = kind.New();
            Assert.Equal(kind, result.Kind);
            pipeline.RunInto(image, dirty);
            Same(result, dirty, $"'{text}' on {image}, into an image");
            Assert.True(Bytes(image).SequenceEqual(before), $"'{text}' has changed its input ({image})");
        }
    }

    [Fact]
    public void AResultIsWrittenOnlyIntoAnotherImageOfItsKind()
    {
        Pipeline pipeline = Pipeline.Parse("gray | invert");
        Assert.Contains("is 120 x 160 x 1, UInt8, the image for it 120 x 160 x 3", Assert.Throws<FoveaException>(() => pipeline.RunInto(Scene, Scene.Clone())).Message, StringComparison.Ordinal);
        Assert.Throws<FoveaException>(() => Pipeline.Parse("invert").RunInto(Scene, Scene));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void TheNumberOfThreadsDoesNotMatter(string text)
    {
        Pipeline pipeline = Pipeline.Parse(text);
        int before = Workers.Threads;
        try
        {
            foreach (Image image in Images(text, (203, 31)).Where(image => Kind(pipeline, image) is not null))
            {
                Workers.Threads = 1;
                Image one = pipeline.Run(image);
                Workers.Threads = 2;
                Same(one, pipeline.Run(image), $"'{text}' on {image} with 1 and 2 threads");
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void APartOfTheResultIsThatPartOfTheWhole(string text)
    {
        Pipeline pipeline = Pipeline.Parse(text);
        foreach (Image image in Images(text, (17, 13), (48, 64)))
        {
            if (Kind(pipeline, image) is not { } kind) continue;
            Image whole = pipeline.Run(image);
            foreach (Region region in Parts(kind)) Same(whole.CropTo(region), pipeline.RunPart(image, region), $"'{text}' on {image}, {region}");
        }
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void AViewIsAnImageOfItsOwn(string text)
    {
        Pipeline pipeline = Pipeline.Parse(text);
        foreach (Image image in Images(text, (48, 64)))
        {
            Region region = new(13, 9, 30, 41);
            Image part = image.CropTo(region);
            if (Kind(pipeline, part) is not null) Same(pipeline.Run(part), pipeline.Run(image, region), $"'{text}' on {image}, {region}");
        }
    }

    /// <summary>The filter as its example writes it, so that all that is needed is given.</summary>
    static string Plain(FilterEntry entry, string? without = null)
    {
        Pipeline own = new(Pipeline.Parse(entry.Example).Filters.First(filter => filter.GetType() == entry.Type));
        return without is null ? own.ToString() : string.Join(' ', PipelineText.Filters(own.ToString()).Single().Where(word => !word.StartsWith($"{without}=", StringComparison.Ordinal)));
    }

    /// <summary>A filter by its name alone, where nothing must be given, as its example writes it, and the whole example.</summary>
    static IEnumerable<string> Forms(FilterEntry entry)
    {
        if (!entry.Parameters.Any(parameter => parameter.IsRequired)) yield return entry.Name;
        yield return Plain(entry);
        yield return entry.Example;
    }

    /// <summary>The same with each choice, yes and no, and border.</summary>
    static IEnumerable<string> Variants(FilterEntry entry) => Forms(entry).Concat(
        from parameter in entry.Parameters
        from value in parameter.Type == typeof(Border) ? Borders : parameter.Type == typeof(bool) ? ["yes", "no"] : parameter.Choices
        select $"{Plain(entry, parameter.Name)} {parameter.Name}={value}");

    /// <summary>
    /// Images in units of 0 to 255, 65535 and 1, of every kind for what a filter is without its choices, else of some. They are shared: a filter that changed one
    /// would be found out.
    /// </summary>
    static IEnumerable<Image> Images(string text, params (int Height, int Width)[] sizes) =>
        sizes.SelectMany(size => Drawn.GetOrAdd(size, Draw)).Where(image => Essential.Contains(text) || (image.Depth, image.Channels) is (PixelDepth.UInt8, 1 or 3) or (PixelDepth.UInt16, 3) or (PixelDepth.Float32, 4));

    /// <summary>16 bits in colours only: what counts values has tables of 65,536 for each channel and tile.</summary>
    static Image[] Draw((int Height, int Width) size) =>
    [
        .. Channels.Select(channels => RandomImages.Create<byte>(size.Height, size.Width, channels, size.Height * 1000 + size.Width * 10 + channels)),
        RandomImages.Create<ushort>(size.Height, size.Width, 3, size.Height * 1000 + size.Width),
        .. Channels.Select(channels => RandomImages.Create<float>(size.Height, size.Width, channels, size.Height * 1000 + size.Width * 10 + channels)),
    ];

    static IEnumerable<Region> Parts(ImageKind kind)
    {
        yield return new Region(0, 0, 1, 1);
        yield return new Region(kind.Height / 3, kind.Width / 4, Math.Max(1, kind.Height / 3), Math.Max(1, kind.Width / 2));
        yield return new Region(kind.Height / 2, 0, kind.Height - kind.Height / 2, kind.Width);
    }

    static ImageKind? Kind(Pipeline pipeline, Image image)
    {
        try
        {
            return pipeline.ResultOf(image.Kind);
        }
        catch (FoveaException)
        {
            return null;
        }
    }

    static void Same(Image expected, Image actual, string what)
    {
        Assert.Equal(expected.Kind, actual.Kind);
        Assert.True(Bytes(expected).SequenceEqual(Bytes(actual)), $"{what}: the bits differ");
    }

    static ReadOnlySpan<byte> Bytes(Image image) => image switch
    {
        Image<byte> bytes => bytes.Pixels,
        Image<ushort> words => MemoryMarshal.AsBytes(words.Pixels),
        _ => MemoryMarshal.AsBytes(((Image<float>)image).Pixels),
    };
}

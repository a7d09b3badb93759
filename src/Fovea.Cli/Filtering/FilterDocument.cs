using System.Globalization;
using System.Text;
using Fovea.Imaging;

namespace Fovea.Cli.Filtering;

/// <summary>The page of all filters, with a picture of each before and after, as it follows from the registry.</summary>
static class FilterDocument
{
    /// <summary>The page's name, and that of the folder of its pictures beside it.</summary>
    public const string Name = "filters.md", Pictures = "filters";

    const int Height = 108, Width = 144;

    /// <summary>Writes the page and its pictures into a folder.</summary>
    /// <returns>The number of pictures.</returns>
    /// <exception cref="FoveaException">They cannot be written.</exception>
    public static int Write(string folder)
    {
        string pictures = Path.Combine(folder, Pictures);
        OutputFolder.Create(pictures);
        Image<byte> scene = TestScene.Create(Height, Width);
        (string Name, Pipeline Pipeline)[] all = [(TestScene.Name, new Pipeline()), .. FilterRegistry.All.SelectMany(PicturesOf).Where(picture => picture.Name != TestScene.Name).DistinctBy(picture => picture.Name)];
        foreach (var (name, pipeline) in all)
            ImageFile.Write(Path.Combine(pictures, $"{name}.png"), new FilterRecipe(pipeline).Show(scene).Picture, new PngWriteOptions { CompressionLevel = 9 });
        AtomicFile.WriteAllText(Path.Combine(folder, Name), Text());
        return all.Length;
    }

    /// <summary>The page.</summary>
    public static string Text()
    {
        Image<byte> scene = TestScene.Create(Height, Width);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Filters

            All {FilterRegistry.All.Count} filters, as `fovea filters` lists them. Each runs from the command line (`fovea filter "NAME parameter=value" in.jpg -o out.png`), in pipelines
            (`"gaussian sigma=2 | sobel | nms"`) and from the library (`image.Filter(new Gaussian(Sigma: 2))`), on samples of 8 bits, 16 bits and float. This page and its pictures
            are written by `fovea filters --document docs`, from the declarations of the filters and on a scene that the program draws.

            """);
        foreach (IGrouping<string, FilterEntry> family in FilterRegistry.All.GroupBy(entry => entry.Family))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {family.Key}\n\n{string.Join(" · ", family.Select(entry => $"[{entry.Name}](#{entry.Name})"))}\n");
            foreach (FilterEntry entry in family) Append(text, entry, scene);
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The default of a parameter as it is written, or what stands for it.</summary>
    public static string Default(FilterParameter parameter) =>
        parameter.IsRequired ? "must be given" : FilterParameter.Write(parameter.Default) is { Length: > 0 } value ? value : "none";

    static void Append(StringBuilder text, FilterEntry entry, Image scene)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {entry.Name}\n\n{char.ToUpperInvariant(entry.Summary[0])}{entry.Summary[1..]}. Row {entry.Course} of the course.\n\n");
        if (entry.Parameters.Count > 0)
        {
            text.Append("| parameter | what it is | values | default |\n|---|---|---|---|\n");
            foreach (FilterParameter parameter in entry.Parameters)
                text.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {Cell(parameter.Text)} | {Cell(parameter.Allowed)} | {Cell(Default(parameter))} |\n");
            text.Append('\n');
        }
        (string Name, Pipeline Pipeline)[] pictures = [.. PicturesOf(entry)];
        string remark = new FilterRecipe(pictures[1].Pipeline).Show(scene).Remark;
        string before = pictures[0].Name == TestScene.Name ? "the scene" : Code(pictures[0].Pipeline.ToString());
        text.Append(CultureInfo.InvariantCulture, $"| {before} | {Code(entry.Example)} |\n|---|---|\n| ![before]({Pictures}/{pictures[0].Name}.png) | ![after]({Pictures}/{pictures[1].Name}.png) |\n\n{remark}\n");
    }

    /// <summary>Before and after: the steps of the example up to the filter, and all of them.</summary>
    static IEnumerable<(string Name, Pipeline Pipeline)> PicturesOf(FilterEntry entry)
    {
        Pipeline example = Pipeline.Parse(entry.Example);
        int own = example.Filters.ToList().FindIndex(filter => filter.GetType() == entry.Type);
        yield return own == 0 ? (TestScene.Name, new Pipeline()) : ($"{entry.Name}-before", new Pipeline([.. example.Filters.Take(own)]));
        yield return (entry.Name, example);
    }

    static string Code(string text) => $"`{Cell(text)}`";

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

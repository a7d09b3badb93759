using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Filtering;

/// <summary>What is done to every picture of a call of <c>fovea filter</c>.</summary>
sealed record FilterRecipe(Pipeline Pipeline)
{
    const int MostInOneRow = 4;

    static readonly PictureFormat Shown = PictureFormat.Get("png");

    /// <summary>The part of the result that is wanted; null for all of it.</summary>
    public Region? Region { get; init; }

    /// <summary>Whether the result is a picture of the input and every step.</summary>
    public bool Sheet { get; init; }

    /// <summary>Whether transparency is laid on white first.</summary>
    public bool Flatten { get; init; }

    /// <summary>The samples that become black and white; null to find them.</summary>
    public SampleRange? Range { get; init; }

    /// <summary>The sample type of files that can hold several; null for the result's own.</summary>
    public PixelDepth? Depth { get; init; }

    /// <summary>The quality of JPEG files; null for the usual one.</summary>
    public int? Quality { get; init; }

    /// <summary>Reads a picture, filters it and writes the result; the file appears whole or not at all.</summary>
    /// <exception cref="FoveaException">The picture cannot be read, filtered or written.</exception>
    public FilterResult Apply(string from, string to, PictureFormat format)
    {
        List<string> remarks = [];
        Image image = PictureSource.Read(from);
        // What a derivative of the alpha channel would mean as transparency, nobody knows.
        if (image.HasAlpha && (Flatten || Sheet || !KeepsSamples(image.Kind)))
        {
            image = Transparency.OnWhite(image);
            remarks.Add(Transparency.Remark);
        }
        Image result = Sheet ? SheetOf(image) : Run(Pipeline, image);
        (Image written, IReadOnlyList<string> more) = format.Fit(result, IsPicture(image.Kind), Range, Depth);
        remarks.AddRange(more);
        ImageWriteOptions? options = Quality is { } quality && format.Extension is ".jpg" or ".jpeg" ? new JpegWriteOptions { Quality = quality } : null;
        if (to == PictureSource.Stream)
        {
            using Stream stream = Console.OpenStandardOutput();
            ImageFile.Write(stream, format.Extension, written, options);
        }
        else ImageFile.Write(to, written, options);
        return new FilterResult(written.Kind, remarks);
    }

    /// <summary>The result for a picture as people see it, grey or in colours, and what it is.</summary>
    public (Image<byte> Picture, string Remark) Show(Image image)
    {
        Image result = Run(Pipeline, image);
        // Of any other number of channels the first.
        (Image bytes, IReadOnlyList<string> remarks) = Shown.Fit(result.Channels is 1 or 3 ? result : new Pipeline(new Channel()).Run(result), IsPicture(image.Kind), Range, PixelDepth.UInt8);
        return ((Image<byte>)bytes, string.Join(", ", remarks.Prepend(result.ToString())));
    }

    /// <summary>All that decides what comes out, as text.</summary>
    public override string ToString() => string.Join(' ', new[]
    {
        Pipeline.ToString(), Region is { } part ? $"--region {part.Left},{part.Top},{part.Width},{part.Height}" : null, Sheet ? "--sheet" : null, Flatten ? "--flatten" : null,
        Range is { } range ? $"--range {range.Low:r}:{range.High:r}" : null, Depth is { } depth ? $"--depth {depth}" : null, Quality is { } quality ? $"--quality {quality}" : null,
    }.OfType<string>());

    Image Run(Pipeline steps, Image image) => Region is { } part ? steps.RunPart(image, part) : steps.Run(image);

    /// <summary>Whether the result's samples are those of the picture, and no numbers of another kind.</summary>
    bool KeepsSamples(ImageKind kind) => Pipeline.ResultOf(kind).Depth == kind.Depth;

    /// <summary>Whether floats of the result are a picture's: a filter that gives floats for bytes gives other numbers.</summary>
    bool IsPicture(ImageKind kind) => Pipeline.ResultOf(kind with { Depth = PixelDepth.UInt8 }).Depth != PixelDepth.Float32;

    Image<byte> SheetOf(Image image)
    {
        (Image Picture, string Caption)[] steps = [.. Enumerable.Range(0, Pipeline.Filters.Count + 1).Select(count =>
        {
            FilterRecipe step = this with { Pipeline = new Pipeline([.. Pipeline.Filters.Take(count)]) };
            (Image<byte> picture, string remark) = step.Show(image);
            return (picture, $"{(count == 0 ? "input" : new Pipeline(Pipeline.Filters[count - 1]).ToString())} ({remark})");
        })];
        return ContactSheet.Create([.. steps.Select(step => step.Picture)], columns: steps.Length <= MostInOneRow ? steps.Length : null, captions: [.. steps.Select(step => step.Caption)]);
    }
}

/// <summary>What was written.</summary>
/// <param name="Kind">Size and sample type.</param>
/// <param name="Remarks">What was done to make the format hold it.</param>
sealed record FilterResult(ImageKind Kind, IReadOnlyList<string> Remarks);

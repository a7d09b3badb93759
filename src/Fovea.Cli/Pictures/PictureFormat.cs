using Fovea.Imaging;

namespace Fovea.Cli.Pictures;

/// <summary>A format that pictures are written in, and what a file of it holds.</summary>
/// <param name="Extension">The extension of its files.</param>
/// <param name="Depths">The sample types, the usual one first.</param>
/// <param name="Channels">The numbers of channels.</param>
sealed record PictureFormat(string Extension, PixelDepth[] Depths, int[] Channels)
{
    static readonly PictureFormat[] All =
    [
        new(".png", [PixelDepth.UInt8, PixelDepth.UInt16], [1, 2, 3, 4]), new(".jpg", [PixelDepth.UInt8], [1, 3]), new(".jpeg", [PixelDepth.UInt8], [1, 3]),
        new(".bmp", [PixelDepth.UInt8], [1, 3, 4]), new(".pbm", [PixelDepth.UInt8], [1]), new(".pgm", [PixelDepth.UInt8, PixelDepth.UInt16], [1]),
        new(".ppm", [PixelDepth.UInt8, PixelDepth.UInt16], [3]), new(".pnm", [PixelDepth.UInt8, PixelDepth.UInt16], [1, 3]), new(".pfm", [PixelDepth.Float32], [1, 3]),
    ];

    /// <summary>The names that <see cref="Get"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Extension[1..])];

    /// <summary>The format of a name such as <c>png</c>.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static PictureFormat Get(string name) =>
        Array.Find(All, format => format.Extension == $".{name.TrimStart('.').ToLowerInvariant()}") ?? throw UsageException.From(Suggestion.Unknown("format", name, Names));

    /// <summary>The format that a file's name asks for.</summary>
    /// <exception cref="UsageException">The name says none.</exception>
    public static PictureFormat Of(string path) => Path.GetExtension(path) is { Length: > 1 } extension ? Get(extension)
        : throw new UsageException($"{path}: the name says no format", $"end it in one of .{string.Join(", .", Names)}; or in / for a folder");

    /// <summary>Whether a file's name is that of a picture that can be read.</summary>
    public static bool IsReadable(string path) => Array.Exists(All, format => format.Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));

    /// <summary>The image as a file of this format holds it, and what was done for that.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isPicture">Whether floats are a picture's, 0 to 1; else they are numbers of any size.</param>
    /// <param name="range">The samples that become black and white; null to find them.</param>
    /// <param name="depth">The sample type that is asked for; null for the image's own, or the usual one.</param>
    public (Image Image, IReadOnlyList<string> Remarks) Fit(Image image, bool isPicture, SampleRange? range, PixelDepth? depth)
    {
        List<string> remarks = [];
        if (image.HasAlpha && !Channels.Contains(image.Channels))
        {
            image = Transparency.OnWhite(image);
            remarks.Add(Transparency.Remark);
        }
        if (image.Channels == 1 && !Channels.Contains(1))
        {
            image = new Pipeline(new Rgb()).Run(image);
            remarks.Add("grey written as red, green and blue");
        }
        if (!Channels.Contains(image.Channels))
            throw new FoveaException($"a {Extension} file holds {string.Join(" or ", Channels)} channels, the result ({image}) has {image.Channels}",
                Channels is [1] && image.Channels == 3 ? "end the filters with gray, or choose another format" : "end the filters with channel, or choose another format");
        PixelDepth wanted = depth ?? (Depths.Contains(image.Depth) ? image.Depth : Depths[0]);
        if (!Depths.Contains(wanted)) throw new UsageException($"a {Extension} file does not hold {(wanted == PixelDepth.UInt16 ? "16" : "8")} bits", "leave --depth out, or choose another format");
        if (range is null && image.Depth == wanted) return (image, remarks);
        if (wanted == PixelDepth.Float32)
        {
            remarks.Add($"{SampleRange.Of(image.Depth)} written as 0 to 1");
            return (image.ToFloat(), remarks);
        }
        SampleRange from = range ?? (image.Depth != PixelDepth.Float32 || isPicture ? SampleRange.Of(image.Depth) : SampleRange.Covering(image));
        remarks.Add($"{from} written as {SampleRange.Of(wanted)}");
        return (wanted == PixelDepth.UInt8 ? from.ToByte(image) : from.ToUInt16(image), remarks);
    }
}

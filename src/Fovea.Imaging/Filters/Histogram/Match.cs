namespace Fovea.Imaging;

/// <summary>The image with the histogram of a picture in a file, channel by channel; see <see cref="HistogramMatching.MatchHistogram{T}"/>, which takes an image.</summary>
/// <param name="Reference">The file, or <c>scene</c> for <see cref="TestScene"/> where there is no such file. Its samples are brought to the image's depth, its channels to grey or RGB where the image has 1 or 3.</param>
public sealed record Match([Parameter("file of the picture whose histogram is taken, or scene for the test scene")] string Reference) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Match>("match", "histogram", "A4", "the histogram of another picture", "gamma exponent=3 | match reference=scene");

    private protected override ImageKind Check(ImageKind input) => input.Channels is 2 or 4 ? throw Wrong($"the image ({input}) has alpha, which has no histogram to match", ColorChannels.HowToDropAlpha) : input;

    // What floats become follows from the order of all of them.
    internal override bool SeesAll(ImageKind input) => input.Depth == PixelDepth.Float32;

    internal override ImageRows Apply(ImageRows image)
    {
        Image reference = Reference == TestScene.Name && !File.Exists(Reference) ? TestScene.Create(60, 80) : ImageFile.Read(Reference);
        ImageKind kind = image.Kind;
        return HistogramMatching.Rows(image, kind.Depth switch
        {
            PixelDepth.UInt8 => Fit(reference.ToByte(), kind),
            PixelDepth.UInt16 => Fit(reference.ToUInt16(), kind),
            _ => Fit(reference.ToFloat(), kind),
        });
    }

    private static Image<T> Fit<T>(Image<T> reference, ImageKind image) where T : struct => reference.Channels == image.Channels ? reference : image.Channels switch
    {
        1 => reference.ToGray() is { Channels: 1 } gray ? gray : reference.Filter(new Channel()),
        3 => reference.ToRgb(),
        _ => reference,
    };
}

namespace Fovea.Imaging;

/// <summary>The image with the histogram of a picture in a file, channel by channel; see <see cref="HistogramMatching.MatchHistogram{T}"/>, which takes an image.</summary>
/// <param name="Reference">The file. Its samples are brought to the image's depth, its channels to grey or RGB where the image has 1 or 3.</param>
public sealed record Match([Parameter("file of the picture whose histogram is taken")] string Reference) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Match>("match", "histogram", "A4", "the histogram of another picture");

    private protected override ImageKind Check(ImageKind input) => input;

    internal override Image Run(Image image)
    {
        Image reference = ImageFile.Read(Reference);
        return image switch
        {
            Image<byte> bytes => bytes.MatchHistogram(Fit(reference.ToByte(), image)),
            Image<ushort> words => words.MatchHistogram(Fit(reference.ToUInt16(), image)),
            _ => ((Image<float>)image).MatchHistogram(Fit(reference.ToFloat(), image)),
        };
    }

    private static Image<T> Fit<T>(Image<T> reference, Image image) where T : struct => reference.Channels == image.Channels ? reference : image.Channels switch
    {
        1 => reference.ToGray() is { Channels: 1 } gray ? gray : reference.Filter(new Channel()),
        3 => reference.ToRgb(),
        _ => reference,
    };
}

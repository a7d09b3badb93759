namespace Fovea.Imaging;

/// <summary>The image with the histogram of a picture in a file, channel by channel; see <see cref="HistogramMatching.MatchHistogram{T}"/>, which takes an image.</summary>
/// <param name="Reference">The file, or <c>scene</c> for <see cref="TestScene"/> where there is no such file. Its samples are brought to the image's depth, its channels to grey or RGB where the image has 1 or 3.</param>
public sealed record Match([Parameter("file of the picture whose histogram is taken, or scene for the test scene")] string Reference) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Match>("match", "histogram", "A4", "the histogram of another picture", "gamma exponent=3 | match reference=scene");

    private protected override ImageKind Check(ImageKind input) => input.Channels is 2 or 4 ? throw Wrong($"the image ({input}) has alpha, which has no histogram to match", ColorChannels.HowToDropAlpha) : input;

    internal override Image Run(Image image)
    {
        Image reference = Reference == TestScene.Name && !File.Exists(Reference) ? TestScene.Create(60, 80) : ImageFile.Read(Reference);
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

using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// The image with another histogram, channel by channel: that of a picture in a file, an even one, or a bell (normal, its mean in the middle, its deviation a sixth of black to white).
/// See <see cref="HistogramMatching.MatchHistogram{T}"/>, which takes an image as reference.
/// </summary>
/// <param name="Reference"><c>bell</c>, <c>even</c>, or a file, whose samples are brought to the image's depth, its channels to grey or RGB where the image has 1 or 3.</param>
public sealed record Match([Parameter("bell, even, or the file of the picture whose histogram is taken")] string Reference = "bell") : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Match>("match", "histogram", "A4", "the histogram of another picture, or one of a given shape");

    private protected override ImageKind Check(ImageKind input) => input.Channels is 2 or 4 ? throw Wrong($"the image ({input}) has alpha, which has no histogram to match", ColorChannels.HowToDropAlpha) : input;

    internal override Image Run(Image image) => image switch
    {
        Image<byte> bytes => Run(bytes, file => file.ToByte()),
        Image<ushort> words => Run(words, file => file.ToUInt16()),
        _ => Run((Image<float>)image, file => file.ToFloat()),
    };

    private Image<T> Run<T>(Image<T> image, Func<Image, Image<T>> convert) where T : unmanaged, INumber<T> => image.MatchHistogram(Reference switch
    {
        "bell" => Shaped<T>(image.Channels, v => Math.Exp(-18 * (v - 0.5) * (v - 0.5))),
        "even" => Shaped<T>(image.Channels, _ => 1),
        _ => Fit(convert(ImageFile.Read(Reference)), image),
    });

    private static Image<T> Fit<T>(Image<T> reference, Image image) where T : struct => reference.Channels == image.Channels ? reference : image.Channels switch
    {
        1 => reference.ToGray() is { Channels: 1 } gray ? gray : reference.Filter(new Channel()),
        3 => reference.ToRgb(),
        _ => reference,
    };

    /// <summary>An image of 256 levels that occur in proportion to a density over 0 to 1.</summary>
    private static Image<T> Shaped<T>(int channels, Func<double, double> density) where T : unmanaged, INumber<T>
    {
        const int Levels = 256, Count = 65536;
        Image<T> image = new(1, Count, channels);
        double white = Samples.White(image.Depth), total = Enumerable.Range(0, Levels).Sum(v => density(v / (Levels - 1.0))), sum = 0;
        for (int v = 0, from = 0; v < Levels; v++)
        {
            sum += density(v / (Levels - 1.0));
            int to = (int)Math.Round(sum / total * Count);
            image.Pixels[(from * channels)..(to * channels)].Fill(SampleRounding.Nearest<T>(v / (Levels - 1.0) * white));
            from = to;
        }
        return image;
    }
}

namespace Fovea.Imaging;

/// <summary>
/// The integral image as float: sample (y, x) is the sum over the rows before y and the columns before x, so there is a row and a column more than in the input. The sums are
/// exact before they become float; <see cref="IntegralImage"/> keeps them exact.
/// </summary>
/// <param name="Squared">Whether the squares of the samples are summed up.</param>
public sealed record Integral([Parameter("whether the squares of the samples are summed up")] bool Squared = false) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Integral>("integral", "regions", "B1", "the sums over all pixels above and to the left, as float", "integral | stretch");

    private protected override ImageKind Check(ImageKind input) => input.Height < int.MaxValue && input.Width < int.MaxValue
        ? new ImageKind(PixelDepth.Float32, input.Height + 1, input.Width + 1, input.Channels) : throw Wrong($"the image ({input}) is too large");

    internal override ImageRows Apply(ImageRows image) => image.Kind.Depth switch
    {
        PixelDepth.UInt8 => (double)image.Kind.Height * image.Kind.Width * 255 * (Squared ? 255 : 1) <= int.MaxValue
            ? new IntegralRows<byte, int>(image, Check(image.Kind), Squared) : new IntegralRows<byte, double>(image, Check(image.Kind), Squared),
        PixelDepth.UInt16 => new IntegralRows<ushort, double>(image, Check(image.Kind), Squared),
        _ => new IntegralRows<float, double>(image, Check(image.Kind), Squared),
    };
}

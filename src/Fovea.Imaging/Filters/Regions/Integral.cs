using System.Numerics.Tensors;

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

    internal override Image Run(Image image) => image switch
    {
        Image<byte> bytes => ToImage(IntegralImage.Of(bytes, Squared)),
        Image<ushort> words => ToImage(IntegralImage.Of(words, Squared)),
        _ => ToImage(IntegralImage.Of((Image<float>)image, Squared)),
    };

    private Image<float> ToImage<TSum>(IntegralImage<TSum> integral) where TSum : unmanaged, System.Numerics.INumber<TSum>
    {
        Image<float> result = Image<float>.Uninitialized(integral.Image.Height + 1, integral.Image.Width + 1, integral.Image.Channels);
        TensorPrimitives.ConvertTruncating(Squared ? integral.SquaredSums : integral.Sums, result.Pixels);
        return result;
    }
}

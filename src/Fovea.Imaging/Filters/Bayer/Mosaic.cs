using System.Numerics;

namespace Fovea.Imaging;

/// <summary>What a sensor behind a Bayer filter sees of an RGB image: of each pixel the one colour that the pattern has there. One channel.</summary>
/// <param name="Order">The pattern.</param>
public sealed record Mosaic([Parameter("colours of the pattern's 2 x 2 pixels, row by row")] BayerOrder Order = BayerOrder.Rggb) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Mosaic>("mosaic", "color", "A3", "of each pixel the one colour that a Bayer pattern has there");

    private protected override ImageKind Check(ImageKind input) => input.Channels is 3 or 4 ? input with { Channels = 1 }
        : throw Wrong($"the image ({input}) has {input.Channels} {(input.Channels == 1 ? "channel" : "channels")}, a mosaic is made of RGB", "make it RGB with the filter 'rgb' or ToRgb()");

    internal override Image Run(Image image) => image switch
    {
        Image<byte> bytes => Run(bytes),
        Image<ushort> words => Run(words),
        _ => Run((Image<float>)image),
    };

    private Image<T> Run<T>(Image<T> image) where T : unmanaged
    {
        Image<T> result = Image<T>.Uninitialized(image.Height, image.Width, 1);
        RowBlocks.Run(image.Height, (_, from, to) =>
        {
            for (int y = from; y < to; y++)
            {
                ReadOnlySpan<T> source = image.Row(y);
                Span<T> target = result.Row(y);
                int even = Order.ColorAt(y, 0), odd = Order.ColorAt(y, 1);
                for (int x = 0; x < target.Length; x++) target[x] = source[x * image.Channels + ((x & 1) == 0 ? even : odd)];
            }
        });
        return result;
    }
}

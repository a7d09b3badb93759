namespace Fovea.Imaging;

/// <summary>What a sensor behind a Bayer filter sees of an RGB image: of each pixel the one colour that the pattern has there. One channel.</summary>
/// <param name="Order">The pattern.</param>
public sealed record Mosaic([Parameter("colours of the pattern's 2 x 2 pixels, row by row")] BayerOrder Order = BayerOrder.Rggb) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Mosaic>("mosaic", "color", "A3", "of each pixel the one colour that a Bayer pattern has there");

    private protected override ImageKind Check(ImageKind input) => input.Channels is 3 or 4 ? input with { Channels = 1 }
        : throw Wrong($"the image ({input}) has {input.Channels} {(input.Channels == 1 ? "channel" : "channels")}, a mosaic is made of RGB", "make it RGB with the filter 'rgb' or ToRgb()");

    internal override unsafe ImageRows Apply(ImageRows image)
    {
        ImageKind kind = Check(image.Kind);
        return new MadeRows(image, kind.Depth switch
        {
            PixelDepth.UInt8 => new EachRow(image.Kind, kind, Row<byte>),
            PixelDepth.UInt16 => new EachRow(image.Kind, kind, Row<ushort>),
            _ => new EachRow(image.Kind, kind, Row<float>),
        });

        void Row<T>(int y, byte* from, byte* to) where T : unmanaged
        {
            T* source = (T*)from, target = (T*)to;
            int even = Order.ColorAt(y, 0), odd = Order.ColorAt(y, 1), channels = image.Kind.Channels;
            for (int x = 0; x < kind.Width; x++) target[x] = source[(long)x * channels + ((x & 1) == 0 ? even : odd)];
        }
    }
}

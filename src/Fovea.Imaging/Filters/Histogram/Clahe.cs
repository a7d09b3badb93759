using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Contrast-limited adaptive histogram equalisation (K. Zuiderveld, Graphics Gems IV, 1994): the image is cut into tiles, each has its own equalisation, whose histogram is cut off at a
/// limit, what is cut off being spread over all values; pixels between tiles' centres are interpolated. Equals OpenCV's <c>createCLAHE</c> for 8 and 16 bits; floats are worked on as
/// 65536 levels from 0 to 1. Each channel alone; alpha is kept.
/// </summary>
/// <param name="Clip">The limit, in multiples of an even histogram's height; 0 for no limit.</param>
/// <param name="Tiles">The number of tiles along each side.</param>
public sealed record Clahe([Parameter("limit of a bin, in multiples of an even histogram's height; 0 for none", Min = 0)] double Clip = 2,
    [Parameter("number of tiles along each side", Min = 1, Max = 256)] int Tiles = 8) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Clahe>("clahe", "histogram", "A4", "local histogram equalisation with limited contrast");

    private protected override ImageKind Check(ImageKind input) => input;

    internal override ImageRows Apply(ImageRows image) => image.Kind.Depth switch
    {
        PixelDepth.UInt8 => Rows<byte>(image, 256),
        PixelDepth.UInt16 => Rows<ushort>(image, 65536),
        _ => Chained(Rows<ushort>(Chained(image, DepthName.Uint16), 65536), DepthName.Float),
    };

    private static ImageRows Chained(ImageRows image, DepthName depth) => MadeRows.Chained(image, [.. new Depth(depth).StepsFor(image.Kind)]);

    private ImageRows Rows<T>(ImageRows image, int levels) where T : unmanaged, INumber<T>
    {
        ClaheTiles<T> tiles = new(image.Kind, levels, Clip, Tiles);
        tiles.Count(image);
        return new MadeRows(image, tiles);
    }
}

using System.Buffers.Binary;

namespace Fovea.Imaging;

/// <summary>The IHDR chunk.</summary>
internal readonly record struct PngHeader(int Height, int Width, int BitDepth, PngColorType ColorType, bool Interlaced)
{
    /// <summary>The number of data bytes of the chunk.</summary>
    public const int Length = 13;

    /// <summary>The samples of a pixel as stored; a palette's index is one sample.</summary>
    public int StoredChannels => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayAlpha => 2,
        PngColorType.Rgba => 4,
        _ => 1,
    };

    public int BitsPerPixel => StoredChannels * BitDepth;

    /// <summary>The distance in bytes that filters look back, at least 1.</summary>
    public int BytesPerPixel => (BitsPerPixel + 7) / 8;

    /// <summary>The bytes of a row of so many pixels, without the filter byte.</summary>
    public long RowBytes(int width) => ((long)width * BitsPerPixel + 7) / 8;

    /// <summary>Reads and checks the chunk's data, which begins at <paramref name="offset"/>.</summary>
    public static PngHeader Parse(ReadOnlySpan<byte> data, ImageSource source, long offset)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue) throw source.Bad($"the width is {width}, not 1 to 2^31 - 1", offset);
        if (height is 0 or > int.MaxValue) throw source.Bad($"the height is {height}, not 1 to 2^31 - 1", offset + 4);
        int depth = data[8];
        var type = (PngColorType)data[9];
        ReadOnlySpan<int> depths = type switch
        {
            PngColorType.Gray => [1, 2, 4, 8, 16],
            PngColorType.Palette => [1, 2, 4, 8],
            PngColorType.Rgb or PngColorType.GrayAlpha or PngColorType.Rgba => [8, 16],
            _ => throw source.Bad($"the colour type is {data[9]}, not 0, 2, 3, 4 or 6", offset + 9),
        };
        if (!depths.Contains(depth)) throw source.Bad($"the bit depth is {depth}, which colour type {data[9]} does not allow", offset + 8);
        if (data[10] != 0) throw source.Bad($"the compression method is {data[10]}, not 0", offset + 10);
        if (data[11] != 0) throw source.Bad($"the filter method is {data[11]}, not 0", offset + 11);
        if (data[12] > 1) throw source.Bad($"the interlace method is {data[12]}, not 0 or 1", offset + 12);
        return new PngHeader((int)height, (int)width, depth, type, data[12] == 1);
    }
}

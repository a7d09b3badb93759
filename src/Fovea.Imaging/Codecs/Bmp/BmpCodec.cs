using System.Buffers.Binary;

namespace Fovea.Imaging;

/// <summary>Windows bitmaps: read in all kinds but those that hold another file; written as 8 bits grey, 24 bits RGB and 32 bits RGBA.</summary>
internal sealed class BmpCodec : ImageCodec
{
    private const int InfoBytes = 40, AlphaHeaderBytes = 108, GrayColors = 256;

    public override ImageFormat Format => ImageFormat.Bmp;

    public override IReadOnlyList<string> Extensions { get; } = [".bmp"];

    public override bool Recognizes(ReadOnlySpan<byte> start) => start is [(byte)'B', (byte)'M', ..];

    public override ImageInfo Identify(ImageSource source) => new BmpHeader(source).Info;

    public override Image Read(ImageSource source) => new BmpReader(source, new BmpHeader(source)).Read();

    public override Action<Stream> PrepareWrite(Image image, string extension, ImageWriteOptions? options)
    {
        if (options is not null) throw new FoveaException($"BMP: {options.GetType().Name} are options for another format", "BMP has none");
        if (image is not Image<byte> bytes) throw new FoveaException($"BMP holds 8 bits, the image is {image}", "convert it with ToByte()");
        if (image.Channels is not (1 or 3 or 4))
            throw new FoveaException($"BMP holds 1, 3 or 4 channels, the image ({image}) has {image.Channels}", image.Channels == 2 ? ColorChannels.HowToDropAlpha : "convert it with ToGray() or ToRgb()");
        if (FileBytes(image) > uint.MaxValue) throw new FoveaException($"BMP holds at most 4 GiB, the image is {image}");
        return stream => Write(stream, bytes);
    }

    private static long RowBytes(Image image) => ((long)image.Width * image.Channels + 3) / 4 * 4;

    private static int Offset(Image image) => BmpHeader.FileHeaderBytes + (image.Channels == 4 ? AlphaHeaderBytes : InfoBytes) + (image.Channels == 1 ? 4 * GrayColors : 0);

    private static long FileBytes(Image image) => Offset(image) + RowBytes(image) * image.Height;

    private static void Write(Stream stream, Image<byte> image)
    {
        byte[] header = new byte[Offset(image)];
        Span<byte> at = header;
        at[0] = (byte)'B';
        at[1] = (byte)'M';
        BinaryPrimitives.WriteUInt32LittleEndian(at[2..], (uint)FileBytes(image));
        BinaryPrimitives.WriteInt32LittleEndian(at[10..], header.Length);
        at = at[BmpHeader.FileHeaderBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(at, image.Channels == 4 ? AlphaHeaderBytes : InfoBytes);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], image.Height);
        at[12] = 1;
        at[14] = (byte)(8 * image.Channels);
        if (image.Channels == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(at[16..], (uint)BmpCompression.BitFields);
            ReadOnlySpan<uint> masks = [0xFF0000, 0xFF00, 0xFF, 0xFF000000];
            for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt32LittleEndian(at[(InfoBytes + 4 * i)..], masks[i]);
            "BGRs"u8.CopyTo(at[56..]); // the colour space sRGB, its letters as a number with the lowest byte first
        }
        if (image.Channels == 1)
            for (int i = 0; i < GrayColors; i++) at.Slice(InfoBytes + 4 * i, 3).Fill((byte)i);
        stream.Write(header);
        byte[] row = new byte[RowBytes(image)];
        for (int y = image.Height - 1; y >= 0; y--)
        {
            ReadOnlySpan<byte> from = image.Row(y);
            if (image.Channels == 1) from.CopyTo(row);
            else
                for (int i = 0; i < from.Length; i += image.Channels)
                {
                    (row[i], row[i + 1], row[i + 2]) = (from[i + 2], from[i + 1], from[i]);
                    if (image.Channels == 4) row[i + 3] = from[i + 3];
                }
            stream.Write(row);
        }
    }
}

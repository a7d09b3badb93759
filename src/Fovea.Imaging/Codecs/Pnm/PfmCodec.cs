using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fovea.Imaging;

/// <summary>
/// Portable float maps: <c>Pf</c> (grey) and <c>PF</c> (RGB), a width, a height and a scale as text, then floats, the bottom row first.
/// The scale's sign tells the byte order (negative: lowest byte first); its size is not applied, samples are what the file holds.
/// </summary>
internal sealed class PfmCodec : ImageCodec
{
    public override ImageFormat Format => ImageFormat.Pfm;

    public override IReadOnlyList<string> Extensions { get; } = [".pfm"];

    public override bool Recognizes(ReadOnlySpan<byte> start) => start is [(byte)'P', (byte)'f' or (byte)'F', (byte)' ' or (>= 9 and <= 13), ..];

    public override ImageInfo Identify(ImageSource source) => ReadHeader(source, out _);

    public override Image Read(ImageSource source)
    {
        ImageInfo info = ReadHeader(source, out bool bigEndian);
        source.CheckLimits(info, offset: 0);
        source.CheckRemaining(info, info.DecodedBytes, offset: 0);
        Image<float> image = Image<float>.Uninitialized(info.Height, info.Width, info.Channels);
        for (int y = info.Height - 1; y >= 0; y--)
        {
            Span<float> row = image.Row(y);
            source.ReadExactly(MemoryMarshal.AsBytes(row), $"row {y}");
            ToOrder(row, bigEndian);
        }
        return image;
    }

    public override Action<Stream> PrepareWrite(Image image, string extension, ImageWriteOptions? options)
    {
        PfmWriteOptions own = OptionsAs<PfmWriteOptions>(options);
        if (image is not Image<float> floats) throw new FoveaException($"PFM holds floats, the image is {image}", "convert it with ToFloat()");
        if (image.Channels is not (1 or 3))
            throw new FoveaException($"PFM holds 1 or 3 channels, the image ({image}) has {image.Channels}",
                image.HasAlpha ? ColorChannels.HowToDropAlpha : "convert it with ToGray() or ToRgb()");
        return stream => Write(stream, floats, own.BigEndian);
    }

    private static ImageInfo ReadHeader(ImageSource source, out bool bigEndian)
    {
        Span<byte> magic = stackalloc byte[2];
        source.ReadExactly(magic, "the magic number");
        var tokens = new PnmTokenReader(source, hasComments: false);
        int width = tokens.ReadInteger("width", 1, int.MaxValue);
        int height = tokens.ReadInteger("height", 1, int.MaxValue);
        long offset = source.Position;
        double scale = tokens.ReadNumber("scale");
        if (scale == 0 || !double.IsFinite(scale)) throw source.Bad("the scale is zero or not finite, its sign tells no byte order", offset);
        bigEndian = scale > 0;
        return new ImageInfo(ImageFormat.Pfm, height, width, magic[1] == 'F' ? 3 : 1, PixelDepth.Float32);
    }

    private static void Write(Stream stream, Image<float> image, bool bigEndian)
    {
        string header = string.Create(CultureInfo.InvariantCulture,
            $"{(image.Channels == 3 ? "PF" : "Pf")}\n{image.Width} {image.Height}\n{(bigEndian ? "1.0" : "-1.0")}\n");
        stream.Write(Encoding.ASCII.GetBytes(header));
        float[] row = new float[image.Width * image.Channels];
        for (int y = image.Height - 1; y >= 0; y--)
        {
            image.Row(y).CopyTo(row);
            ToOrder(row, bigEndian);
            stream.Write(MemoryMarshal.AsBytes<float>(row));
        }
    }

    // Between this machine's byte order and the file's; swapped as integers, because a float in the wrong order may be a NaN that loads change.
    private static void ToOrder(Span<float> row, bool bigEndian)
    {
        if (bigEndian != BitConverter.IsLittleEndian) return;
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(row);
        BinaryPrimitives.ReverseEndianness(bits, bits);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fovea.Imaging;

/// <summary>
/// Writes grey images as P5 or P2, RGB images as P6 or P3, with the maximum value 255 or 65535, and black-and-white images as P4 or P1.
/// </summary>
internal static class PnmWriter
{
    private const int LongestLine = 70; // of the plain formats

    /// <summary>Refuses what the extension's format cannot hold, before anything is written.</summary>
    public static void Check(Image image, string extension)
    {
        int[] channels = extension switch { ".pnm" => [1, 3], ".ppm" => [3], _ => [1] };
        if (!channels.Contains(image.Channels))
            throw new FoveaException(
                $"PNM: a {extension} file holds {string.Join(" or ", channels)} channels, the image ({image}) has {image.Channels}",
                image.HasAlpha ? ColorChannels.HowToDropAlpha : "convert it with ToGray() or ToRgb()");
        if (image.Depth == PixelDepth.Float32)
            throw new FoveaException($"PNM holds 8 or 16 bits, the image ({image}) has floats",
                "convert it with ToByte() or ToUInt16(), or write .pfm");
        if (extension == ".pbm" && (image is not Image<byte> bits || bits.Pixels.ContainsAnyExcept((byte)0, (byte)255)))
            throw new FoveaException($"PNM: a .pbm file holds black and white, 8-bit samples 0 and 255; the image ({image}) has others",
                "apply a threshold first, or write .pgm");
    }

    /// <summary>Writes the whole file.</summary>
    public static void Write(Stream stream, Image image, string extension, PnmWriteOptions options)
    {
        bool isBitmap = extension == ".pbm";
        int kind = (isBitmap ? 1 : image.Channels == 1 ? 2 : 3) + (options.Plain ? 0 : 3);
        string maxValue = isBitmap ? "" : image.Depth == PixelDepth.UInt16 ? "65535\n" : "255\n";
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P{kind}\n{image.Width} {image.Height}\n{maxValue}")));
        for (int y = 0; y < image.Height; y++)
        {
            if (options.Plain) WriteText(stream, image, y, isBitmap);
            else if (isBitmap) WriteBits(stream, ((Image<byte>)image).Row(y));
            else WriteBytes(stream, image, y);
        }
    }

    private static void WriteText(Stream stream, Image image, int y, bool isBitmap)
    {
        int count = image.Width * image.Channels, lineLength = 0;
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            int value = image is Image<ushort> wide ? wide.Row(y)[i] : ((Image<byte>)image).Row(y)[i];
            string sample = (isBitmap ? (value == 0 ? 1 : 0) : value).ToString(CultureInfo.InvariantCulture);
            if (lineLength + 1 + sample.Length > LongestLine)
            {
                text.Append('\n');
                lineLength = 0;
            }
            if (lineLength > 0) text.Append(' ');
            text.Append(sample);
            lineLength += sample.Length + 1;
        }
        stream.Write(Encoding.ASCII.GetBytes(text.Append('\n').ToString()));
    }

    private static void WriteBits(Stream stream, ReadOnlySpan<byte> row)
    {
        byte[] packed = new byte[(row.Length + 7) / 8];
        for (int x = 0; x < row.Length; x++)
            if (row[x] == 0) packed[x >> 3] |= (byte)(128 >> (x & 7));
        stream.Write(packed);
    }

    private static void WriteBytes(Stream stream, Image image, int y)
    {
        if (image is Image<byte> narrow)
        {
            stream.Write(narrow.Row(y));
            return;
        }
        ushort[] row = ((Image<ushort>)image).Row(y).ToArray();
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(row, row);
        stream.Write(MemoryMarshal.AsBytes<ushort>(row));
    }
}

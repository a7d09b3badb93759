using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>
/// Reads the first image of a PNM file: P1 and P4 (bitmaps; 1 is black), P2 and P5 (grey), P3 and P6 (RGB), as text or bytes.
/// Samples are scaled to the full range of their type: round(v * 255 / maxval) where maxval is up to 255, else round(v * 65535 / maxval).
/// </summary>
internal sealed class PnmReader
{
    private readonly ImageSource source;
    private readonly PnmTokenReader tokens;
    private readonly bool isBitmap, isText;
    private readonly int maxValue = 1;

    /// <summary>Reads the header.</summary>
    public PnmReader(ImageSource source)
    {
        this.source = source;
        tokens = new PnmTokenReader(source, hasComments: true);
        Span<byte> magic = stackalloc byte[2];
        source.ReadExactly(magic, "the magic number");
        int kind = magic[1] - '0';
        isBitmap = kind is 1 or 4;
        isText = kind <= 3;
        int width = tokens.ReadInteger("width", 1, int.MaxValue);
        int height = tokens.ReadInteger("height", 1, int.MaxValue);
        if (!isBitmap) maxValue = tokens.ReadInteger("maximum value", 1, ushort.MaxValue);
        Info = new ImageInfo(ImageFormat.Pnm, height, width, kind is 3 or 6 ? 3 : 1, maxValue > 255 ? PixelDepth.UInt16 : PixelDepth.UInt8);
    }

    /// <summary>What <see cref="ReadImage"/> gives.</summary>
    public ImageInfo Info { get; }

    /// <summary>Reads the pixels.</summary>
    public Image ReadImage()
    {
        source.CheckLimits(Info, offset: 0);
        source.CheckRemaining(Info, LeastBytes(), offset: 0);
        if (Info.Depth == PixelDepth.UInt16)
        {
            Image<ushort> wide = Image<ushort>.Uninitialized(Info.Height, Info.Width, Info.Channels);
            for (int y = 0; y < Info.Height; y++) ReadRow(wide.Row(y), y);
            return wide;
        }
        Image<byte> image = Image<byte>.Uninitialized(Info.Height, Info.Width, Info.Channels);
        for (int y = 0; y < Info.Height; y++)
        {
            if (isBitmap) ReadBits(image.Row(y), y);
            else ReadRow(image.Row(y), y);
        }
        return image;
    }

    // As text a sample takes a digit and, but for bitmaps, a space, which the last one can do without.
    private long LeastBytes()
    {
        if (isBitmap) return isText ? (long)Info.Height * Info.Width : (long)Info.Height * ((Info.Width + 7L) / 8);
        return isText ? (long)Info.Height * Info.Width * Info.Channels * 2 - 1 : Info.DecodedBytes;
    }

    private void ReadBits(Span<byte> row, int y)
    {
        if (isText)
        {
            foreach (ref byte sample in row) sample = (byte)(tokens.ReadBit("bit") == 0 ? 255 : 0);
            return;
        }
        int bits = 0;
        for (int x = 0; x < row.Length; x++, bits <<= 1)
        {
            if ((x & 7) == 0 && (bits = source.ReadByte()) < 0) throw source.Ends($"row {y}");
            row[x] = (byte)((bits & 128) == 0 ? 255 : 0);
        }
    }

    private void ReadRow(Span<byte> row, int y)
    {
        if (isText)
        {
            foreach (ref byte sample in row) sample = Scale8(tokens.ReadInteger("sample", 0, maxValue));
            return;
        }
        long offset = source.Position;
        source.ReadExactly(row, $"row {y}");
        if (maxValue == 255) return;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] > maxValue) throw Above(row[i], offset + i);
            row[i] = Scale8(row[i]);
        }
    }

    private void ReadRow(Span<ushort> row, int y)
    {
        if (isText)
        {
            foreach (ref ushort sample in row) sample = Scale16(tokens.ReadInteger("sample", 0, maxValue));
            return;
        }
        long offset = source.Position;
        source.ReadExactly(MemoryMarshal.AsBytes(row), $"row {y}");
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(row, row);
        if (maxValue == ushort.MaxValue) return;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] > maxValue) throw Above(row[i], offset + 2L * i);
            row[i] = Scale16(row[i]);
        }
    }

    private byte Scale8(int value) => (byte)((value * 255 + maxValue / 2) / maxValue);

    private ushort Scale16(int value) => (ushort)(((uint)value * 65535 + (uint)maxValue / 2) / (uint)maxValue);

    private BadFileException Above(int value, long offset) => source.Bad($"a sample is {value}, above the maximum value {maxValue}", offset);
}

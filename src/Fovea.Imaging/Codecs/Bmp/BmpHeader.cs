using System.Buffers.Binary;
using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The headers of a Windows bitmap: those of OS/2 (12 bytes) and of Windows from version 3 to 5 (40, 52, 56, 108 and 124 bytes).</summary>
internal sealed class BmpHeader
{
    public const int FileHeaderBytes = 14;

    private const int CoreBytes = 12, InfoBytes = 40, MostBytes = 124;

    /// <summary>Reads the headers and the masks and colours behind them; the source then stands behind those.</summary>
    public BmpHeader(ImageSource source)
    {
        Span<byte> file = stackalloc byte[FileHeaderBytes];
        source.ReadExactly(file, "the file header");
        uint pixels = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        Span<byte> header = stackalloc byte[MostBytes];
        header.Clear();
        source.ReadExactly(header[..4], "the header");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (size is not (CoreBytes or InfoBytes or 52 or 56 or 64 or 108 or MostBytes)) throw source.Bad($"the header is said to have {size} bytes; no bitmap has such a header", FileHeaderBytes);
        source.ReadExactly(header[4..(int)size], "the header");
        bool core = size == CoreBytes;
        int width = core ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        int height = core ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int planes = BinaryPrimitives.ReadUInt16LittleEndian(header[(core ? 8 : 12)..]);
        Bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(core ? 10 : 14)..]);
        Compression = (BmpCompression)(core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[16..]));
        uint colors = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        TopDown = height < 0;
        if (width < 1 || height is 0 or int.MinValue) throw source.Bad($"the size is {width} x {height} (columns, rows)", FileHeaderBytes);
        height = Math.Abs(height);
        if (planes != 1) throw source.Bad($"there are {planes} planes, a bitmap has 1", FileHeaderBytes);
        CheckKind(source);

        Span<uint> masks = stackalloc uint[4];
        masks.Clear();
        if (Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields)
        {
            // Since version 4 the masks are part of the header; before, they follow it.
            int count = Compression == BmpCompression.AlphaBitFields || size >= 56 ? 4 : 3;
            if (size < 52)
            {
                Span<byte> behind = stackalloc byte[16];
                source.ReadExactly(behind[..(4 * count)], "the colour masks");
                for (int i = 0; i < count; i++) masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(behind[(4 * i)..]);
            }
            else
                for (int i = 0; i < count; i++) masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(header[(InfoBytes + 4 * i)..]);
        }
        else if (Bits == 16) (masks[0], masks[1], masks[2]) = (0x7C00, 0x03E0, 0x001F);
        else (masks[0], masks[1], masks[2]) = (0xFF0000, 0xFF00, 0xFF);
        for (int i = 0; i < 4; i++)
        {
            uint shifted = masks[i] == 0 ? 0 : masks[i] >> BitOperations.TrailingZeroCount(masks[i]);
            if ((shifted & (shifted + 1)) != 0 || (Bits == 16 && masks[i] > 0xFFFF) || (i < 3 && masks[i] == 0)) throw source.Bad($"the colour mask {masks[i]:X8} is not one run of bits", FileHeaderBytes);
            Masks[i] = masks[i];
        }
        if (Bits <= 8) Palette = ReadPalette(source, core, colors);
        PixelOffset = pixels;
        bool gray = Bits <= 8 && Palette!.All(color => (color & 0xFF) == ((color >> 8) & 0xFF) && (color & 0xFF) == (color >> 16));
        Info = new ImageInfo(ImageFormat.Bmp, height, width, gray ? 1 : masks[3] != 0 && Bits > 8 ? 4 : 3, PixelDepth.UInt8);
    }

    /// <summary>Bits of a pixel: 1, 4, 8, 16, 24 or 32.</summary>
    public int Bits { get; }

    public BmpCompression Compression { get; }

    /// <summary>Whether the first row in the file is the upper one.</summary>
    public bool TopDown { get; }

    /// <summary>The bits of red, green, blue and alpha in a pixel of 16 or 32 bits.</summary>
    public uint[] Masks { get; } = new uint[4];

    /// <summary>The colours 0xRRGGBB of images of up to 8 bits.</summary>
    public uint[]? Palette { get; }

    /// <summary>Where the pixels begin, from the start of the file.</summary>
    public long PixelOffset { get; }

    public ImageInfo Info { get; }

    /// <summary>Bytes of a row that is not compressed: a multiple of 4.</summary>
    public long RowBytes => ((long)Info.Width * Bits + 31) / 32 * 4;

    private void CheckKind(ImageSource source)
    {
        if (Compression is BmpCompression.Jpeg or BmpCompression.Png) throw source.Bad("the pixels are a JPEG or PNG file within the bitmap, which is meant for printers and not read", FileHeaderBytes);
        bool fits = Compression switch
        {
            BmpCompression.None => Bits is 1 or 2 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.RunLength8 => Bits == 8,
            BmpCompression.RunLength4 => Bits == 4,
            BmpCompression.BitFields or BmpCompression.AlphaBitFields => Bits is 16 or 32,
            _ => false,
        };
        if (!fits) throw source.Bad($"there is no bitmap of {Bits} bits a pixel with compression {(uint)Compression}", FileHeaderBytes);
    }

    private uint[] ReadPalette(ImageSource source, bool core, uint colors)
    {
        int most = 1 << Bits, count = colors == 0 || colors > most ? most : (int)colors, bytes = core ? 3 : 4;
        uint[] palette = new uint[count];
        Span<byte> color = stackalloc byte[4];
        for (int i = 0; i < count; i++)
        {
            source.ReadExactly(color[..bytes], "the colours");
            palette[i] = ((uint)color[2] << 16) | ((uint)color[1] << 8) | color[0];
        }
        return palette;
    }
}

/// <summary>How the pixels of a bitmap are stored.</summary>
internal enum BmpCompression : uint
{
    None,
    RunLength8,
    RunLength4,
    BitFields,
    Jpeg,
    Png,
    AlphaBitFields,
}

using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Reads the pixels of a Windows bitmap.</summary>
internal sealed class BmpReader(ImageSource source, BmpHeader header)
{
    private readonly ImageInfo info = header.Info;

    public Image<byte> Read()
    {
        source.CheckLimits(info, BmpHeader.FileHeaderBytes);
        bool runs = header.Compression is BmpCompression.RunLength8 or BmpCompression.RunLength4;
        if (header.PixelOffset < source.Position) throw source.Bad($"the pixels are said to begin at {header.PixelOffset}, within the headers", 10);
        if (header.PixelOffset - source.Position > source.Remaining) throw source.Bad($"the pixels are said to begin at {header.PixelOffset}, behind the end of the file", 10);
        for (long skip = header.PixelOffset - source.Position; skip > 0; skip--) source.ReadByte();
        // A run of 255 pixels takes two bytes. Jumps could leave out more, but then a few bytes would stand for any number of pixels.
        source.CheckRemaining(info, runs ? (long)info.Height * info.Width * 2 / 255 : header.RowBytes * info.Height, BmpHeader.FileHeaderBytes);
        Image<byte> image = new(info.Height, info.Width, info.Channels);
        if (runs) ReadRuns(image);
        else ReadRows(image);
        return image;
    }

    private Span<byte> Row(Image<byte> image, int y) => image.Row(header.TopDown ? y : info.Height - 1 - y);

    private void ReadRows(Image<byte> image)
    {
        byte[] row = new byte[header.RowBytes];
        for (int y = 0; y < info.Height; y++)
        {
            source.ReadExactly(row, $"row {y} of {info.Height}");
            Span<byte> to = Row(image, y);
            switch (header.Bits)
            {
                case 24:
                    for (int x = 0; x < to.Length; x += 3) (to[x], to[x + 1], to[x + 2]) = (row[x + 2], row[x + 1], row[x]);
                    break;
                case 16 or 32:
                    for (int x = 0; x < info.Width; x++)
                    {
                        uint pixel = header.Bits == 16 ? BitConverter.ToUInt16(row, 2 * x) : BitConverter.ToUInt32(row, 4 * x);
                        for (int c = 0; c < info.Channels; c++) to[x * info.Channels + c] = Sample(pixel, header.Masks[c]);
                    }
                    break;
                default:
                    int perByte = 8 / header.Bits, mask = (1 << header.Bits) - 1;
                    for (int x = 0; x < info.Width; x++) Put(to, x, (row[x / perByte] >> (8 - header.Bits * (x % perByte + 1))) & mask, y);
                    break;
            }
        }
    }

    private void ReadRuns(Image<byte> image)
    {
        bool four = header.Compression == BmpCompression.RunLength4;
        // What runs leave out has the first colour.
        for (int y = 0; y < info.Height; y++)
            for (int x = 0; x < info.Width; x++) Put(Row(image, y), x, 0, y);
        for (int x = 0, y = 0; ;)
        {
            int count = Next(), value = Next();
            if (count > 0)
            {
                for (int i = 0; i < count; i++) PutRun(ref x, y, four ? (value >> (4 - 4 * (i & 1))) & 15 : value);
                continue;
            }
            if (value == 1) return;
            if (value == 0) (x, y) = (0, y + 1);
            else if (value == 2) (x, y) = (Math.Min(x + Next(), info.Width), y + Next());
            else
            {
                int present = 0;
                for (int i = 0; i < value; i++)
                {
                    if (!four || (i & 1) == 0) present = Next();
                    PutRun(ref x, y, four ? (present >> (4 - 4 * (i & 1))) & 15 : present);
                }
                // Absolute runs end at an even byte.
                if (((four ? (value + 1) / 2 : value) & 1) != 0) Next();
            }
            // A bitmap may end without saying so, once all rows are there.
            if (y >= info.Height && source.Remaining == 0) return;
            if (y > info.Height) throw source.Bad($"a run lies in row {y} of {info.Height}");
        }

        void PutRun(ref int x, int y, int index)
        {
            if (y >= info.Height) throw source.Bad($"a run lies in row {y} of {info.Height}");
            // Runs that go past the end of a row are cut, as other readers do.
            if (x == info.Width) return;
            Put(Row(image, y), x++, index, y);
        }
    }

    private int Next() => source.ReadByte() is >= 0 and var value ? value : throw source.Ends("the runs of pixels");

    private void Put(Span<byte> row, int x, int index, int y)
    {
        if (index >= header.Palette!.Length) throw source.Bad($"a pixel of row {y} has colour {index}, there are {header.Palette.Length}");
        uint color = header.Palette[index];
        if (info.Channels == 1)
        {
            row[x] = (byte)color;
            return;
        }
        (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(color >> 16), (byte)(color >> 8), (byte)color);
    }

    /// <summary>The masked bits as 0 to 255.</summary>
    private static byte Sample(uint pixel, uint mask)
    {
        if (mask == 0) return 255;
        uint value = (pixel & mask) >> BitOperations.TrailingZeroCount(mask), most = mask >> BitOperations.TrailingZeroCount(mask);
        return (byte)((value * 255UL + most / 2) / most);
    }
}

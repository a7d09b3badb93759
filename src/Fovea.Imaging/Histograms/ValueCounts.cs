using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>How often each of the 256 or 65536 values of an integer sample occurs in each channel.</summary>
internal static unsafe class ValueCounts
{
    /// <summary>Counts of the values of an image of bytes or 16-bit samples.</summary>
    public static long[][] Of(Image image)
    {
        using StoredRows rows = new(image);
        return Of(rows);
    }

    /// <inheritdoc cref="Of(Image)"/>
    public static long[][] Of(ImageRows image) => image.Kind.Depth == PixelDepth.UInt8 ? OfBytes(image) : OfWords(image);

    private static long[][] OfBytes(ImageRows image)
    {
        int channels = image.Kind.Channels, samples = image.Kind.RowSamples;
        long[][][] parts = new long[RowBlocks.Count(image.Kind.Height)][][];
        RowBlocks.Run(image.Kind.Height, (block, from, to) =>
        {
            long[][] mine = Tables(channels, 256);
            image.Visit(new RowRange(from, to), (rows, range) =>
            {
                if (channels == 1) Single(rows, range, 0, samples, mine[0]);
                else
                    for (int y = range.From; y < range.To; y++)
                    {
                        byte* at = rows.Row(y);
                        for (int x = 0; x < image.Kind.Width; x++)
                            for (int c = 0; c < channels; c++) mine[c][*at++]++;
                    }
            });
            parts[block] = mine;
        });
        return Sum(parts);
    }

    private static long[][] OfWords(ImageRows image)
    {
        int channels = image.Kind.Channels, height = image.Kind.Height;
        // Tables of 512 KB each: a few large parts rather than many small ones.
        const int Most = 8;
        int each = Math.Max(1, (height + Most - 1) / Most), count = (height + each - 1) / each;
        long[][][] parts = new long[count][][];
        RowBlocks.RunEach(count, part =>
        {
            long[][] mine = Tables(channels, 65536);
            image.Visit(new RowRange(part * each, Math.Min(height, (part + 1) * each)), (rows, range) =>
            {
                for (int y = range.From; y < range.To; y++)
                {
                    Span<ushort> row = rows.Row<ushort>(y, image.Kind.RowSamples);
                    for (int i = 0, c = 0; i < row.Length; i++, c = c + 1 == channels ? 0 : c + 1) mine[c][row[i]]++;
                }
            });
            parts[part] = mine;
        });
        return Sum(parts);
    }

    /// <summary>A table of zeros for each channel.</summary>
    public static long[][] Tables(int channels, int values)
    {
        var tables = new long[channels][];
        for (int c = 0; c < channels; c++) tables[c] = new long[values];
        return tables;
    }

    /// <summary>The sum of the tables of all parts.</summary>
    public static long[][] Sum(long[][][] parts)
    {
        long[][] sum = parts[0];
        foreach (long[][] part in parts.AsSpan(1))
            for (int c = 0; c < sum.Length; c++)
                System.Numerics.Tensors.TensorPrimitives.Add<long>(sum[c], part[c], sum[c]);
        return sum;
    }

    /// <summary>The counts of all channels together.</summary>
    public static long[] Together(long[][] counts)
    {
        long[] sum = new long[counts[0].Length];
        foreach (long[] channel in counts) System.Numerics.Tensors.TensorPrimitives.Add<long>(sum, channel, sum);
        return sum;
    }

    /// <summary>Adds how often each value occurs in columns <paramref name="begin"/> to <paramref name="end"/> - 1 of some rows of bytes.</summary>
    // Eight tables in turn: a count that was written a moment ago is not yet to be read, and neighbouring pixels are often equal.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single<TCount>(PixelRows rows, RowRange range, int begin, int end, TCount[] counts) where TCount : INumber<TCount>
    {
        const int Tables = 8;
        uint* tables = stackalloc uint[Tables * 256];
        new Span<uint>(tables, Tables * 256).Clear();
        for (int y = range.From; y < range.To; y++)
        {
            byte* at = rows.Row(y);
            int i = begin;
            for (; i <= end - 8; i += 8)
            {
                ulong eight = *(ulong*)(at + i);
                tables[(byte)eight]++;
                tables[256 + (nint)(byte)(eight >> 8)]++;
                tables[512 + (nint)(byte)(eight >> 16)]++;
                tables[768 + (nint)(byte)(eight >> 24)]++;
                tables[1024 + (nint)(byte)(eight >> 32)]++;
                tables[1280 + (nint)(byte)(eight >> 40)]++;
                tables[1536 + (nint)(byte)(eight >> 48)]++;
                tables[1792 + (nint)(byte)(eight >> 56)]++;
            }
            for (; i < end; i++) tables[at[i]]++;
        }
        for (int v = 0; v < 256; v++)
        {
            uint sum = 0;
            for (int t = 0; t < Tables; t++) sum += tables[t * 256 + v];
            counts[v] += TCount.CreateTruncating(sum);
        }
    }
}

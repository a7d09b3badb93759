using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>How often each of the 256 or 65536 values of an integer sample occurs in each channel.</summary>
internal static unsafe class ValueCounts
{
    /// <summary>Counts of 256 values a channel.</summary>
    public static long[][] Of(Image<byte> image)
    {
        int channels = image.Channels;
        long[][][] parts = new long[RowBlocks.Count(image.Height)][][];
        RowBlocks.Run(image.Height, (block, from, to) =>
        {
            long[][] mine = Tables(channels, 256);
            int stride = image.Width * channels;
            fixed (byte* first = image.Pixels)
            {
                byte* at = first + (long)from * stride;
                long pixels = (long)(to - from) * image.Width;
                if (channels == 1) Single(at, pixels, mine[0]);
                else
                    for (long i = 0; i < pixels; i++)
                        for (int c = 0; c < channels; c++) mine[c][*at++]++;
            }
            parts[block] = mine;
        });
        return Sum(parts);
    }

    /// <summary>Counts of 65536 values a channel.</summary>
    public static long[][] Of(Image<ushort> image)
    {
        int channels = image.Channels;
        // Tables of 512 KB each: a few large parts rather than many small ones.
        const int Most = 8;
        int each = Math.Max(1, (image.Height + Most - 1) / Most), count = (image.Height + each - 1) / each;
        long[][][] parts = new long[count][][];
        RowBlocks.RunEach(count, part =>
        {
            long[][] mine = Tables(channels, 65536);
            for (int y = part * each; y < Math.Min(image.Height, (part + 1) * each); y++)
            {
                ReadOnlySpan<ushort> row = image.Row(y);
                for (int i = 0, c = 0; i < row.Length; i++, c = c + 1 == channels ? 0 : c + 1) mine[c][row[i]]++;
            }
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

    // Eight tables in turn: a count that was written a moment ago is not yet to be read, and neighbouring pixels are often equal.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Single(byte* at, long count, long[] counts)
    {
        const int Tables = 8;
        uint* tables = stackalloc uint[Tables * 256];
        new Span<uint>(tables, Tables * 256).Clear();
        long i = 0;
        for (; i <= count - 8; i += 8)
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
        for (; i < count; i++) tables[at[i]]++;
        for (int v = 0; v < 256; v++)
        {
            long sum = 0;
            for (int t = 0; t < Tables; t++) sum += tables[t * 256 + v];
            counts[v] = sum;
        }
    }
}

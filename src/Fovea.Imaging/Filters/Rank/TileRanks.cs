using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The samples of a tile and their places among all of them in rising order; equal samples have places of their own.</summary>
internal readonly unsafe struct TileRanks<K> : IRankTile where K : unmanaged, INumber<K>
{
    private const int DigitBits = 8, Digits = 1 << DigitBits;

    private readonly int rows, columns;
    private readonly ulong* entries, others;    // key above, place in the tile below
    private readonly int* ranks;

    /// <summary>Lays out the tile in <see cref="BytesFor"/> bytes of memory.</summary>
    public TileRanks(byte* memory, int rows, int columns)
    {
        (this.rows, this.columns) = (rows, columns);
        long count = (long)rows * columns;
        entries = (ulong*)memory;
        others = entries + count;
        ranks = (int*)(others + count);
        Sorted = (K*)(ranks + count);
    }

    /// <summary>The samples in rising order.</summary>
    public K* Sorted { get; }

    public void* Row(int row) => ranks + (long)row * columns;

    public int At(void* row, int column) => ((int*)row)[column];

    /// <summary>The memory that a tile takes.</summary>
    public static long BytesFor(int rows, int columns) => (long)rows * columns * (2 * sizeof(ulong) + sizeof(int) + sizeof(K));

    /// <summary>Reads the samples and sorts them, digit by digit from the lowest; digits that are the same everywhere are passed over.</summary>
    /// <param name="from">The rows.</param>
    /// <param name="at">Where in them the tile begins.</param>
    /// <param name="step">Samples from a column to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sort(K** from, long at, int step)
    {
        int count = rows * columns, passes = sizeof(K) * 8 / DigitBits;
        int* starts = stackalloc int[passes * Digits];
        new Span<int>(starts, passes * Digits).Clear();
        // With the sign turned, keys without sign rise as keys with one do.
        uint sign = typeof(K) == typeof(int) ? 1u << 31 : 0;
        for (int y = 0, i = 0; y < rows; y++)
        {
            K* sample = from[y] + at;
            for (int x = 0; x < columns; x++, i++, sample += step)
            {
                uint key = uint.CreateTruncating(*sample) ^ sign;
                entries[i] = (ulong)key << 32 | (uint)i;
                for (int pass = 0; pass < passes; pass++) starts[pass * Digits + (int)(key >> (pass * DigitBits) & (Digits - 1))]++;
            }
        }
        ulong* a = entries, b = others;
        for (int pass = 0; pass < passes; pass++)
        {
            int* start = starts + pass * Digits;
            int shift = 32 + pass * DigitBits;
            if (start[(int)(a[0] >> shift) & (Digits - 1)] == count) continue;
            for (int digit = 0, sum = 0; digit < Digits; digit++) (start[digit], sum) = (sum, sum + start[digit]);
            for (int i = 0; i < count; i++) b[start[(int)(a[i] >> shift) & (Digits - 1)]++] = a[i];
            ulong* sorted = b;
            b = a;
            a = sorted;
        }
        for (int i = 0; i < count; i++)
        {
            ranks[(uint)a[i]] = i;
            Sorted[i] = K.CreateTruncating((uint)(a[i] >> 32) ^ sign);
        }
    }
}

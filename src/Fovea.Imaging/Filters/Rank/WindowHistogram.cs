using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// Picks the number of a rank from each window of a tile of numbers that are all different, with one set of numbers that slides along the tile to and fro: as much
/// work for a pixel as the window has rows, and little memory (Huang, Yang and Tang, A fast two-dimensional median filtering algorithm, 1979).
/// </summary>
internal readonly unsafe struct WindowHistogram(WindowSize window, int rank, int numbers)
{
    private const int WordShift = 6, BlockShift = 12, BlockWords = 1 << (BlockShift - WordShift);

    /// <summary>Bytes of memory.</summary>
    public long Bytes => Blocks * (BlockWords * (long)sizeof(ulong) + sizeof(int));

    private long Blocks => (numbers >> BlockShift) + 1L;

    /// <inheritdoc cref="ColumnHistograms.Run{TTile, TResults}(TTile, int, int, TResults, byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TTile, TResults>(TTile tile, int seen, int rows, TResults results, byte* memory) where TTile : struct, IRankTile where TResults : struct, IRankResults
    {
        ulong* bits = (ulong*)memory;
        int* counts = (int*)(bits + Blocks * BlockWords);
        new Span<ulong>(bits, (int)(Blocks * BlockWords)).Clear();
        new Span<int>(counts, (int)Blocks).Clear();
        int block = 0, below = 0; // the block where the last number was, and how many lie in those before it
        for (int v = 0; v < window.Height; v++)
            for (int u = 0; u < window.Width; u++) Take(tile.At(tile.Row(v), u), 1, bits, counts, block, ref below);
        int x = 0, last = seen - window.Width;
        for (int y = 0; ; y++)
        {
            void* result = results.Row(y);
            for (int step = y % 2 == 0 ? 1 : -1; ; x += step)
            {
                results.Put(result, x, Find(bits, counts, ref block, ref below));
                if (x == (step > 0 ? last : 0)) break;
                for (int v = 0; v < window.Height; v++)
                {
                    void* row = tile.Row(y + v);
                    Take(tile.At(row, step > 0 ? x : x + window.Width - 1), -1, bits, counts, block, ref below);
                    Take(tile.At(row, step > 0 ? x + window.Width : x - 1), 1, bits, counts, block, ref below);
                }
            }
            if (y == rows - 1) return;
            for (int u = x; u < x + window.Width; u++)
            {
                Take(tile.At(tile.Row(y), u), -1, bits, counts, block, ref below);
                Take(tile.At(tile.Row(y + window.Height), u), 1, bits, counts, block, ref below);
            }
        }
    }

    /// <summary>Takes a number in, or out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(int number, int by, ulong* bits, int* counts, int block, ref int below)
    {
        bits[number >> WordShift] ^= 1ul << number;
        counts[number >> BlockShift] += by;
        if (number >> BlockShift < block) below += by;
    }

    private int Find(ulong* bits, int* counts, ref int block, ref int below)
    {
        while (below > rank) below -= counts[--block];
        while (below + counts[block] <= rank) below += counts[block++];
        int wanted = rank - below;
        for (long word = (long)block * BlockWords; ; word++)
        {
            int count = BitOperations.PopCount(bits[word]);
            if (wanted < count) return (int)(word << WordShift) + ColumnHistograms.PlaceOf(bits[word], wanted);
            wanted -= count;
        }
    }
}

using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>Work on the rows of a whole image, on all threads, in blocks whose number follows from the number of rows alone.</summary>
internal static class RowBlocks
{
    private const int MostBlocks = 64, LeastRows = 16;

    /// <summary>Rows of a block, but for the last.</summary>
    public static int RowsOf(int rows) => Math.Max(LeastRows, (rows + MostBlocks - 1) / MostBlocks);

    /// <summary>The number of blocks.</summary>
    public static int Count(int rows) => (rows + RowsOf(rows) - 1) / RowsOf(rows);

    /// <summary>Does all blocks: <paramref name="work"/> is given the block's number, its first row and the row behind its last one.</summary>
    public static void Run(int rows, Action<int, int, int> work)
    {
        Blocks blocks = new(work, rows, RowsOf(rows));
        Workers.Run(Count(rows), ref blocks);
    }

    private readonly struct Blocks(Action<int, int, int> work, int rows, int each) : Workers.IWork
    {
        public void Run(int chunk) => work(chunk, chunk * each, Math.Min(rows, (chunk + 1) * each));
    }
}

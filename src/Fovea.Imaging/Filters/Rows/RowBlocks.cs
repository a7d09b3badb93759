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

    /// <summary>Does pieces 0 .. <paramref name="count"/> - 1 of some work.</summary>
    public static void RunEach(int count, Action<int> work)
    {
        Pieces pieces = new(work);
        Workers.Run(count, ref pieces);
    }

    private readonly struct Pieces(Action<int> work) : Workers.IWork
    {
        public void Run(int chunk) => work(chunk);
    }

    private readonly struct Blocks(Action<int, int, int> work, int rows, int each) : Workers.IWork
    {
        public void Run(int chunk) => work(chunk, chunk * each, Math.Min(rows, (chunk + 1) * each));
    }
}

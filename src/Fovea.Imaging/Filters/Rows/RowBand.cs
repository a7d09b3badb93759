using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>One band of rows of a <see cref="RowChain"/>, run on one thread.</summary>
internal sealed unsafe class RowBand
{
    private readonly RowFeed last;
    private readonly int from, to;

    /// <summary>Lays out the band's memory in the thread's scratch.</summary>
    public RowBand(RowStage[] stages, PixelRows source, int from, int to)
    {
        (this.from, this.to) = (from, to);
        // From the last step back: which rows of its input each step needs follows from the rows that are wanted of it.
        var feeds = new RowFeed[stages.Length];
        (int first, int end) = (from, to);
        for (int s = stages.Length - 1; s >= 0; s--)
        {
            feeds[s] = new RowFeed(stages[s], first, end, s == 0 ? 1 : stages[s - 1].RowsAtOnce, fromImage: s == 0);
            (first, end) = (feeds[s].FirstInput, feeds[s].EndInput);
        }
        long bytes = 0;
        foreach (RowFeed feed in feeds) bytes += feed.Bytes;
        byte* memory = Workers.Scratch(bytes);
        for (int s = 0; s < feeds.Length; s++)
        {
            feeds[s].Prepare(memory, source, s == 0 ? null : feeds[s - 1]);
            memory += feeds[s].Bytes;
        }
        last = feeds[^1];
    }

    public void Run(PixelRows result)
    {
        int most = last.Stage.RowsAtOnce;
        byte** rows = stackalloc byte*[most];
        for (int y = from; y < to; y += most)
        {
            int count = Math.Min(most, to - y);
            for (int i = 0; i < count; i++) rows[i] = result.Row(y + i);
            last.Make(y, count, rows);
        }
    }
}

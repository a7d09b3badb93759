using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The mean of a window of any size in time that hardly depends on it: sums down the columns, then sums along the row of those.</summary>
/// <typeparam name="TSum">What is summed in: unsigned whole numbers or floats.</typeparam>
internal abstract unsafe class BoxStage<TSum> : RowStage where TSum : unmanaged, INumber<TSum>
{
    private const int Alignment = 64;

    /// <summary>The least number of sums that are made together along a row; what they are made of stays in the first-level cache.</summary>
    private const int LeastChunk = 1024;

    private readonly int margin, rowBytes, chunk, chunkBytes;
    private readonly PixelDepth depth;

    /// <summary>A step for a window.</summary>
    /// <param name="input">What comes in.</param>
    /// <param name="window">The window.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    /// <param name="depth">What comes out.</param>
    protected BoxStage(ImageKind input, RowWindow window, Border border, PixelDepth depth) : base(input, window, border)
    {
        this.depth = depth;
        bool valid = border.Kind == BorderKind.Valid;
        margin = valid ? 0 : (window.Left * input.Channels + 15) / 16 * 16;
        long samples = margin + input.RowSamples + (valid ? 0 : window.Right * (long)input.Channels) + 16;
        int halo = checked((window.Columns - 1) * input.Channels);
        chunk = Math.Max(LeastChunk, (2 * halo + 63) / 64 * 64);
        chunkBytes = (chunk + halo) * sizeof(TSum) / Alignment * Alignment + Alignment + WindowSums.Slack;
        rowBytes = checked((int)((samples * sizeof(TSum) + WindowSums.Slack + Alignment - 1) / Alignment * Alignment));
    }

    public override bool ReadsMargins => false;

    public override long StateBytes => (long)RowsAtOnce * rowBytes + PixelBytes + 2L * chunkBytes + DownBytes;

    private int PixelBytes => (Input.Channels * sizeof(TSum) + Alignment - 1) / Alignment * Alignment;

    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = depth };

    /// <summary>The memory that the sums down the columns keep from row to row.</summary>
    protected abstract long DownBytes { get; }

    /// <summary>Sums of <see cref="RowWindow.Rows"/> rows, from row r on for sums[r].</summary>
    protected abstract void Down(byte** rows, TSum** sums, int count, byte* memory);

    /// <summary>Stores sums multiplied by a scale.</summary>
    protected abstract void Store(TSum* sums, float scale, byte* result, int count);

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int wide = Output.Width * Input.Channels, left = Border.Kind == BorderKind.Valid ? 0 : Window.Left * Input.Channels;
        byte* memory = state + DownBytes;
        TSum** sums = stackalloc TSum*[count];
        for (int r = 0; r < RowsAtOnce; r++, memory += rowBytes)
            if (r < count) sums[r] = (TSum*)memory + margin;
        Down(rows, sums, count, state);
        TSum* pixel = (TSum*)memory, work = (TSum*)(memory + PixelBytes), along = (TSum*)((byte*)work + chunkBytes);
        float scale = (float)(1 / ((double)Window.Rows * Window.Columns));
        for (int r = 0; r < count; r++)
        {
            if (Border.Kind == BorderKind.Constant)
                for (int c = 0; c < Input.Channels; c++) pixel[c] = TSum.CreateTruncating(Border.Value * Window.Rows);
            RowMargins.Fill((byte*)sums[r], Input.Width, Input.Channels * sizeof(TSum), Window.Left, Window.Right, Border, (byte*)pixel);
            for (int x = 0; x < wide; x += chunk)
            {
                TSum* from = sums[r] - left + x;
                int length = Math.Min(chunk, wide - x);
                WindowSums.Along(from, work, along, length, Window.Columns, Input.Channels);
                Store(along, scale, results[r] + (long)x * Output.SampleBytes, length);
            }
        }
    }
}

using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Picks the sample of a rank by histograms, tile by tile, bytes as they are and other samples by their place among all samples of the tile: by histograms of columns,
/// in time that hardly depends on the window, unless it is so large that they would take too much memory.
/// </summary>
internal sealed unsafe class HistogramStage<K> : OrderStage<K> where K : unmanaged, INumber<K>, IMinMaxValue<K>
{
    // A bit for each number and column; beyond this, one for each number must do.
    private const long MostColumnBytes = 16 << 20;

    private const int ByteRows = 128, OtherRows = 64, LeastColumns = 64, ByteColumns = 512, WordBits = 64;

    private readonly WindowSize window;
    private readonly int rank, columns, words;

    public HistogramStage(ImageKind input, WindowSize window, int rank, Border border) : base(input, RowWindow.Centred(window.Height, window.Width), border)
    {
        (this.window, this.rank) = (window, rank);
        RowsAtOnce = typeof(K) == typeof(byte) ? ByteRows : OtherRows;
        int seenRows = RowsAtOnce + window.Height - 1;
        if (typeof(K) == typeof(byte)) columns = Math.Max(ByteColumns, window.Width);
        else
        {
            // As many words for each bin as the samples of a tile need that is not mostly made of what its windows see around it.
            int wanted = Math.Max(LeastColumns, window.Width);
            words = (int)(((long)seenRows * (wanted + window.Width - 1) + ColumnHistograms.Bins * WordBits - 1) / (ColumnHistograms.Bins * WordBits));
            columns = words * ColumnHistograms.Bins * WordBits / seenRows - window.Width + 1;
        }
        columns = Math.Min(columns, Math.Max(1, Output.Width));
    }

    public override int RowsAtOnce { get; }

    public override long StateBytes => (HasColumns ? Histogram.Bytes : Set.Bytes) + (words == 0 ? 0 : TileRanks<K>.BytesFor(RowsAtOnce + window.Height - 1, SeenColumns));

    private int SeenColumns => columns + window.Width - 1;

    private ColumnHistograms Histogram => new(window, rank, SeenColumns, words);

    private WindowHistogram Set => new(window, rank, SeenColumns * (RowsAtOnce + window.Height - 1));

    private bool HasColumns => words == 0 || Histogram.Bytes <= MostColumnBytes;

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        ColumnHistograms histogram = Histogram;
        bool hasColumns = HasColumns;
        int channels = Input.Channels, seenRows = count + window.Height - 1;
        for (int x = 0; x < Output.Width; x += columns)
            for (int c = 0; c < channels; c++)
            {
                int here = Math.Min(columns, Output.Width - x), seen = here + window.Width - 1;
                long at = FirstSample + (long)x * channels + c, to = (long)x * channels + c;
                if (words == 0)
                {
                    histogram.Run(new ByteTile(rows, at, channels), seen, count, new ByteResults(results, to, channels), state);
                    continue;
                }
                TileRanks<K> ranks = new(state + (hasColumns ? histogram.Bytes : Set.Bytes), seenRows, seen);
                ranks.Sort((K**)rows, at, channels);
                SortedResults<K> picked = new(ranks.Sorted, (K**)results, to, channels);
                if (hasColumns) histogram.Run(ranks, seen, count, picked, state);
                else Set.Run(ranks, seen, count, picked, state);
            }
        for (int i = 0; i < count; i++) Finish((K*)results[i], Output.RowSamples);
    }
}

/// <summary>Where <see cref="ColumnHistograms"/> finds the numbers of samples, row by row.</summary>
internal unsafe interface IRankTile
{
    /// <summary>Where a row lies.</summary>
    void* Row(int row);

    /// <summary>The number of the sample in a column of a row.</summary>
    int At(void* row, int column);
}

/// <summary>Where <see cref="ColumnHistograms"/> puts what it picked.</summary>
internal unsafe interface IRankResults
{
    /// <summary>Where a row lies.</summary>
    void* Row(int row);

    /// <summary>Takes the number of the sample that was picked for a column of a row.</summary>
    void Put(void* row, int column, int number);
}

/// <summary>Bytes are their own numbers.</summary>
internal readonly unsafe struct ByteTile(byte** rows, long at, int channels) : IRankTile
{
    public void* Row(int row) => rows[row] + at;

    public int At(void* row, int column) => ((byte*)row)[column * channels];
}

/// <inheritdoc cref="ByteTile"/>
internal readonly unsafe struct ByteResults(byte** results, long at, int channels) : IRankResults
{
    public void* Row(int row) => results[row] + at;

    public void Put(void* row, int column, int number) => ((byte*)row)[column * channels] = (byte)number;
}

/// <summary>Samples found again by their place among the sorted ones.</summary>
internal readonly unsafe struct SortedResults<K>(K* sorted, K** results, long at, int channels) : IRankResults where K : unmanaged
{
    public void* Row(int row) => results[row] + at;

    public void Put(void* row, int column, int number) => ((K*)row)[column * channels] = sorted[number];
}

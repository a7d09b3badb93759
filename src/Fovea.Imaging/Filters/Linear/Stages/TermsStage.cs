using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// Correlations of a float image with separable kernels, combined row by row: down the columns first, on the input's rows as they lie, then along a row
/// that has been given its margins.
/// </summary>
internal sealed unsafe class TermsStage : RowStage
{
    private const int Alignment = 64;

    private readonly Pass[] passes;
    private readonly Combination combination;
    private readonly int margin;         // samples left of a row
    private readonly int rowBytes;       // of a row of sums, with its margins

    /// <summary>A step for some kernels of one size.</summary>
    /// <param name="input">What comes in: floats.</param>
    /// <param name="window">The kernels' window.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    /// <param name="terms">The kernels, all of the window's size.</param>
    /// <param name="combination">What is made of them.</param>
    public TermsStage(ImageKind input, RowWindow window, Border border, IReadOnlyList<Term> terms, Combination combination) : base(input, window, border)
    {
        passes = [.. terms.Select(term => new Pass(term, input.Channels))];
        this.combination = combination;
        margin = border.Kind == BorderKind.Valid ? 0 : window.Left * input.Channels;
        long samples = (margin + 15) / 16 * 16 + input.RowSamples + (border.Kind == BorderKind.Valid ? 0 : window.Right * (long)input.Channels) + 16;
        rowBytes = checked((int)((samples * sizeof(float) + Alignment - 1) / Alignment * Alignment));
    }

    public override bool ReadsMargins => false;

    public override int RowsAtOnce => WeightedSum.RowsAtOnce;

    protected override ImageKind OutputSamples(ImageKind sized) => combination.Output(sized);

    // Per row at once a row of sums down the columns; a row of sums for each kernel; the pointers to what is summed.
    public override long StateBytes => (long)rowBytes * (RowsAtOnce + passes.Length) + (Window.Columns + Window.Rows + RowsAtOnce + passes.Length) * (long)sizeof(float*) + 4 * Alignment
        + Input.Channels * sizeof(float);

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int samples = Input.RowSamples, wide = Output.Width * Input.Channels, first = (margin + 15) / 16 * 16;
        float** down = (float**)state, sums = down + RowsAtOnce, places = sums + passes.Length;
        byte* memory = (byte*)(((nint)(places + Window.Columns + Window.Rows) + Alignment - 1) / Alignment * Alignment);
        for (int i = 0; i < RowsAtOnce; i++, memory += rowBytes) down[i] = (float*)memory + first;
        // Sums along the row of all rows at once would take too much cache: kernel by kernel only where there is one, else row by row.
        if (passes.Length == 1)
        {
            Down(passes[0], (float**)rows, down, count, samples, places);
            for (int r = 0; r < count; r++)
            {
                sums[0] = combination.IsFirstSum ? (float*)results[r] : (float*)memory;
                Along(passes[0], down[r], sums[0], wide, places, memory + rowBytes);
                Finish(rows, results, r, sums, wide);
            }
            return;
        }
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < passes.Length; i++)
            {
                sums[i] = (float*)(memory + (long)i * rowBytes);
                Down(passes[i], (float**)rows + r, down, 1, samples, places);
                Along(passes[i], down[0], sums[i], wide, places, memory + (long)passes.Length * rowBytes);
            }
            Finish(rows, results, r, sums, wide);
        }
    }

    private void Finish(byte** rows, byte** results, int r, float** sums, int wide)
    {
        if (combination.IsFirstSum) return;
        bool valid = Border.Kind == BorderKind.Valid;
        float* centre = (float*)rows[r + Window.Above] + (valid ? Window.Left * Input.Channels : 0);
        combination.Run(sums, centre, results[r], wide);
    }

    private static void Down(Pass pass, float** rows, float** down, int count, int samples, float** places)
    {
        fixed (float* weights = pass.Column)
        {
            if (count == WeightedSum.RowsAtOnce && pass.IsColumnFull && WeightedSum.Four(rows, weights, pass.Column.Length, 1, 0, down, samples)) return;
            for (int r = 0; r < count; r++)
            {
                for (int i = 0; i < pass.ColumnPlaces.Length; i++) places[i] = rows[r + pass.ColumnPlaces[i]];
                WeightedSum.One(places, weights, pass.ColumnPlaces.Length, down[r], samples);
            }
        }
    }

    private void Along(Pass pass, float* row, float* result, int wide, float** places, byte* pixel)
    {
        int channels = Input.Channels;
        // Above, below and beside the image is the constant, so its sum down a column is the same everywhere.
        if (Border.Kind == BorderKind.Constant)
            for (int c = 0; c < channels; c++) ((float*)pixel)[c] = (float)(Border.Value * pass.ColumnSum);
        RowMargins.Fill((byte*)row, Input.Width, Input.PixelBytes, Window.Left, Window.Right, Border, pixel);
        for (int i = 0; i < pass.RowPlaces.Length; i++) places[i] = row - margin + pass.RowPlaces[i];
        fixed (float* weights = pass.Row) WeightedSum.One(places, weights, pass.RowPlaces.Length, result, wide);
    }

    /// <summary>The weights of a separable kernel that are not 0, and where they lie: a weight of 0 sees nothing, not even a NaN.</summary>
    private sealed class Pass
    {
        public Pass(Term term, int channels)
        {
            ColumnPlaces = [.. Enumerable.Range(0, term.Column.Length).Where(i => term.Column[i] != 0)];
            IsColumnFull = ColumnPlaces.Length == term.Column.Length;
            Column = [.. ColumnPlaces.Select(i => (float)term.Column[i])];
            ColumnSum = term.Column.Sum();
            int[] row = [.. Enumerable.Range(0, term.Row.Length).Where(i => term.Row[i] != 0)];
            RowPlaces = [.. row.Select(i => i * channels)];
            Row = [.. row.Select(i => (float)term.Row[i])];
        }

        public int[] ColumnPlaces { get; }
        public bool IsColumnFull { get; }
        public float[] Column { get; }
        public double ColumnSum { get; }
        public int[] RowPlaces { get; }
        public float[] Row { get; }
    }
}

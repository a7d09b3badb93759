using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>What becomes of whole sums.</summary>
/// <param name="IsFixedPoint">Whether they are 65536ths, which are rounded halves up, as OpenCV's 8-bit Gaussian does; else they are multiplied by the scale.</param>
/// <param name="Scale">What they are multiplied by.</param>
/// <param name="Depth">The depth of the result: bytes, rounded halves to even and saturated, or floats.</param>
internal readonly record struct WholeFinish(bool IsFixedPoint, float Scale, PixelDepth Depth);

/// <summary>A correlation of bytes with a product of two rows of whole weights, in whole numbers: sums of 16 bits down the columns, of 32 bits along the row.</summary>
internal sealed unsafe class ByteTermStage : RowStage
{
    private const int Alignment = 64;

    private readonly short[] column;
    private readonly int[] places, row;          // the rows of the weights down the columns that are not 0; the weights along the row by twos
    private readonly int columnSum, rowSum, offset, margin;
    private readonly long rowBytes;
    private readonly WholeFinish finish;

    /// <summary>A step for weights that <see cref="Fits"/> accepts.</summary>
    public ByteTermStage(ImageKind input, RowWindow window, Border border, Term term, WholeFinish finish) : base(input, window, border)
    {
        this.finish = finish;
        places = [.. Enumerable.Range(0, term.Column.Length).Where(i => term.Column[i] != 0)];
        column = [.. places.Select(i => (short)term.Column[i])];
        row = [.. Enumerable.Range(0, (term.Row.Length + 1) / 2).Select(i => (ushort)(short)term.Row[2 * i] | (2 * i + 1 < term.Row.Length ? (int)term.Row[2 * i + 1] : 0) << 16)];
        (columnSum, rowSum) = ((int)term.Column.Sum(), (int)term.Row.Sum());
        // Sums above 32767 have no sign; they are moved down by 32768, and the sums along the row up again.
        offset = term.Column.Sum(Math.Abs) * byte.MaxValue > short.MaxValue ? -short.MinValue : 0;
        bool valid = border.Kind == BorderKind.Valid;
        margin = valid ? 0 : (window.Left * input.Channels + 31) / 32 * 32;
        rowBytes = ((margin + input.RowSamples + (valid ? 0 : window.Right * (long)input.Channels)) * sizeof(short) + PairSum.Slack + input.Channels * sizeof(short) + Alignment - 1) / Alignment * Alignment;
    }

    public override bool ReadsMargins => false;

    // A row of sums, one pixel of the constant, and the places of what is summed.
    public override long StateBytes => rowBytes + PixelBytes + places.Length * sizeof(byte*);

    private long PixelBytes => (Input.Channels * sizeof(short) + Alignment - 1) / Alignment * Alignment;

    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = finish.Depth };

    /// <summary>Whether the sums of a product of whole weights stay in 16 and 32 bits.</summary>
    public static bool Fits(Term term)
    {
        if (!IsWhole(term.Column) || !IsWhole(term.Row)) return false;
        double down = term.Column.Sum(Math.Abs) * byte.MaxValue;
        bool fitsDown = down <= short.MaxValue || (down <= ushort.MaxValue && Array.TrueForAll(term.Column, weight => weight >= 0));
        return fitsDown && term.Row.Sum(Math.Abs) < short.MaxValue;
    }

    private static bool IsWhole(double[] weights) => Array.TrueForAll(weights, weight => weight == Math.Round(weight));

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        short* sums = (short*)state + margin, pixel = (short*)(state + rowBytes);
        byte** terms = (byte**)(state + rowBytes + PixelBytes);
        int wide = Output.Width * Input.Channels, channels = Input.Channels;
        for (int i = 0; i < places.Length; i++) terms[i] = rows[places[i]];
        fixed (short* weights = column) ByteSum.Run(terms, weights, places.Length, (short)-offset, sums, Input.RowSamples);
        if (Border.Kind == BorderKind.Constant)
            for (int c = 0; c < channels; c++) pixel[c] = (short)(Border.Value * columnSum - offset);
        RowMargins.Fill((byte*)sums, Input.Width, channels * sizeof(short), Window.Left, Window.Right, Border, (byte*)pixel);
        if (Border.Kind != BorderKind.Valid) sums -= Window.Left * channels;
        int bias = offset * rowSum;
        fixed (int* weights = row)
            if (finish.IsFixedPoint) PairSum.ToBytesByShift(sums, weights, row.Length, channels, bias + (1 << 15), results[0], wide);
            else if (finish.Depth == PixelDepth.Float32) PairSum.ToFloats(sums, weights, row.Length, channels, bias, finish.Scale, (float*)results[0], wide);
            else PairSum.ToBytes(sums, weights, row.Length, channels, bias, finish.Scale, results[0], wide);
    }
}

namespace Fovea.Imaging;

/// <summary>
/// A step of a filter that makes each row of its result from a window of rows, so that a chain of steps runs in a few rows that stay in cache.
/// Steps that can be chained are joined by <see cref="RowChain"/>, which also gives every step the rows and columns beyond the edge:
/// a step never looks for the border itself.
/// </summary>
/// <param name="input">What comes in.</param>
/// <param name="window">How far the step looks around a pixel.</param>
/// <param name="border">What it sees beyond the edge.</param>
internal abstract unsafe class RowStage(ImageKind input, RowWindow window, Border border)
{
    /// <summary>What comes in.</summary>
    public ImageKind Input => input;

    /// <summary>How far the step looks around a pixel.</summary>
    public RowWindow Window => window;

    /// <summary>What it sees beyond the edge.</summary>
    public Border Border => border;

    /// <summary>What comes out. Its size is the input's, or what the window leaves of it where the border is <see cref="BorderKind.Valid"/>.</summary>
    public ImageKind Output => border.Kind == BorderKind.Valid
        ? OutputSamples(input with { Height = input.Height - window.Rows + 1, Width = input.Width - window.Columns + 1 })
        : OutputSamples(input);

    /// <summary>The rows of the input that rows of the result are made from, those beyond its edge as what is seen there: at least one.</summary>
    public RowRange Sees(RowRange wanted)
    {
        int begin = border.Kind == BorderKind.Valid ? wanted.From : wanted.From - window.Above, end = begin + wanted.Count + window.Rows - 1;
        (int first, int last) = (input.Height, 0);
        for (int y = begin; y < end; y++)
            if (border.Map(y, input.Height) is var seen and >= 0) (first, last) = (Math.Min(first, seen), Math.Max(last, seen + 1));
        return last == 0 ? new RowRange(0, 1) : new RowRange(first, last); // constants only
    }

    /// <summary>Depth and channels of the result, where they are not the input's.</summary>
    protected virtual ImageKind OutputSamples(ImageKind sized) => sized;

    /// <summary>
    /// Whether rows must be readable beyond their ends, by <see cref="RowWindow.Left"/> and <see cref="RowWindow.Right"/> pixels. A step that
    /// does not need it (it works down the columns first, or has a scratch row of its own) is given the rows of the source image as they lie there.
    /// </summary>
    public virtual bool ReadsMargins => window.Left > 0 || window.Right > 0;

    /// <summary>The most rows that <see cref="Run"/> makes in one call.</summary>
    public virtual int RowsAtOnce => 1;

    /// <summary>Bytes of memory of its own that the step keeps from row to row (running sums) or uses within a call.</summary>
    public virtual long StateBytes => 0;

    /// <summary>Called before the first row of a band; the rows of a band come in their order, from top to bottom.</summary>
    /// <param name="state"><see cref="StateBytes"/> bytes, 64-byte aligned, content undefined.</param>
    public virtual void Begin(byte* state) { }

    /// <summary>Fills memory with what is seen beyond the edge where the border is constant.</summary>
    public virtual void FillConstant(byte* memory, int bytes)
    {
        switch (Input.Depth)
        {
            case PixelDepth.UInt8: new Span<byte>(memory, bytes).Fill(byte.CreateSaturating(Math.Round(border.Value))); break;
            case PixelDepth.UInt16: new Span<ushort>(memory, bytes / sizeof(ushort)).Fill(ushort.CreateSaturating(Math.Round(border.Value))); break;
            default: new Span<float>(memory, bytes / sizeof(float)).Fill((float)border.Value); break;
        }
    }

    /// <summary>Makes rows of the result.</summary>
    /// <param name="rows">
    /// The input: for result row i the rows i .. i + <see cref="RowWindow.Rows"/> - 1 from here, each at its first pixel. Pixels before and behind the row's own
    /// may be read where the step <see cref="ReadsMargins"/>, others may not.
    /// </param>
    /// <param name="results">Where each result row goes: <c>Output.RowSamples</c> samples, no more.</param>
    /// <param name="count">The number of rows, 1 to <see cref="RowsAtOnce"/>.</param>
    /// <param name="state">The memory that <see cref="Begin"/> was given.</param>
    public abstract void Run(byte** rows, byte** results, int count, byte* state);
}

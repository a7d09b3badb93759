namespace Fovea.Imaging;

/// <summary>What makes any rows of an image from some rows of another.</summary>
/// <param name="input">What comes in.</param>
/// <param name="output">What comes out.</param>
internal abstract class RowMaker(ImageKind input, ImageKind output)
{
    /// <summary>What comes in.</summary>
    public ImageKind Input => input;

    /// <summary>What comes out.</summary>
    public ImageKind Output => output;

    /// <summary>Whether a few rows may be made from rows all over the input, so that it had better be there.</summary>
    public virtual bool SeesAll => false;

    /// <summary>The rows of the input, at least one, that rows of the result are made from.</summary>
    public abstract RowRange Sees(RowRange wanted);

    /// <summary>Makes rows, on all threads.</summary>
    /// <param name="source">The rows that they are made from, numbered as in the input.</param>
    /// <param name="result">Where they go, numbered as in the result. It may be the source's memory where each pixel is made from the one at its place, of the same kind.</param>
    /// <param name="wanted">Which rows.</param>
    public abstract void Run(PixelRows source, PixelRows result, RowRange wanted);
}

/// <summary>Makes each row from the row at the same place.</summary>
/// <param name="input">What comes in.</param>
/// <param name="output">What comes out, of the same height.</param>
/// <param name="make">Makes the row with the number that it is given.</param>
internal sealed unsafe class EachRow(ImageKind input, ImageKind output, EachRow.Make make) : RowMaker(input, output)
{
    public delegate void Make(int y, byte* from, byte* to);

    public override RowRange Sees(RowRange wanted) => wanted;

    public override void Run(PixelRows source, PixelRows result, RowRange wanted) => RowBlocks.Run(wanted.Count, (_, from, to) =>
    {
        for (int y = wanted.From + from; y < wanted.From + to; y++) make(y, source.Row(y), result.Row(y));
    });
}

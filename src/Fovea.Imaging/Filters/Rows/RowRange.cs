namespace Fovea.Imaging;

/// <summary>Rows <c>From</c> to <c>To - 1</c> of an image.</summary>
internal readonly record struct RowRange(int From, int To)
{
    /// <summary>All rows of an image.</summary>
    public static RowRange All(ImageKind kind) => new(0, kind.Height);

    /// <summary>The number of rows.</summary>
    public int Count => To - From;

    /// <summary>The pieces of at most <paramref name="rows"/> rows, from top to bottom.</summary>
    public IEnumerable<RowRange> Cut(int rows)
    {
        for (int from = From; from < To; from += rows) yield return new RowRange(from, Math.Min(To, from + rows));
    }
}

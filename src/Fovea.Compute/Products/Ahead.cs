namespace Fovea.Compute;

/// <summary>
/// A part of a matrix that is needed soon, in pieces for the tiles to ask for while they compute: each line of a piece before one step of the tile's outer loop, so that memory brings
/// one block of a product while the tile works on the one before.
/// </summary>
/// <param name="first">The part's first element.</param>
/// <param name="leading">Floats from one row to the next.</param>
/// <param name="rows">Its rows.</param>
/// <param name="columns">Its columns.</param>
/// <param name="steps">Steps of a tile's outer loop; each asks for one cache line of every piece.</param>
internal unsafe readonly struct Ahead(float* first, nint leading, int rows, int columns, int steps)
{
    private readonly nint floats = (nint)steps * CacheLine.Floats;

    // Rows without gaps are one long row.
    private readonly nint length = leading == columns ? (nint)rows * columns : columns, count = leading == columns ? 1 : rows;

    /// <summary>How many pieces there are.</summary>
    public nint Pieces => steps == 0 ? 0 : (length + floats - 1) / floats * count;

    /// <summary>Lets a tile ask for pieces [from, to), or for those of them that lie below one another.</summary>
    public void Ask(nint from, nint to, ref TileOperands o)
    {
        nint column = from / count, row = from - column * count;
        if (count > 1) to = Math.Min(to, (column + 1) * count);
        o.Next = first + row * leading + column * floats;
        o.NextLine = count > 1 ? leading : floats;
        o.NextOuter = CacheLine.Floats;
        o.NextLines = (int)(to - from);
    }
}

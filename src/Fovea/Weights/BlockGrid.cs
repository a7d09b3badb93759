namespace Fovea.Weights;

/// <summary>
/// An array in row-major order cut into blocks that follow one another: some rows of one axis with all axes inside of it. The axes outside of it are counted through.
/// </summary>
internal readonly struct BlockGrid
{
    private readonly int[] sizes;
    private readonly int axis, rows, blocksAlongAxis;

    /// <summary>Cuts an array of <paramref name="sizes"/>, none of them 0, into blocks of at most <paramref name="elements"/>.</summary>
    public BlockGrid(int[] sizes, int elements)
    {
        this.sizes = sizes;
        int inner = 1;
        for (axis = Math.Max(sizes.Length - 1, 0); axis > 0 && (long)inner * sizes[axis] <= elements; axis--) inner *= sizes[axis];
        int length = sizes.Length == 0 ? 1 : sizes[axis];
        rows = Math.Clamp(elements / inner, 1, length);
        blocksAlongAxis = (length + rows - 1) / rows;
        long outer = 1;
        for (int d = 0; d < axis; d++) outer *= sizes[d];
        Count = checked((int)(outer * blocksAlongAxis));
    }

    /// <summary>How many blocks there are.</summary>
    public int Count { get; }

    /// <summary>The outermost axis of a block; a block has the array's sizes from there on, but for the number of rows.</summary>
    public int Axis => axis;

    /// <summary>Where a block begins in an array of the given strides, and how many rows of the axis it has.</summary>
    public (long Offset, int Rows) Locate(int block, ReadOnlySpan<long> strides)
    {
        if (sizes.Length == 0) return (0, 1);
        (int outer, int along) = Math.DivRem(block, blocksAlongAxis);
        long offset = (long)along * rows * strides[axis];
        for (int d = axis - 1; d >= 0; d--)
        {
            (outer, int index) = Math.DivRem(outer, sizes[d]);
            offset += index * strides[d];
        }
        return (offset, Math.Min(rows, sizes[axis] - along * rows));
    }
}

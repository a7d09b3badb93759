using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// A matrix product that is never stored: some of its rows at a time, which stay in cache until they have been used. Whoever asks gets the same bits, because the blocks are always the same.
/// </summary>
internal sealed class ProductRows
{
    // Half of a second-level cache: a block leaves room for what else is read along with it.
    const long BlockFloats = 132 << 10;

    readonly MatrixShape shape;
    readonly long sliceFloats, productBytes;

    public ProductRows(MatrixShape shape)
    {
        this.shape = shape;
        long fit = Math.Clamp(BlockFloats / Math.Max(1, shape.N), 1, Math.Max(1, shape.M));
        PerBlock = (int)(fit < Machine.TileRows ? fit : fit / Machine.TileRows * Machine.TileRows);
        sliceFloats = shape.TransposeA ? Aligned((long)PerBlock * shape.K) : 0;
        productBytes = Math.Max(MatrixProduct.ScratchBytes(Block(PerBlock)), MatrixProduct.ScratchBytes(Block(Math.Max(1, shape.M % PerBlock))));
    }

    /// <summary>Rows of a block; the last one has fewer.</summary>
    public int PerBlock { get; }

    public int Rows => shape.M;

    public int Columns => shape.N;

    /// <summary>The scratch memory of <see cref="Run"/>, in bytes, with room for a block.</summary>
    public long ScratchBytes => (Aligned((long)PerBlock * shape.N) + sliceFloats) * sizeof(float) + productBytes;

    /// <summary>Computes <paramref name="rows"/> rows from <paramref name="row"/> on, a multiple of <see cref="PerBlock"/>; gives where they lie in <paramref name="scratch"/>.</summary>
    public unsafe float* Run(float* a, float* b, int row, int rows, byte* scratch)
    {
        float* block = (float*)scratch, slice = block + Aligned((long)PerBlock * shape.N);
        float* from = a + (long)row * shape.K;
        if (shape.TransposeA)
        {
            for (int k = 0; k < shape.K; k++) new ReadOnlySpan<float>(a + (long)k * shape.M + row, rows).CopyTo(new Span<float>(slice + (long)k * rows, rows));
            from = slice;
        }
        MatrixProduct.Run(Block(rows), from, b, block, default, (byte*)(slice + sliceFloats));
        return block;
    }

    MatrixShape Block(int rows) => shape with { M = rows };

    static long Aligned(long floats) => (floats + 15) / 16 * 16;
}

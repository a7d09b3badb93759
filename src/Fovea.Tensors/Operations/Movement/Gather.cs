using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Picks entries along an axis by number: for x (outer..., n, inner...) and indices (k...) the result is (outer..., k..., inner...) with
/// y[o, i, j] = x[o, indices[i], j]. The indices have no gradient. The adjoint of <see cref="ScatterAddOp"/>.
/// </summary>
internal sealed record GatherOp(int Axis) : Operation, IReferenceOperation, ICpuOperation
{
    internal override bool MayFail => true;

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Shape.Create([.. x[0].Sizes[..Axis], .. x[1].Sizes, .. x[0].Sizes[(Axis + 1)..]]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new ScatterAddOp(Axis, x[0].Shape), dy, x[1]), null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        IndexedAxis axis = new(x[0].Shape, Axis, x[1].Shape.Count);
        int[] indices = Indices.Read(Name, x[1].Data, axis.Size);
        for (long o = 0; o < axis.Outer; o++)
            for (long i = 0; i < indices.Length; i++)
                for (long j = 0; j < axis.Inner; j++)
                    y[(o * indices.Length + i) * axis.Inner + j] = x[0][(o * axis.Size + indices[i]) * axis.Inner + j];
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        string name = Name;
        IndexedAxis axis = new(site.Inputs[0], Axis, site.Inputs[1].Count);
        site.ScratchBytes = axis.Count * sizeof(int);
        return (x, y, scratch) =>
        {
            Indices.Read(name, x[1], axis.Count, axis.Size, (int*)scratch);
            GatherWork work = new() { Axis = axis, X = x[0], Y = y, Indices = (int*)scratch };
            Workers.Run(work.Chunks, ref work);
        };
    }

    unsafe struct GatherWork : Workers.IWork
    {
        const long ElementsPerChunk = 1 << 15;

        public IndexedAxis Axis;
        public float* X, Y;
        public int* Indices;

        public readonly int Chunks => checked((int)((Rows + RowsPerChunk - 1) / RowsPerChunk));

        readonly long Rows => Axis.Outer * Axis.Count;

        readonly long RowsPerChunk => Math.Max(1, ElementsPerChunk / Math.Max(1, Axis.Inner));

        public readonly void Run(int chunk)
        {
            int inner = checked((int)Axis.Inner);
            long first = chunk * RowsPerChunk, end = Math.Min(first + RowsPerChunk, Rows), outer = first / Axis.Count, i = first % Axis.Count;
            for (long row = first; row < end; row++)
            {
                float* source = X + (outer * Axis.Size + Indices[i]) * inner;
                if (inner == 1) Y[row] = *source;
                else new ReadOnlySpan<float>(source, inner).CopyTo(new Span<float>(Y + row * inner, inner));
                if (++i < Axis.Count) continue;
                i = 0;
                outer++;
            }
        }
    }
}

/// <summary>A shape seen as (outer, size, inner) around an axis, and how many indices select along it.</summary>
internal readonly record struct IndexedAxis(long Outer, int Size, long Inner, long Count)
{
    public IndexedAxis(Shape shape, int axis, long count) : this(Product(shape.Sizes[..axis]), shape[axis], Product(shape.Sizes[(axis + 1)..]), count)
    {
    }

    static long Product(ReadOnlySpan<int> sizes)
    {
        long product = 1;
        foreach (int size in sizes) product *= size;
        return product;
    }
}

public partial class Tensor
{
    /// <summary>
    /// Picks entries along an axis by number: of a table (n, d), indices of shape (a, b) pick (a, b, d) along axis 0. In general the axis is replaced by the
    /// dimensions of the indices. Entries may be picked any number of times; their gradients add up.
    /// </summary>
    /// <param name="indices">Whole numbers from 0 to n - 1.</param>
    /// <param name="axis">Along which dimension.</param>
    /// <exception cref="FoveaException">When it is computed: an index is not whole, or names no entry.</exception>
    public Tensor Gather(Tensor indices, int axis = 0) => Apply(new GatherOp(Shape.Axis(axis)), this, indices);
}

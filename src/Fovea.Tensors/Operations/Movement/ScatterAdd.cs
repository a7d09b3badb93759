using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Adds entries to zeros along an axis by number: for values (outer..., k..., inner...) and indices (k...) the result (outer..., n, inner...) has at
/// [o, m, j] the sum of values[o, i, j] over all i with indices[i] = m, in ascending order of i. The adjoint of <see cref="GatherOp"/>.
/// </summary>
internal sealed record ScatterAddOp(int Axis, Shape Shape) : Operation, IReferenceOperation, ICpuOperation
{
    internal override bool MayFail => true;

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        Shape expected = Shape.Create([.. Shape.Sizes[..Axis], .. x[1].Sizes, .. Shape.Sizes[(Axis + 1)..]]);
        return x[0] == expected ? Shape : throw new ShapeException(Name, $"values for these indices into axis {Axis} of {Shape} have the shape {expected}", [("values", x[0], ""), ("indices", x[1], "")]);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new GatherOp(Axis), dy, x[1]), null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        IndexedAxis axis = new(Shape, Axis, x[1].Shape.Count);
        int[] indices = Indices.Read(Name, x[1].Data, axis.Size);
        for (long o = 0; o < axis.Outer; o++)
            for (long i = 0; i < indices.Length; i++)
                for (long j = 0; j < axis.Inner; j++)
                    y[(o * axis.Size + indices[i]) * axis.Inner + j] += x[0][(o * indices.Length + i) * axis.Inner + j];
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        string name = Name;
        IndexedAxis axis = new(Shape, Axis, site.Inputs[1].Count);
        site.ScratchBytes = axis.Count * sizeof(int);
        return (x, y, scratch) =>
        {
            Indices.Read(name, x[1], axis.Count, axis.Size, (int*)scratch);
            ScatterWork work = new() { Axis = axis, Values = x[0], Y = y, Indices = (int*)scratch };
            Workers.Run(work.Chunks, ref work);
        };
    }

    /// <summary>A chunk owns a block of columns of the result, so no two add to the same element and the order of the sums is always the same.</summary>
    unsafe struct ScatterWork : Workers.IWork
    {
        const int ColumnsPerChunk = 256;

        public IndexedAxis Axis;
        public float* Values, Y;
        public int* Indices;

        public readonly int Chunks => checked((int)(Axis.Outer * Blocks));

        readonly long Blocks => (Axis.Inner + ColumnsPerChunk - 1) / ColumnsPerChunk;

        public readonly void Run(int chunk)
        {
            long outer = chunk / Blocks, column = chunk % Blocks * ColumnsPerChunk;
            int columns = (int)Math.Min(ColumnsPerChunk, Axis.Inner - column);
            float* y = Y + outer * Axis.Size * Axis.Inner + column, values = Values + outer * Axis.Count * Axis.Inner + column;
            for (int m = 0; m < Axis.Size; m++) new Span<float>(y + m * Axis.Inner, columns).Clear();
            for (long i = 0; i < Axis.Count; i++)
            {
                Span<float> target = new(y + Indices[i] * Axis.Inner, columns);
                TensorPrimitives.Add(target, new ReadOnlySpan<float>(values + i * Axis.Inner, columns), target);
            }
        }
    }
}

public partial class Tensor
{
    /// <summary>
    /// The opposite of <see cref="Gather"/>, and its gradient: n entries of zeros along an axis, to which the entries of this tensor are added by number.
    /// This has the shape that gathering with the same indices from the result would give.
    /// </summary>
    /// <param name="indices">Whole numbers from 0 to n - 1; their dimensions are those of this tensor from <paramref name="axis"/> on.</param>
    /// <param name="size">n, the size of the axis in the result.</param>
    /// <param name="axis">Along which dimension of the result.</param>
    /// <exception cref="ShapeException">This tensor does not have the dimensions of the indices at that place.</exception>
    /// <exception cref="FoveaException">When it is computed: an index is not whole, or names no entry.</exception>
    public Tensor ScatterAdd(Tensor indices, int size, int axis = 0)
    {
        int rank = Shape.Rank - indices.Shape.Rank + 1, front = axis < 0 ? axis + rank : axis;
        if (front < 0 || front >= rank) throw new ShapeException("ScatterAdd", $"the result has no axis {axis}", [("values", Shape, ""), ("indices", indices.Shape, "")]);
        Shape result = Shape.Create([.. Shape.Sizes[..front], size, .. Shape.Sizes[(front + indices.Shape.Rank)..]]);
        return Apply(new ScatterAddOp(front, result), this, indices);
    }
}

using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Running sums along an axis: y[i] = the sum of x[j] over j up to i (before i where exclusive); in reverse, over j from i on (behind i). Its adjoint runs the other way.
/// </summary>
internal sealed record CumSumOp(int Axis, bool Exclusive, bool Reverse) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => x[0];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(this with { Reverse = !Reverse }, dy)];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        IndexedAxis axis = new(y.Shape, Axis, 0);
        for (long o = 0; o < axis.Outer; o++)
            for (long j = 0; j < axis.Inner; j++)
                for (int i = 0; i < axis.Size; i++)
                    for (int k = 0; k < axis.Size; k++)
                        if (k == i ? !Exclusive : k < i != Reverse)
                            y[(o * axis.Size + i) * axis.Inner + j] += x[0][(o * axis.Size + k) * axis.Inner + j];
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        IndexedAxis axis = new(site.Output, Axis, 0);
        (bool exclusive, bool reverse) = (Exclusive, Reverse);
        return (x, y, scratch) =>
        {
            CumSumWork work = new() { Axis = axis, Exclusive = exclusive, Reverse = reverse, X = x[0], Y = y };
            Workers.Run(work.Chunks, ref work);
        };
    }

    /// <summary>A chunk is a block of neighbouring columns over the whole axis.</summary>
    unsafe struct CumSumWork : Workers.IWork
    {
        const int ColumnsPerChunk = 256;

        public IndexedAxis Axis;
        public bool Exclusive, Reverse;
        public float* X, Y;

        public readonly int Chunks => checked((int)(Axis.Outer * Blocks));

        readonly long Blocks => (Axis.Inner + ColumnsPerChunk - 1) / ColumnsPerChunk;

        public readonly void Run(int chunk)
        {
            long outer = chunk / Blocks, column = chunk % Blocks * ColumnsPerChunk;
            int columns = (int)Math.Min(ColumnsPerChunk, Axis.Inner - column);
            // In double precision: a running sum in single precision drifts.
            Span<double> sums = stackalloc double[ColumnsPerChunk];
            sums.Clear();
            for (int step = 0; step < Axis.Size; step++)
            {
                long at = (outer * Axis.Size + (Reverse ? Axis.Size - 1 - step : step)) * Axis.Inner + column;
                float* x = X + at, y = Y + at;
                for (int c = 0; c < columns; c++)
                {
                    double before = sums[c];
                    sums[c] += x[c];
                    y[c] = (float)(Exclusive ? before : sums[c]);
                }
            }
        }
    }
}

public partial class Tensor
{
    /// <summary>
    /// Running sums along an axis: element i becomes the sum of all elements up to and including it. The shape stays.
    /// </summary>
    /// <param name="axis">Along which dimension.</param>
    /// <param name="exclusive">Whether an element itself is left out of its sum.</param>
    /// <param name="reverse">Whether the sums run from the end.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor CumSum(int axis = -1, bool exclusive = false, bool reverse = false) => Apply(new CumSumOp(Shape.Axis(axis), exclusive, reverse), this);
}

using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>Reductions of the middle axis of x [outer, length, inner] to y [outer, inner].</summary>
/// <remarks>
/// Long axes are cut into parts of a length that depends on the shape only; the parts' results are combined in order.
/// Sums run in vector lanes over blocks, and blocks are added up separately, so the error grows far slower than with one running sum.
/// </remarks>
public static unsafe class Reduction
{
    private const long ElementsPerChunk = 1 << 15;
    private const int MostParts = 32, ColumnsPerBlock = 256;

    /// <summary>The scratch memory that <see cref="Run"/> needs, in bytes.</summary>
    /// <param name="kind">What to compute.</param>
    /// <param name="outer">The product of the sizes before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The product of the sizes after the axis.</param>
    public static long ScratchBytes(ReductionKind kind, long outer, long length, long inner)
    {
        int parts = Parts(outer, length, inner);
        return parts == 1 ? 0 : 2 * parts * outer * inner * sizeof(float);
    }

    /// <summary>Computes y, overwriting it.</summary>
    /// <param name="kind">What to compute.</param>
    /// <param name="outer">The product of the sizes before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The product of the sizes after the axis.</param>
    /// <param name="x">The input [outer, length, inner].</param>
    /// <param name="y">The output [outer, inner]; does not overlap x.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, 64-byte aligned; may be null where that is 0.</param>
    public static void Run(ReductionKind kind, long outer, long length, long inner, float* x, float* y, byte* scratch)
    {
        if (outer == 0 || inner == 0) return;
        int parts = Parts(outer, length, inner);
        ReduceWork work = new() { Kind = kind, Outer = outer, Length = length, Inner = inner, X = x, Parts = parts, ColumnBlocks = ColumnBlocks(inner) };
        work.PartLength = (length + parts - 1) / parts;
        // Values and, for the indices, a second array; without parts the result goes straight to y.
        work.Values = parts == 1 ? y : (float*)scratch;
        work.Indices = parts == 1 ? null : work.Values + parts * outer * inner;
        work.OuterPerChunk = inner > 1 ? 1 : Math.Max(1, ElementsPerChunk / Math.Max(1, length));
        work.OuterChunks = (outer + work.OuterPerChunk - 1) / work.OuterPerChunk;
        Workers.Run(checked((int)(work.OuterChunks * parts * work.ColumnBlocks)), ref work);
        if (parts > 1) Combine(kind, outer, inner, parts, work.Values, work.Indices, y);
    }

    private static int ColumnBlocks(long inner) => checked((int)((inner + ColumnsPerBlock - 1) / ColumnsPerBlock));

    private static int Parts(long outer, long length, long inner)
    {
        long chunks = outer * ColumnBlocks(inner);
        if (length == 0 || chunks == 0 || chunks >= MostParts) return 1;
        return (int)Math.Clamp(outer * length * inner / ElementsPerChunk, 1, Math.Min(MostParts / chunks, length));
    }

    private static void Combine(ReductionKind kind, long outer, long inner, int parts, float* values, float* indices, float* y)
    {
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++)
            {
                float* v = values + o * parts * inner + i;
                float* index = indices + o * parts * inner + i;
                double sum = v[0];
                float best = v[0], at = index[0];
                for (int p = 1; p < parts; p++)
                {
                    float next = v[p * inner];
                    sum += next;
                    bool better = kind is ReductionKind.Max or ReductionKind.ArgMax ? next > best : next < best;
                    if (!better && !(float.IsNaN(next) && !float.IsNaN(best))) continue;
                    best = next;
                    at = index[p * inner];
                }
                y[o * inner + i] = kind switch { ReductionKind.Sum => (float)sum, ReductionKind.Max or ReductionKind.Min => best, _ => at };
            }
    }

    private struct ReduceWork : Workers.IWork
    {
        public ReductionKind Kind;
        public long Outer, Length, Inner, PartLength, OuterPerChunk, OuterChunks;
        public int Parts, ColumnBlocks;
        public float* X, Values, Indices;

        public readonly void Run(int chunk)
        {
            if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(chunk);
            else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(chunk);
            else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(chunk);
            else Run<Lanes1, float>(chunk);
        }

        private readonly void Run<L, V>(int chunk) where L : ILanes<V> where V : struct
        {
            int block = chunk % ColumnBlocks, part = chunk / ColumnBlocks % Parts;
            long outerFirst = chunk / ColumnBlocks / Parts * OuterPerChunk, outerEnd = Math.Min(outerFirst + OuterPerChunk, Outer);
            long first = part * PartLength, length = Math.Max(0, Math.Min(PartLength, Length - first));
            long column = (long)block * ColumnsPerBlock;
            int columns = (int)Math.Min(ColumnsPerBlock, Inner - column);
            for (long o = outerFirst; o < outerEnd; o++)
            {
                float* x = X + (o * Length + first) * Inner + column;
                float* values = Values + (o * Parts + part) * Inner + column;
                float* indices = Indices == null ? null : Indices + (o * Parts + part) * Inner + column;
                if (Inner == 1) ReduceRun<L, V>.Reduce(Kind, x, length, first, values, indices);
                else ReduceColumns<L, V>.Reduce(Kind, x, length, Inner, columns, first, values, indices);
            }
        }
    }
}

using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// Matrix products in which one side has one or two rows and both operands are contiguous along the sums: no packing, whose cost would be that of
/// the product itself. Thin is the operand with so few rows, wide the other; both have rows of K floats.
/// </summary>
internal unsafe struct ThinProduct : Workers.IWork
{
    private const int MostThinRows = 2, FewestWideRows = 8, ShortestSum = 16;
    private const long WorkPerChunk = 1 << 16;

    public MatrixShape Shape;
    public float* A, B, C;
    public Epilogue Epilogue;
    private bool rowsAreThin;
    private int thinRows, wideRows, widePerChunk, chunksPerProduct;

    public readonly int Chunks => chunksPerProduct * Shape.Batch;

    /// <summary>Whether a shape is of this kind, and if so, the work; the operands are still to be set.</summary>
    public static bool Takes(in MatrixShape s, out ThinProduct work)
    {
        work = new() { Shape = s };
        if (s.K < ShortestSum) return false;
        bool contiguousA = !s.TransposeA || s.M == 1, contiguousB = s.TransposeB || s.N == 1;
        if (!contiguousA || !contiguousB || Math.Min(s.M, s.N) > MostThinRows || Math.Max(s.M, s.N) < FewestWideRows) return false;
        work.rowsAreThin = s.M < s.N;
        (work.thinRows, work.wideRows) = work.rowsAreThin ? (s.M, s.N) : (s.N, s.M);
        work.widePerChunk = (int)Math.Clamp(WorkPerChunk / ((long)work.thinRows * s.K), 4, work.wideRows);
        work.chunksPerProduct = (work.wideRows + work.widePerChunk - 1) / work.widePerChunk;
        return true;
    }

    public readonly void Run(int chunk)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(chunk);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(chunk);
        else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(chunk);
        else Run<Lanes1, float>(chunk);
    }

    private readonly void Run<L, V>(int chunk) where L : ILanes<V> where V : struct
    {
        int batch = chunk / chunksPerProduct, first = chunk % chunksPerProduct * widePerChunk, count = Math.Min(widePerChunk, wideRows - first);
        float* a = A + batch * Shape.StrideA, b = B + batch * Shape.StrideB;
        long offset = batch * Shape.StrideC + (rowsAreThin ? first : (long)first * Shape.N);
        float* c = C + offset;
        Epilogue e = Epilogue;
        if (e.Residual != null) e.Residual += offset;
        if (rowsAreThin)
        {
            DotProducts<L, V>.Run(Shape.M, count, Shape.K, a, b + (nint)first * Shape.K, c, Shape.N, 1);
            if (e.Bias != null) e.Bias += first;
            if (!e.IsEmpty) Finish<L, V>.Rows(c, Shape.M, count, Shape.N, e);
        }
        else
        {
            DotProducts<L, V>.Run(Shape.N, count, Shape.K, b, a + (nint)first * Shape.K, c, 1, Shape.N);
            if (!e.IsEmpty) Finish<L, V>.Rows(c, count, Shape.N, Shape.N, e);
        }
    }
}

using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>Matrix products C = activation(A B + bias + residual) over dense float32 matrices.</summary>
/// <remarks>
/// C is cut into blocks; a block packs its part of B (and of A where that pays) into panels and runs the register tile over them.
/// Where C is small and the sums are long, the sums are cut instead, and their parts added in a fixed order. One or two rows times a
/// transposed matrix, and the like, are dot products (<see cref="ThinProduct"/>).
/// </remarks>
public static unsafe class MatrixProduct
{
    /// <summary>The scratch memory that <see cref="Run"/> needs for this shape, in bytes; 0 for most.</summary>
    public static long ScratchBytes(in MatrixShape s)
    {
        if (s.M == 0 || s.N == 0 || s.Batch == 0 || ThinProduct.Takes(s, out _)) return 0;
        MatrixPlan plan = new(s);
        return plan.KChunks == 1 ? 0 : (long)plan.KChunks * s.Batch * s.M * s.N * sizeof(float);
    }

    /// <summary>Computes C, overwriting it.</summary>
    /// <param name="s">Shapes and strides. C and the residual of a batch are <c>StrideC</c> apart.</param>
    /// <param name="a">A, M x K (K x M where transposed).</param>
    /// <param name="b">B, K x N (N x K where transposed).</param>
    /// <param name="c">C, M x N; overlaps neither A nor B.</param>
    /// <param name="e">What to do with the product; a bias has N values.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, 64-byte aligned; may be null where that is 0.</param>
    public static void Run(in MatrixShape s, float* a, float* b, float* c, in Epilogue e, byte* scratch)
    {
        if (s.M == 0 || s.N == 0 || s.Batch == 0) return;
        if (ThinProduct.Takes(s, out ThinProduct thin))
        {
            thin.A = a;
            thin.B = b;
            thin.C = c;
            thin.Epilogue = e;
            Workers.Run(thin.Chunks, ref thin);
            return;
        }

        MatrixPlan plan = new(s);
        MatrixWork work = new() { Shape = s, Plan = plan, A = a, B = b, C = c, Epilogue = e, Parts = (float*)scratch };
        int tasks = plan.Tasks * s.Batch;
        Workers.Run(tasks, ref work);
        if (plan.KChunks == 1) return;
        MatrixSum sum = new() { Shape = s, Parts = (float*)scratch, PartCount = plan.KChunks, C = c, Epilogue = e };
        Workers.Run(sum.Chunks, ref sum);
    }

    /// <summary>Whether a B that lasts is worth packing: not for a batch of them, and not where the product is read once anyway, as dot products.</summary>
    public static bool ReadsPacked(in MatrixShape s) => s.Batch == 1 && s.K > 0 && !ThinProduct.Takes(s, out _);

    /// <summary>The size of B, shared by all products of the batch, as <see cref="Pack"/> lays it out, in bytes.</summary>
    public static long PackedBytes(in MatrixShape s) => Panels.Floats(s.N, s.K) * sizeof(float);

    /// <summary>Lays B out as <see cref="RunPacked"/> reads it: panels of a few columns, one after the other, each row after row.</summary>
    /// <param name="s">Shapes; <c>StrideB</c> is 0.</param>
    /// <param name="b">B, K x N (N x K where transposed).</param>
    /// <param name="packed"><see cref="PackedBytes"/> bytes, 64-byte aligned.</param>
    public static void Pack(in MatrixShape s, float* b, float* packed)
    {
        PackWork pack = new() { Shape = s, B = b, Packed = packed };
        Workers.Run(Panels.Count(s.N), ref pack);
    }

    /// <summary>The same as <see cref="Run"/> with a B that <see cref="Pack"/> has laid out, shared by all products of the batch; needs no scratch memory.</summary>
    public static void RunPacked(in MatrixShape s, float* a, float* packed, float* c, in Epilogue e)
    {
        if (s.M == 0 || s.N == 0 || s.Batch == 0) return;
        MatrixPlan plan = new(s, packed: true);
        MatrixWork work = new() { Shape = s, Plan = plan, A = a, Packed = packed, C = c, Epilogue = e };
        Workers.Run(plan.Tasks * s.Batch, ref work);
    }

    private struct PackWork : Workers.IWork
    {
        public MatrixShape Shape;
        public float* B, Packed;

        public readonly void Run(int panel)
        {
            int width = Panels.Width(Shape.N), column = panel * width, columns = Math.Min(width, Shape.N - column);
            float* to = Packed + (nint)panel * width * Shape.K;
            if (Shape.TransposeB) Panels.Transpose(B + (nint)column * Shape.K, Shape.K, Shape.K, columns, to, width);
            else Panels.Copy(B + column, Shape.N, Shape.K, columns, to, width);
        }
    }

    /// <summary>One block of C over one part of the sums.</summary>
    private struct MatrixWork : Workers.IWork
    {
        public MatrixShape Shape;
        public MatrixPlan Plan;
        public float* A, B, Packed, C, Parts;
        public Epilogue Epilogue;

        public readonly void Run(int chunk)
        {
            int batch = chunk / Plan.Tasks;
            chunk -= batch * Plan.Tasks;
            int part = chunk % Plan.KChunks;
            chunk /= Plan.KChunks;
            int column = chunk % Plan.ColumnBlocks * Plan.ColumnBlock, row = chunk / Plan.ColumnBlocks * Plan.RowBlock;
            int k = part * Plan.KChunk;
            MatrixBlock block = new()
            {
                Rows = Math.Min(Plan.RowBlock, Shape.M - row),
                Columns = Math.Min(Plan.ColumnBlock, Shape.N - column),
                K = Math.Min(Plan.KChunk, Shape.K - k),
                TransposeA = Shape.TransposeA,
                TransposeB = Shape.TransposeB,
                LeadingA = Shape.TransposeA ? Shape.M : Shape.K,
                LeadingB = Shape.TransposeB ? Shape.K : Shape.N,
                LeadingC = Shape.N,
            };
            block.A = A + batch * Shape.StrideA + (Shape.TransposeA ? (long)k * Shape.M + row : (long)row * Shape.K + k);
            int panelWidth = Panels.Width(Shape.N);
            block.PanelWidth = panelWidth;
            if (Packed != null)
            {
                block.PanelStride = (nint)panelWidth * Shape.K;
                block.PackedB = Packed + column / panelWidth * block.PanelStride + (nint)k * panelWidth;
            }
            else block.B = B + batch * Shape.StrideB + (Shape.TransposeB ? (long)column * Shape.K + k : (long)k * Shape.N + column);
            long offset = (long)row * Shape.N + column;
            if (Plan.KChunks > 1) block.C = Parts + ((long)batch * Plan.KChunks + part) * Shape.M * Shape.N + offset;
            else
            {
                block.C = C + batch * Shape.StrideC + offset;
                block.Epilogue = Epilogue;
                if (Epilogue.Bias != null) block.Epilogue.Bias += column;
                if (Epilogue.Residual != null) block.Epilogue.Residual += batch * Shape.StrideC + offset;
            }
            if (Vector512.IsHardwareAccelerated) block.Run<Lanes512, Vector512<float>>();
            else if (Vector256.IsHardwareAccelerated) block.Run<Lanes256, Vector256<float>>();
            else if (Vector128.IsHardwareAccelerated) block.Run<Lanes128, Vector128<float>>();
            else block.Run<Lanes1, float>();
        }
    }

    /// <summary>Adds the parts of the sums, in order, and finishes.</summary>
    private struct MatrixSum : Workers.IWork
    {
        private const int Elements = 1 << 14;

        public MatrixShape Shape;
        public float* Parts, C;
        public int PartCount;
        public Epilogue Epilogue;

        private readonly int RowsPerChunk => Math.Max(1, Elements / Shape.N);
        private readonly int ChunksPerProduct => (Shape.M + RowsPerChunk - 1) / RowsPerChunk;
        public readonly int Chunks => ChunksPerProduct * Shape.Batch;

        public readonly void Run(int chunk)
        {
            int batch = chunk / ChunksPerProduct, row = chunk % ChunksPerProduct * RowsPerChunk, rows = Math.Min(RowsPerChunk, Shape.M - row);
            long offset = (long)row * Shape.N, size = (long)Shape.M * Shape.N;
            float* c = C + batch * Shape.StrideC + offset;
            Epilogue e = Epilogue;
            if (e.Residual != null) e.Residual += batch * Shape.StrideC + offset;
            PartialSums.Add(Parts + batch * PartCount * size + offset, PartCount, size, c, (long)rows * Shape.N);
            if (Vector512.IsHardwareAccelerated) Finish<Lanes512, Vector512<float>>.Rows(c, rows, Shape.N, Shape.N, e);
            else if (Vector256.IsHardwareAccelerated) Finish<Lanes256, Vector256<float>>.Rows(c, rows, Shape.N, Shape.N, e);
            else if (Vector128.IsHardwareAccelerated) Finish<Lanes128, Vector128<float>>.Rows(c, rows, Shape.N, Shape.N, e);
            else Finish<Lanes1, float>.Rows(c, rows, Shape.N, Shape.N, e);
        }
    }
}

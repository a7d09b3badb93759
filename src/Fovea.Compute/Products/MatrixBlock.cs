using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>A block of a matrix product, computed by one thread: packs panels and runs the register tile over them.</summary>
internal unsafe struct MatrixBlock
{
    public int Rows, Columns, K;
    public bool TransposeA, TransposeB;
    public nint LeadingA, LeadingB, LeadingC;
    public float* A, B, C;

    /// <summary>Already moved to this block's first element.</summary>
    public Epilogue Epilogue;

    // An A read by fewer panels of B than this is read where it lies: copying it would cost more than the jumps between its rows.
    private const int PanelsWorthPackingA = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<L, V>() where L : ILanes<V> where V : struct
    {
        int tileRows = Tiles<L, V>.Rows, width = Tiles<L, V>.Columns;
        int panels = (Columns + width - 1) / width, kBlock = Math.Min(K, MatrixPlan.KBlock);
        bool packA = panels >= PanelsWorthPackingA;
        bool packB = TransposeB || Rows > tileRows;
        long panelBytes = (long)kBlock * width * sizeof(float);
        float* packedB = (float*)Workers.Scratch((packB ? panels : 1) * panelBytes + (packA ? (long)tileRows * kBlock * sizeof(float) : 0) + 64);
        float* packedA = packedB + (packB ? panels : 1) * (panelBytes / sizeof(float));

        bool relu = Epilogue.FitsTile && Epilogue.Activation == Activation.Relu;
        int k0 = 0;
        do
        {
            int k = Math.Min(kBlock, K - k0);
            bool last = k0 + k >= K;
            // What is not packed is still packed where the tile would read past the end of a row of B.
            for (int panel = packB ? 0 : Columns % width % L.Width != 0 ? panels - 1 : panels; panel < panels; panel++)
            {
                int column = panel * width, columns = Math.Min(width, Columns - column);
                float* to = packB ? packedB + (nint)panel * k * width : packedB;
                if (TransposeB) Panels.Transpose(B + column * LeadingB + k0, LeadingB, k, columns, to, width);
                else Panels.Copy(B + k0 * LeadingB + column, LeadingB, k, columns, to, width);
            }
            for (int row = 0; row < Rows; row += tileRows)
            {
                int rows = Math.Min(tileRows, Rows - row);
                float* a = TransposeA ? A + k0 * LeadingA + row : A + row * LeadingA + k0;
                nint aRow = TransposeA ? 1 : LeadingA, aStep = TransposeA ? LeadingA : 1;
                if (packA)
                {
                    if (TransposeA) Panels.Copy(a, LeadingA, k, rows, packedA, tileRows);
                    else Panels.Copy(a, LeadingA, rows, k, packedA, k);
                    a = packedA;
                    (aRow, aStep) = TransposeA ? (1, tileRows) : (k, 1);
                }
                float* c = C + row * LeadingC;
                for (int panel = 0; panel < panels; panel++)
                {
                    int column = panel * width, columns = Math.Min(width, Columns - column);
                    bool inPlace = !packB && (columns % L.Width == 0);
                    float* b = inPlace ? B + k0 * LeadingB + column : packB ? packedB + (nint)panel * k * width : packedB;
                    TileOperands o = new() { A = a, ARow = aRow, AStep = aStep, B = b, BStep = inPlace ? LeadingB : width, K = k, Outer = 1 };
                    if (last)
                    {
                        o.Relu = relu;
                        if (Epilogue.Bias != null) o.Bias = Epilogue.Bias + column;
                    }
                    Tiles<L, V>.Run(rows, columns, o, c + column, LeadingC, add: k0 > 0);
                }
                if (last && !Epilogue.FitsTile)
                {
                    Epilogue e = Epilogue;
                    e.Bias = null;
                    if (e.Residual != null) e.Residual += row * LeadingC;
                    Finish<L, V>.Rows(c, rows, Columns, LeadingC, e);
                }
            }
            k0 += k;
        } while (k0 < K);
    }
}

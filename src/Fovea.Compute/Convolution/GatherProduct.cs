using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A product of a <see cref="Gather"/> with packed panels, row by row of the grid: the general path of the convolution and of its gradient by
/// the input. Target pixel of grid row (n, gy, gx) is (n, gy TargetStepY + TargetY, gx TargetStepX + TargetX).
/// </summary>
internal unsafe struct GatherProduct
{
    public Gather Gather;

    /// <summary>The length of a row of the gather: taps times channels.</summary>
    public int K;

    /// <summary>Columns of the product and where its panels start; a panel holds <see cref="PanelRows"/> rows of <see cref="PanelWidth"/> floats.</summary>
    public int Columns, PanelWidth;
    public nint PanelRows;
    public float* Panels;

    public float* Target;
    public int TargetHeight, TargetWidth, TargetChannels, TargetStepY, TargetStepX, TargetY, TargetX;

    /// <summary>Bias and residual already moved to the first column of this product.</summary>
    public Epilogue Epilogue;

    /// <summary>Computes grid rows [<paramref name="first"/>, <paramref name="end"/>), counted over all images.</summary>
    public readonly void Run(long first, long end)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(first, end);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(first, end);
        else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(first, end);
        else Run<Lanes1, float>(first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<L, V>(long first, long end) where L : ILanes<V> where V : struct
    {
        int tileRows = Tiles<L, V>.Rows, kBlock = Math.Min(K, MatrixPlan.KBlock);
        bool dense = TargetStepX == 1 && TargetStepY == 1;
        float* rowsOfA = (float*)Workers.Scratch((long)tileRows * kBlock * sizeof(float) + 64);
        long gridSize = (long)Gather.GridHeight * Gather.GridWidth;
        int k0 = 0;
        do
        {
            int k = Math.Min(kBlock, K - k0);
            for (long at = first; at < end;)
            {
                int n = (int)(at / gridSize), inImage = (int)(at - n * gridSize);
                int gy = inImage / Gather.GridWidth, gx = inImage - gy * Gather.GridWidth;
                float* target = Target + ((((nint)n * TargetHeight) + gy * TargetStepY + TargetY) * TargetWidth + gx * TargetStepX + TargetX) * TargetChannels;
                // Target rows that lie in a regular grid go through one tile, across lines and images where nothing lies between them.
                int rows = (int)Math.Min(tileRows, end - at);
                if (!dense) rows = Math.Min(rows, Gather.GridWidth - gx);
                for (int r = 0; r < rows; r++)
                {
                    Gather.Row(n, gy, gx, k0, k, rowsOfA + r * k);
                    if (++gx < Gather.GridWidth) continue;
                    gx = 0;
                    if (++gy < Gather.GridHeight) continue;
                    gy = 0;
                    n++;
                }
                nint ldc = (nint)TargetStepX * TargetChannels;
                for (int column = 0; column < Columns; column += PanelWidth)
                {
                    float* panel = Panels + column * PanelRows + (nint)k0 * PanelWidth;
                    Tiles<L, V>.Run(rows, Math.Min(PanelWidth, Columns - column), k, rowsOfA, k, 1, panel, PanelWidth, target + column, ldc, add: k0 > 0);
                }
                if (k0 + k >= K && !Epilogue.IsEmpty)
                {
                    Epilogue e = Epilogue;
                    if (e.Residual != null) e.Residual += target - Target;
                    Finish<L, V>.Rows(target, rows, Columns, ldc, e);
                }
                at += rows;
            }
            k0 += k;
        } while (k0 < K);
    }
}

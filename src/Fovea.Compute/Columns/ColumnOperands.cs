namespace Fovea.Compute;

/// <summary>What a <see cref="ColumnChain"/> reads: matrices, and rows that repeat for every row of theirs.</summary>
public unsafe struct ColumnOperands
{
    /// <summary>The matrices, dense.</summary>
    public float* M0, M1;

    /// <summary>The rows.</summary>
    public float* R0, R1, R2, R3, R4, R5;

    /// <summary>How many of each there can be.</summary>
    public const int MostMatrices = 2, MostRows = 6;
}

namespace Fovea.Compute;

/// <summary>
/// Chains of element-wise operations over matrices and rows that are a kernel of their own, one pass over memory with everything between in registers: what batch normalisation and its
/// gradients are made of (Ioffe and Szegedy 2015, algorithm 1 and the formulas below it). <see cref="Find"/> knows them by their text: <c>m0</c>, <c>m1</c> are matrices, <c>r0</c>,
/// <c>r1</c> ... rows, <c>s0</c>, <c>s1</c> ... the results of earlier steps; <c>Sum</c> is the sum of every column.
/// </summary>
public abstract unsafe class ColumnChain
{
    private static readonly ColumnChain[] All =
    [
        new ColumnMap<Normalized>("Subtract(m0,r0) Multiply(s0,r1) Add(s1,r2)"),
        new ColumnMap<NormalizedRelu>("Subtract(m0,r0) Multiply(s0,r1) Add(s1,r2) Relu(s2)"),
        new ColumnMap<NormalizedSumRelu>("Subtract(m0,r0) Multiply(s0,r1) Add(s1,r2) Add(s2,m1) Relu(s3)"),
        new ColumnMap<NormalizedTwiceRelu>("Subtract(m0,r0) Multiply(s0,r1) Add(s1,r2) Subtract(m1,r3) Multiply(s3,r4) Add(s4,r5) Add(s2,s5) Relu(s6)"),
        new ColumnMap<NormalizedGradient>("Subtract(m0,r0) Multiply(m1,r1) Multiply(s0,r2) Add(s2,r3) Add(s1,s3)"),
        new ColumnMap<NormalizedReluGradient>("Subtract(m0,r0) Multiply(s0,r1) Add(s1,r2) Relu(s2) Greater(s3,0) Where(s4,m1,0) Multiply(s5,r1) Multiply(s0,r3) Add(s7,r4) Add(s6,s8)"),
        new ColumnSums<ScaleGradient>("Subtract(m0,r0) Multiply(m1,s0) Sum(s1)"),
        new ColumnSums<ShiftAndScaleGradient>("Subtract(m0,r0) Multiply(m1,s0) Sum(m1) Sum(s1)"),
        new ColumnSums<ReluShiftAndScaleGradient>("Subtract(m0,r0) Multiply(s0,r1) Add(s1,r2) Relu(s2) Greater(s3,0) Where(s4,m1,0) Multiply(s5,s0) Sum(s5) Sum(s6)"),
    ];

    private protected ColumnChain(string text) => Text = text;

    /// <summary>The chain.</summary>
    public string Text { get; }

    /// <summary>All chains that have a kernel.</summary>
    public static IReadOnlyList<ColumnChain> Known => All;

    /// <summary>The kernel of a chain, or null where it has none.</summary>
    public static ColumnChain? Find(string text) => Array.Find(All, chain => chain.Text == text);

    /// <summary>The scratch memory that <see cref="Run"/> needs, in bytes.</summary>
    public abstract long ScratchBytes(long rows, int columns);

    /// <summary>Computes the last step's result, or the sums, one row of them after the other.</summary>
    /// <param name="rows">Rows of the matrices.</param>
    /// <param name="columns">Their columns, at least 1.</param>
    /// <param name="x">The operands.</param>
    /// <param name="y">The result [rows, columns], which may be one of the matrices; or the sums [sums, columns].</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, 64-byte aligned.</param>
    public abstract void Run(long rows, int columns, in ColumnOperands x, float* y, byte* scratch);
}

/// <summary>A chain over one element of each matrix and row: how many there are of both.</summary>
internal interface IColumnChain
{
    static abstract int Matrices { get; }

    static abstract int Rows { get; }
}

namespace Fovea.Compute;

/// <summary>
/// The shape of a (batched) matrix product C = A B, all matrices dense and row by row: C is M x N, A is M x K (stored K x M with
/// <paramref name="TransposeA"/>), B is K x N (stored N x K with <paramref name="TransposeB"/>).
/// </summary>
/// <param name="M">Rows of C, 0 or more.</param>
/// <param name="N">Columns of C, 0 or more.</param>
/// <param name="K">The length of the sums, 0 or more.</param>
/// <param name="TransposeA">A is stored as its transpose.</param>
/// <param name="TransposeB">B is stored as its transpose.</param>
/// <param name="Batch">How many products.</param>
/// <param name="StrideA">Floats from one A to the next; 0 means that all products share one A.</param>
/// <param name="StrideB">Floats from one B to the next; 0 means that all products share one B.</param>
/// <param name="StrideC">Floats from one C (and residual) to the next.</param>
public readonly record struct MatrixShape(
    int M, int N, int K, bool TransposeA = false, bool TransposeB = false, int Batch = 1, long StrideA = 0, long StrideB = 0, long StrideC = 0);

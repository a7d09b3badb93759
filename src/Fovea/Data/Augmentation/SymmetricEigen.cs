namespace Fovea.Data;

/// <summary>Eigenvalues and eigenvectors of small symmetric matrices, by Jacobi's rotations (Golub and Van Loan, "Matrix computations", section 8.5).</summary>
internal static class SymmetricEigen
{
    /// <summary>The eigenvalues, the largest first, each with its vector of length 1. The matrix is overwritten.</summary>
    public static IReadOnlyList<(double Value, double[] Vector)> Of(double[,] matrix)
    {
        const int MostSweeps = 50;
        int n = matrix.GetLength(0);
        double[,] vectors = new double[n, n];
        for (int i = 0; i < n; i++) vectors[i, i] = 1;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double off = 0;
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++)
                {
                    off += Math.Abs(matrix[p, q]);
                    if (matrix[p, q] != 0) Rotate(matrix, vectors, p, q);
                }
            if (off == 0) break;
        }
        return [.. Enumerable.Range(0, n).OrderByDescending(i => matrix[i, i]).Select(i => (matrix[i, i], Enumerable.Range(0, n).Select(row => vectors[row, i]).ToArray()))];
    }

    /// <summary>Turns the plane of two axes so that their element becomes zero.</summary>
    private static void Rotate(double[,] matrix, double[,] vectors, int p, int q)
    {
        double theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        int n = matrix.GetLength(0);
        for (int k = 0; k < n; k++) (matrix[k, p], matrix[k, q]) = (c * matrix[k, p] - s * matrix[k, q], s * matrix[k, p] + c * matrix[k, q]);
        for (int k = 0; k < n; k++)
        {
            (matrix[p, k], matrix[q, k]) = (c * matrix[p, k] - s * matrix[q, k], s * matrix[p, k] + c * matrix[q, k]);
            (vectors[k, p], vectors[k, q]) = (c * vectors[k, p] - s * vectors[k, q], s * vectors[k, p] + c * vectors[k, q]);
        }
        matrix[p, q] = matrix[q, p] = 0;
    }
}

namespace Fovea.Imaging;

/// <summary>A separable kernel: the product of a column and a row of weights.</summary>
/// <param name="Column">The weights from top to bottom.</param>
/// <param name="Row">The weights from left to right.</param>
internal sealed record Term(double[] Column, double[] Row)
{
    /// <summary>The kernel as a product: exactly in whole numbers where its weights are whole, else where every weight is met within 1e-7 of the largest.</summary>
    /// <returns>Null where the kernel is no product.</returns>
    public static Term? Of(Kernel kernel)
    {
        ReadOnlySpan<double> weights = kernel.Weights;
        int largest = 0;
        for (int i = 1; i < weights.Length; i++)
            if (Math.Abs(weights[i]) > Math.Abs(weights[largest])) largest = i;
        double pivot = weights[largest];
        if (pivot == 0) return new Term(new double[kernel.Rows], new double[kernel.Columns]);
        int pivotRow = largest / kernel.Columns, pivotColumn = largest % kernel.Columns;
        double[] row = weights.Slice(pivotRow * kernel.Columns, kernel.Columns).ToArray();
        // Whole weights stay whole: the row without its common divisor, times whole numbers down the column.
        double divisor = 0;
        foreach (double weight in row) divisor = CommonDivisor(divisor, weight);
        if (divisor > 0) row = [.. row.Select(weight => weight / divisor)];
        double[] column = new double[kernel.Rows];
        for (int y = 0; y < column.Length; y++)
        {
            column[y] = weights[y * kernel.Columns + pivotColumn] / row[pivotColumn];
            if (divisor > 0) column[y] = Math.Round(column[y]);
            for (int x = 0; x < row.Length; x++)
                if (Math.Abs(weights[y * kernel.Columns + x] - column[y] * row[x]) > (divisor > 0 ? 0 : 1e-7 * Math.Abs(pivot))) return null;
        }
        return new Term(column, row);
    }

    /// <summary>The greatest whole number that divides both; 0 of weights that are not whole.</summary>
    private static double CommonDivisor(double a, double b)
    {
        if (b != Math.Round(b) || Math.Abs(b) > 1 << 30 || a < 0) return -1;
        (a, b) = (Math.Abs(a), Math.Abs(b));
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}

namespace Fovea.Tensors;

internal sealed partial record Resize2dOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        var (rows, columns) = Axes(x[0].Shape);
        Resample(rows, columns, x[0], y);
    }

    /// <summary>Every output element (i, j) is the sum of the input elements that its rows and columns take, times both weights.</summary>
    public static void Resample(ResizeAxis rows, ResizeAxis columns, ReferenceArray x, ReferenceArray y)
    {
        for (int n = 0; n < y.Shape[0]; n++)
            for (int i = 0; i < rows.Output; i++)
                for (int j = 0; j < columns.Output; j++)
                    for (int k = rows.First[i]; k < rows.First[i + 1]; k++)
                        for (int l = columns.First[j]; l < columns.First[j + 1]; l++)
                            for (int c = 0; c < y.Shape[3]; c++) y[n, i, j, c] += rows.Weight[k] * columns.Weight[l] * x[n, rows.At[k], columns.At[l], c];
    }
}

internal sealed partial record Resize2dGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        var (rows, columns) = Axes();
        Resize2dOp.Resample(rows, columns, x[0], y);
    }
}

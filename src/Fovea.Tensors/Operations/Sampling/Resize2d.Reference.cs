namespace Fovea.Tensors;

internal sealed partial record Resize2dOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        Taps(x[0].Shape, y.Shape, Mode, AlignCorners, (n, row, column, i, j, c, weight) => y[n, i, j, c] += weight * x[0][n, row, column, c]);

    /// <summary>Every input element (row, column) that an output element (i, j) takes a part of, with its weight.</summary>
    public static void Taps(Shape input, Shape output, ResizeMode mode, bool alignCorners, Action<int, int, int, int, int, int, double> tap)
    {
        ResizeAxis rows = new(input[1], output[1], mode, alignCorners), columns = new(input[2], output[2], mode, alignCorners);
        for (int n = 0; n < output[0]; n++)
            for (int i = 0; i < output[1]; i++)
                for (int j = 0; j < output[2]; j++)
                    for (int c = 0; c < output[3]; c++)
                    {
                        (double down, double right) = (rows.Share[i], columns.Share[j]);
                        tap(n, rows.First[i], columns.First[j], i, j, c, (1 - down) * (1 - right));
                        tap(n, rows.First[i], columns.Second[j], i, j, c, (1 - down) * right);
                        tap(n, rows.Second[i], columns.First[j], i, j, c, down * (1 - right));
                        tap(n, rows.Second[i], columns.Second[j], i, j, c, down * right);
                    }
    }
}

internal sealed partial record Resize2dGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        Resize2dOp.Taps(y.Shape, x[0].Shape, Mode, AlignCorners, (n, row, column, i, j, c, weight) => y[n, row, column, c] += weight * x[0][n, i, j, c]);
}

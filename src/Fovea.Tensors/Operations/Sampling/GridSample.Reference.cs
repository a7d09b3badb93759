namespace Fovea.Tensors;

internal sealed partial record GridSampleOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (Shape images, Shape grid) = (x[0].Shape, x[1].Shape);
        GridTaps rows = new(Mode, Border, AlignCorners, images[1]), columns = new(Mode, Border, AlignCorners, images[2]);
        int[] row = new int[GridTaps.Most], column = new int[GridTaps.Most];
        double[] down = new double[GridTaps.Most], across = new double[GridTaps.Most];
        for (int n = 0; n < grid[0]; n++)
            for (int i = 0; i < grid[1]; i++)
                for (int j = 0; j < grid[2]; j++)
                {
                    int height = rows.Take(x[1][n, i, j, 1], row, down), width = columns.Take(x[1][n, i, j, 0], column, across);
                    for (int k = 0; k < height; k++)
                        for (int l = 0; l < width; l++)
                            for (int c = 0; c < images[3]; c++) y[n, i, j, c] += down[k] * across[l] * x[0][n, row[k], column[l], c];
                }
    }
}

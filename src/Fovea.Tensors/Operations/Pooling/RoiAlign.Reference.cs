namespace Fovea.Tensors;

internal sealed partial record RoiAlignOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        Visit(Geometry, x[0].Shape, x[1], x[2], (n, row, column, k, i, j, c, weight) => y[k, i, j, c] += weight * x[0][n, row, column, c]);

    public static void Visit(RoiGeometry geometry, Shape images, ReferenceArray regions, ReferenceArray numbers, Action<int, int, int, int, int, int, int, double> tap)
    {
        int[] image = Indices.Read("RoiAlign", numbers.Data, images[0]);
        for (int k = 0; k < image.Length; k++)
            for (int i = 0; i < geometry.Size.Y; i++)
                for (int j = 0; j < geometry.Size.X; j++)
                {
                    Each each = new((row, column, weight) =>
                    {
                        for (int c = 0; c < images[3]; c++) tap(image[k], row, column, k, i, j, c, weight);
                    });
                    geometry.Taps(regions[k, 0], regions[k, 1], regions[k, 2], regions[k, 3], i, j, images[1], images[2], ref each);
                }
    }

    readonly struct Each(Action<int, int, double> action) : RoiGeometry.ITap
    {
        public void Take(int row, int column, double weight) => action(row, column, weight);
    }
}

internal sealed partial record RoiAlignGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        RoiAlignOp.Visit(Geometry, Images, x[1], x[2], (n, row, column, k, i, j, c, weight) => y[n, row, column, c] += weight * x[0][k, i, j, c]);
}

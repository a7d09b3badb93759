namespace Fovea.Tensors;

internal sealed partial record MatMulOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (int m, int k, int n) = Sizes(x[0].Shape, x[1].Shape);
        long batches = y.Data.Length == 0 ? 0 : y.Shape.Count / ((long)m * n);
        for (long batch = 0; batch < batches; batch++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int l = 0; l < k; l++)
                    {
                        double a = x[0].Data[batch * m * k + (TransposeA ? (long)l * m + i : (long)i * k + l)];
                        double b = x[1].Data[batch * k * n + (TransposeB ? (long)j * k + l : (long)l * n + j)];
                        sum += a * b;
                    }
                    y.Data[(batch * m + i) * n + j] = sum;
                }
    }
}

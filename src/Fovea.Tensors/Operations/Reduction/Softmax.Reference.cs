namespace Fovea.Tensors;

internal sealed partial record SoftmaxOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (long outer, int length, long inner) = Split(y.Shape);
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++)
            {
                long At(int l) => (o * length + l) * inner + i;
                double largest = double.NegativeInfinity, sum = 0;
                for (int l = 0; l < length; l++) largest = Math.Max(largest, x[0][At(l)]);
                for (int l = 0; l < length; l++) sum += Math.Exp(x[0][At(l)] - largest);
                for (int l = 0; l < length; l++)
                {
                    double shifted = x[0][At(l)] - largest;
                    y[At(l)] = Log ? shifted - Math.Log(sum) : Math.Exp(shifted) / sum;
                }
            }
    }
}

namespace Fovea.Tensors;

internal sealed partial record Conv2dOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) => Taps(x[0].Shape, x[1].Shape, y.Shape, Window, Groups, (input, weight, output, channels) =>
    {
        for (int c = 0; c < channels; c++) y[output] += x[0][input + c] * x[1][weight + c];
    });

    /// <summary>
    /// The loops around the innermost: every run of products of input elements and weights, one for each input channel of a group, that an output element is the sum of. A tap
    /// is given their offsets and the number of channels.
    /// </summary>
    public static void Taps(Shape input, Shape weight, Shape output, Window window, int groups, Action<long, long, long, int> tap)
    {
        int outGroup = weight[0] / groups, inGroup = weight[3];
        for (int n = 0; n < output[0]; n++)
            for (int i = 0; i < output[1]; i++)
                for (int j = 0; j < output[2]; j++)
                    for (int k = 0; k < output[3]; k++)
                        for (int u = 0; u < weight[1]; u++)
                            for (int v = 0; v < weight[2]; v++)
                            {
                                int row = i * window.Stride.Y + u * window.Dilation.Y - window.Padding.Top;
                                int column = j * window.Stride.X + v * window.Dilation.X - window.Padding.Left;
                                if (row < 0 || row >= input[1] || column < 0 || column >= input[2]) continue;
                                long at = (((long)n * input[1] + row) * input[2] + column) * input[3] + k / outGroup * inGroup;
                                long w = (((long)k * weight[1] + u) * weight[2] + v) * inGroup;
                                tap(at, w, (((long)n * output[1] + i) * output[2] + j) * output[3] + k, inGroup);
                            }
    }
}

internal sealed partial record Conv2dInputGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) => Conv2dOp.Taps(y.Shape, x[0].Shape, x[1].Shape, Window, Groups, (input, weight, output, channels) =>
    {
        for (int c = 0; c < channels; c++) y[input + c] += x[0][weight + c] * x[1][output];
    });
}

internal sealed partial record Conv2dWeightGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) => Conv2dOp.Taps(x[0].Shape, y.Shape, x[1].Shape, Window, Groups, (input, weight, output, channels) =>
    {
        for (int c = 0; c < channels; c++) y[weight + c] += x[0][input + c] * x[1][output];
    });
}

namespace Fovea.Tensors;

internal sealed partial record Conv2dOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (double[] image, double[] kernels, double[] result) = (x[0].Data, x[1].Data, y.Data);
        Taps(x[0].Shape, x[1].Shape, y.Shape, Window, Groups, (input, weight, output, channels) =>
        {
            double sum = result[output];
            for (int c = 0; c < channels; c++) sum += image[input + c] * kernels[weight + c];
            result[output] = sum;
        });
    }

    /// <summary>
    /// The loops around the innermost: every run of products of input elements and weights, one for each input channel of a group, that an output element is the sum of. A tap
    /// is given their offsets and the number of channels.
    /// </summary>
    public static void Taps(Shape input, Shape weight, Shape output, Window window, int groups, Action<long, long, long, int> tap)
    {
        int outGroup = weight[0] / groups, inGroup = weight[3];
        (int rows, int columns, int channels) = (input[1], input[2], input[3]);
        (int height, int width) = (weight[1], weight[2]);
        (int samples, int outRows, int outColumns, int outChannels) = (output[0], output[1], output[2], output[3]);
        for (int n = 0; n < samples; n++)
            for (int i = 0; i < outRows; i++)
                for (int j = 0; j < outColumns; j++)
                    for (int k = 0; k < outChannels; k++)
                        for (int u = 0; u < height; u++)
                            for (int v = 0; v < width; v++)
                            {
                                int row = i * window.Stride.Y + u * window.Dilation.Y - window.Padding.Top;
                                int column = j * window.Stride.X + v * window.Dilation.X - window.Padding.Left;
                                if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
                                long at = (((long)n * rows + row) * columns + column) * channels + k / outGroup * inGroup;
                                long w = (((long)k * height + u) * width + v) * inGroup;
                                tap(at, w, (((long)n * outRows + i) * outColumns + j) * outChannels + k, inGroup);
                            }
    }
}

internal sealed partial record Conv2dInputGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (double[] kernels, double[] slopes, double[] result) = (x[0].Data, x[1].Data, y.Data);
        Conv2dOp.Taps(y.Shape, x[0].Shape, x[1].Shape, Window, Groups, (input, weight, output, channels) =>
        {
            for (int c = 0; c < channels; c++) result[input + c] += kernels[weight + c] * slopes[output];
        });
    }
}

internal sealed partial record Conv2dWeightGradientOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (double[] image, double[] slopes, double[] result) = (x[0].Data, x[1].Data, y.Data);
        Conv2dOp.Taps(x[0].Shape, y.Shape, x[1].Shape, Window, Groups, (input, weight, output, channels) =>
        {
            for (int c = 0; c < channels; c++) result[weight + c] += image[input + c] * slopes[output];
        });
    }
}

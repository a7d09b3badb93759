namespace Fovea.Tensors;

/// <summary>
/// The windows along one dimension with which so many output positions cover the input (PyTorch's adaptive pooling): position i sees floor(i size / output) to
/// ceil((i + 1) size / output), so they overlap where the sizes do not divide, and repeat elements where the output is larger.
/// </summary>
internal sealed class AdaptiveWindows
{
    readonly int[] first, length;

    public AdaptiveWindows(int size, int output)
    {
        (Size, first, length) = (size, new int[output], new int[output]);
        for (int i = 0; i < output; i++)
        {
            first[i] = (int)((long)i * size / output);
            length[i] = (int)(((i + 1L) * size + output - 1) / output) - first[i];
        }
        Longest = length.Max();
        int step = output == 1 ? Longest : first[1];
        IsRegular = step > 0 && length.All(elements => elements == Longest) && Enumerable.Range(0, output).All(i => first[i] == i * (long)step);
        Stride = IsRegular ? step : Longest;
    }

    /// <summary>Elements of the input.</summary>
    public int Size { get; }

    /// <summary>Elements of the longest window.</summary>
    public int Longest { get; }

    /// <summary>From one window to the next; where they are not regular, in the list of <see cref="Elements"/>.</summary>
    public int Stride { get; }

    /// <summary>Whether all windows have one length and one distance: then they are those of an ordinary pooling.</summary>
    public bool IsRegular { get; }

    /// <summary>How many elements each window sees, as a tensor of a shape.</summary>
    public Tensor Lengths(Shape shape) => Tensor.From([.. length.Select(elements => (double)elements)], shape);

    /// <summary>Which elements the windows see, one window behind the other, each as long as the longest: after its own elements comes <paramref name="rest"/>, or its last again.</summary>
    public Tensor Elements(int? rest = null)
    {
        double[] at = new double[checked(first.Length * Longest)];
        for (int i = 0; i < at.Length; i++)
        {
            var (window, k) = Math.DivRem(i, Longest);
            at[i] = k < length[window] ? first[window] + k : rest ?? first[window] + length[window] - 1;
        }
        return Tensor.From(at, [at.Length]);
    }
}

public partial class Tensor
{
    /// <summary>
    /// The mean of each channel over a grid of windows that cover a batch of images (N, H, W, C): gives (N, outHeight, outWidth, C) for images of any size. Row i of the
    /// result covers rows floor(i H / outHeight) to ceil((i + 1) H / outHeight), columns likewise, as PyTorch's AdaptiveAvgPool2d; the result may be larger than the image.
    /// </summary>
    /// <exception cref="ShapeException">This is no batch of images with pixels, or a size is less than 1.</exception>
    public Tensor AdaptiveAvgPool2d(int outHeight, int outWidth)
    {
        var (rows, columns) = Adaptive("AdaptiveAvgPool2d", outHeight, outWidth);
        if (outHeight == 1 && outWidth == 1) return GlobalAvgPool2d();
        if (rows.IsRegular && columns.IsRegular) return AvgPool2d((rows.Longest, columns.Longest), (rows.Stride, columns.Stride)).Labelled("AdaptiveAvgPool2d");
        // Windows of different lengths are filled up with a pixel of zeros that stands behind the image.
        Tensor x = this;
        if (!rows.IsRegular) x = x.Pad(1, 0, 1).Gather(rows.Elements(rest: rows.Size), 1);
        if (!columns.IsRegular) x = x.Pad(2, 0, 1).Gather(columns.Elements(rest: columns.Size), 2);
        Tensor sum = x.SumPool2d((rows.Longest, columns.Longest), (rows.Stride, columns.Stride));
        return (sum / (rows.Lengths([outHeight, 1, 1]) * columns.Lengths([outWidth, 1]))).Labelled("AdaptiveAvgPool2d");
    }

    /// <summary>
    /// The largest value of each channel in each of a grid of windows that cover a batch of images; which windows is as in <see cref="AdaptiveAvgPool2d"/>.
    /// The gradient goes to the first maximum of a window in reading order.
    /// </summary>
    /// <inheritdoc cref="AdaptiveAvgPool2d"/>
    public Tensor AdaptiveMaxPool2d(int outHeight, int outWidth)
    {
        var (rows, columns) = Adaptive("AdaptiveMaxPool2d", outHeight, outWidth);
        if (outHeight == 1 && outWidth == 1) return GlobalMaxPool2d();
        // The last element again changes no maximum, and comes after the first of the largest.
        Tensor x = this;
        if (!rows.IsRegular) x = x.Gather(rows.Elements(), 1);
        if (!columns.IsRegular) x = x.Gather(columns.Elements(), 2);
        return x.MaxPool2d((rows.Longest, columns.Longest), (rows.Stride, columns.Stride)).Labelled("AdaptiveMaxPool2d");
    }

    (AdaptiveWindows Rows, AdaptiveWindows Columns) Adaptive(string operation, int outHeight, int outWidth)
    {
        CheckPixels(operation);
        if (outHeight < 1 || outWidth < 1) throw new ShapeException(operation, $"the size must be at least 1x1, it is {outHeight}x{outWidth}", [("input", Shape, "(N, H, W, C)")]);
        return (new AdaptiveWindows(Shape[1], outHeight), new AdaptiveWindows(Shape[2], outWidth));
    }
}

namespace Fovea.Imaging;

/// <summary>With what a pixel is compared in <see cref="NonMaximumSuppression"/>.</summary>
public enum SuppressionMode
{
    /// <summary>With its eight neighbours.</summary>
    Window,

    /// <summary>With its two neighbours along the gradient.</summary>
    Gradient,
}

/// <summary>
/// Non-maximum suppression in both of the course's forms (row B5). By window: a sample stays where none of its eight neighbours is larger, and becomes 0 elsewhere, every channel by
/// itself. Along the gradient: of the gradients of an image (<c>sobel output=vector</c>: two channels of floats, dx and dy), or of those that Sobel's kernels
/// find in an image of one channel, the length stays where it is a maximum between the two neighbours in the nearest of four directions, with the ties of OpenCV's
/// <c>Canny</c>, lengths being compared in single precision; the result is one channel of floats.
/// </summary>
/// <param name="Mode">With what a pixel is compared; if not given along the gradient where the image is one (two channels of floats), and else by the window.</param>
/// <param name="Border">What is seen beyond the edge, by the window or by Sobel's kernels.</param>
public sealed record NonMaximumSuppression(
    [Parameter("with what a pixel is compared: its eight neighbours, or the two along the gradient; if not given, what fits the image")] SuppressionMode? Mode = null,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<NonMaximumSuppression>("nms", "gradients", "B5", "non-maximum suppression in a 3 x 3 window or along the gradient",
        "gray | gaussian sigma=1 | nms mode=gradient");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        bool isGradient = input is { Channels: 2, Depth: PixelDepth.Float32 };
        if ((Mode ?? (isGradient ? SuppressionMode.Gradient : SuppressionMode.Window)) == SuppressionMode.Window) return [new WindowMaximaStage<T>(input, Correlation.InSamples<T>(Border))];
        if (isGradient) return [new MaximaLengthStage(input)];
        if (input.Channels != 1)
            throw Wrong($"a gradient is two channels of floats, dx and dy, or that of an image of one channel; this image is {input}", "make it grey, or put 'sobel output=vector' before");
        List<RowStage> steps = [.. Gradient.Steps<T>(input, DerivativeKernel.Sobel(3, 1), DerivativeKernel.Sobel(3, 0), GradientOutput.Vector, Border)];
        return [.. steps, new MaximaLengthStage(steps[^1].Output)];
    }
}

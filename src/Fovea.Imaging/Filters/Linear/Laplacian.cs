namespace Fovea.Imaging;

/// <summary>
/// The sum of the second derivatives along both axes, as OpenCV's <c>Laplacian</c>: <c>[0 1 0; 1 -4 1; 0 1 0]</c> for size 1, <c>[2 0 2; 0 -8 0; 2 0 2]</c> for size 3,
/// and Sobel's second derivatives added up for larger ones. The result is signed, so its samples are 32-bit floats.
/// </summary>
/// <param name="Size">The size of the kernel, as OpenCV counts it.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record Laplacian(
    [Parameter("size of the kernel", Min = 1, Max = 31, Odd = true)] int Size = 1,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Laplacian>("laplacian", "linear", "B3", "the sum of the second derivatives; floats");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (Size <= 3)
            return Correlation.Steps<T>(input, new Kernel(3, 3, Size == 1 ? [0, 1, 0, 1, -4, 1, 0, 1, 0] : [2, 0, 2, 0, -8, 0, 2, 0, 2]), RowWindow.Centred(3, 3), Border, ResultDepth.Float);
        double[] second = DerivativeKernel.Sobel(Size, 2), smooth = DerivativeKernel.Sobel(Size, 0);
        return SumOfTerms.Steps<T>(input, Border, new Term(smooth, second), new Term(second, smooth));
    }
}

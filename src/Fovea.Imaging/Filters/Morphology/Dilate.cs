namespace Fovea.Imaging;

/// <summary>
/// Dilation: at each pixel the largest of the samples that the element covers, channel by channel. Equal to OpenCV's <c>dilate</c>; with
/// <see cref="ElementSense.Reflected"/> to SciPy's <c>grey_dilation</c>.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record Dilate(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : OrderFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Dilate>("dilate", "morphology", "B6", "the largest of the pixels under a structuring element", "dilate element=disk:4");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input) =>
        Morphology.Steps<K>(input, new Morphology(true, Element, Repeats, Sense == ElementSense.Reflected, Border));
}

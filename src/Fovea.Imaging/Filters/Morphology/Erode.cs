namespace Fovea.Imaging;

/// <summary>
/// Erosion: at each pixel the smallest of the samples that the element covers, channel by channel. Equal to OpenCV's <c>erode</c>.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record Erode(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : OrderFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Erode>("erode", "morphology", "B6", "the smallest of the pixels under a structuring element", "erode element=disk:4");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input) =>
        Morphology.Steps<K>(input, new Morphology(false, Element, Repeats, Sense == ElementSense.Reflected, Border));
}

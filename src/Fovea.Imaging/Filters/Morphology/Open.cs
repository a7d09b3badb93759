namespace Fovea.Imaging;

/// <summary>
/// Opening: erosions, then as many dilations, by the same element. What is bright and smaller than the element goes. Equal to OpenCV's <c>MORPH_OPEN</c>; with
/// <see cref="ElementSense.Reflected"/> it is a true opening for every element: nowhere above the image, and doing it again changes nothing.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done: erosions first, then as many dilations.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record Open(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done: erosions first, then as many dilations", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : OrderFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Open>("open", "morphology", "B6", "an erosion and then a dilation: removes what is bright and small", "open element=disk:4");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input) => Morphology.Steps<K>(input,
        new Morphology(false, Element, Repeats, false, Border), new Morphology(true, Element, Repeats, Sense == ElementSense.Reflected, Border));
}

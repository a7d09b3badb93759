namespace Fovea.Imaging;

/// <summary>
/// Closing: dilations, then as many erosions, by the same element. What is dark and smaller than the element goes. Equal to OpenCV's <c>MORPH_CLOSE</c>; with
/// <see cref="ElementSense.Reflected"/> it is a true closing for every element: nowhere below the image, and doing it again changes nothing.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done: dilations first, then as many erosions.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record Close(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done: dilations first, then as many erosions", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : OrderFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Close>("close", "morphology", "B6", "a dilation and then an erosion: removes what is dark and small", "close element=disk:4");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input) => Morphology.Steps<K>(input,
        new Morphology(true, Element, Repeats, Sense == ElementSense.Reflected, Border), new Morphology(false, Element, Repeats, false, Border));
}

namespace Fovea.Imaging;

/// <summary>
/// Black-hat: the closing of an image minus the image, so what is dark and smaller than the element. Equal to OpenCV's <c>MORPH_BLACKHAT</c>. Whole-number samples stop at 0.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done: dilations first, then as many erosions.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record BlackHat(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done: dilations first, then as many erosions", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : DifferenceFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<BlackHat>("blackhat", "morphology", "B6", "the closing of an image minus the image: what is dark and small", "blackhat element=disk:4");

    private protected override IReadOnlyList<Filter> Minuend => [new Close(Element, Repeats, Sense, Border)];

    private protected override IReadOnlyList<Filter> Subtrahend => [];
}

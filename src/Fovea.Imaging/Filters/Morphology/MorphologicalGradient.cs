namespace Fovea.Imaging;

/// <summary>
/// Morphological gradient: dilation minus erosion, both of the image itself. Equal to OpenCV's <c>MORPH_GRADIENT</c>. Whole-number samples stop at 0.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record MorphologicalGradient(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : DifferenceFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<MorphologicalGradient>("morphological_gradient", "morphology", "B6", "dilation minus erosion: edges, whatever their direction", "morphological_gradient");

    private protected override IReadOnlyList<Filter> Minuend => [new Dilate(Element, Repeats, Sense, Border)];

    private protected override IReadOnlyList<Filter> Subtrahend => [new Erode(Element, Repeats, ElementSense.AsWritten, Border)];
}

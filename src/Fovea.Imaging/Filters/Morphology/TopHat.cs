namespace Fovea.Imaging;

/// <summary>
/// Top-hat: the image minus its opening, so what is bright and smaller than the element. Equal to OpenCV's <c>MORPH_TOPHAT</c>. Whole-number samples stop at 0.
/// </summary>
/// <param name="Element">The structuring element.</param>
/// <param name="Repeats">How often the operation is done: erosions first, then as many dilations.</param>
/// <param name="Sense">How an element that is not its own mirror image is laid on the image.</param>
/// <param name="Border">What is seen beyond the edge. If not given, nothing: only pixels of the image count, as in OpenCV.</param>
public sealed record TopHat(
    [Parameter("which pixels around a pixel count")] StructuringElement Element = default,
    [Parameter("how often it is done: erosions first, then as many dilations", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("how an element that is not its own mirror image is laid on the image")] ElementSense Sense = ElementSense.AsWritten,
    [Parameter("what is seen beyond the edge; if not given, only pixels of the image count")] Border? Border = null) : DifferenceFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<TopHat>("tophat", "morphology", "B6", "the image minus its opening: what is bright and small", "tophat element=disk:4");

    private protected override IReadOnlyList<Filter> Minuend => [];

    private protected override IReadOnlyList<Filter> Subtrahend => [new Open(Element, Repeats, Sense, Border)];
}

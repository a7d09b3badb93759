namespace Fovea.Imaging;

/// <summary>How the colours that a pixel of a Bayer pattern lacks are found.</summary>
public enum DemosaicMethod
{
    /// <summary>Each missing colour is the mean of the two or four nearest pixels that have it.</summary>
    Bilinear,

    /// <summary>Bilinear, corrected by the second derivative of the pixel's own colour in a 5 x 5 window.</summary>
    Malvar,
}

/// <summary>
/// RGB from an image behind a Bayer pattern. <c>bilinear</c> equals OpenCV's <c>COLOR_Bayer..2RGB</c> (see <see cref="BayerOrder"/> for its names), whose outermost rows and columns repeat the
/// ones inside; <c>malvar</c> is the filter of H. Malvar, L. He and R. Cutler, "High-quality linear interpolation for demosaicing of Bayer-patterned color images" (2004, figure 2), the image
/// mirrored at its edges. Integers are rounded once, halves up, and clamped.
/// </summary>
/// <param name="Order">The pattern.</param>
/// <param name="Method">How missing colours are found.</param>
/// <param name="Black">The sample that stands for no light, in the samples' own units.</param>
/// <param name="White">The sample that stands for full light; the type's white where not given. Black to white is stretched to the whole range.</param>
public sealed record Demosaic([Parameter("colours of the pattern's 2 x 2 pixels, row by row")] BayerOrder Order = BayerOrder.Rggb,
    [Parameter("how missing colours are found")] DemosaicMethod Method = DemosaicMethod.Bilinear,
    [Parameter("sample that stands for no light, in the samples' own units")] double Black = 0,
    [Parameter("sample that stands for full light; the type's white where not given")] double? White = null) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Demosaic>("demosaic", "color", "A3", "RGB from what a Bayer pattern lets through", "mosaic | demosaic method=malvar");

    private protected override ImageKind Check(ImageKind input)
    {
        if (input.Channels != 1) throw Wrong($"the image ({input}) has {input.Channels} channels, a Bayer pattern has one", "make one of an RGB image with the filter 'mosaic'");
        if (input.Height < 2 || input.Width < 2) throw Wrong($"the image ({input}) has not the 2 x 2 pixels of a pattern");
        if (!(Black < (White ?? Samples.White(input.Depth)))) throw Wrong($"black is {FilterParameter.Write(Black)}, not below white, {FilterParameter.Write(White ?? Samples.White(input.Depth))}");
        if (input.Height * (long)input.Width > Array.MaxLength / 3) throw Wrong($"three channels of {input.Height} x {input.Width} samples are more than one array can hold ({Array.MaxLength})");
        return input with { Channels = 3 };
    }

    internal override ImageRows Apply(ImageRows image)
    {
        double full = Samples.White(image.Kind.Depth), gain = full / ((White ?? full) - Black);
        return new MadeRows(image, image.Kind.Depth switch
        {
            PixelDepth.UInt8 => new BayerRows<byte>(Order, Method, Black, gain, image.Kind, Check(image.Kind)),
            PixelDepth.UInt16 => new BayerRows<ushort>(Order, Method, Black, gain, image.Kind, Check(image.Kind)),
            _ => new BayerRows<float>(Order, Method, Black, gain, image.Kind, Check(image.Kind)),
        });
    }
}

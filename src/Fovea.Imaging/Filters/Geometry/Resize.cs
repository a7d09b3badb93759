namespace Fovea.Imaging;

/// <summary>How samples are weighed when an image is resized.</summary>
public enum ResizeMethod
{
    /// <summary>One sample is picked.</summary>
    Nearest,

    /// <summary>The triangle.</summary>
    Bilinear,

    /// <summary>Cubic convolution.</summary>
    Bicubic,

    /// <summary>The mean of the covered area.</summary>
    Area,

    /// <summary>The windowed sinc.</summary>
    Lanczos,
}

/// <summary>Whose conventions a resizing follows.</summary>
public enum ResizeConvention
{
    /// <summary>Matlab's imresize: antialiased, a = -0.5, 3 lobes, edges mirrored (symmetric), sizes from a scale rounded up, nearest by pixel centres.</summary>
    Matlab,

    /// <summary>OpenCV's resize: not antialiased, a = -0.75, 4 lobes, edges replicated, sizes from a scale rounded, nearest by pixel corners (<c>INTER_NEAREST</c>).</summary>
    Opencv,

    /// <summary>Pillow's and torchvision's resize: antialiased, a = -0.5, 3 lobes, weights outside left out, sizes from a scale rounded, nearest by pixel centres.</summary>
    Pillow,
}

/// <summary>
/// The image at another size, by given sides or by a factor. The methods mean what they mean in the system whose conventions are followed; options override single ones.
/// Computed in single precision and rounded once (halves up); Matlab and Pillow round 8-bit images between the two passes too, so they may differ by one level.
/// With <c>like=opencv</c>: nearest and area with whole factors equal OpenCV exactly, bilinear and bicubic within one level for integers. See <see cref="Resizing"/>.
/// </summary>
/// <param name="Width">Columns of the result; from the height and the image's proportions where only that is given.</param>
/// <param name="Height">Rows of the result; from the width and the image's proportions where only that is given.</param>
/// <param name="Scale">The factor for both sides, in place of them.</param>
/// <param name="Method">How samples are weighed.</param>
/// <param name="Like">Whose conventions are followed.</param>
/// <param name="Antialias">Whether kernels are stretched where the image shrinks.</param>
/// <param name="A">The cubic kernel's slope.</param>
/// <param name="Lobes">The lobes of the Lanczos kernel.</param>
public sealed record Resize(
    [Parameter("columns of the result", Min = 1)] int? Width = null,
    [Parameter("rows of the result", Min = 1)] int? Height = null,
    [Parameter("factor for both sides, in place of them", Min = 0.0001)] double? Scale = null,
    [Parameter("how samples are weighed")] ResizeMethod Method = ResizeMethod.Bicubic,
    [Parameter("whose conventions are followed")] ResizeConvention Like = ResizeConvention.Matlab,
    [Parameter("whether kernels are stretched where the image shrinks; the convention's where not given")] bool? Antialias = null,
    [Parameter("the cubic kernel's slope, -0.5 or -0.75; the convention's where not given")] double? A = null,
    [Parameter("lobes of the Lanczos kernel; the convention's where not given", Min = 1, Max = 16)] int? Lobes = null) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Resize>("resize", "geometry", "A1", "another size", "resize scale=0.5");

    private protected override ImageKind Check(ImageKind input)
    {
        if (Scale is null && Width is null && Height is null) throw Wrong("no size is given", "give width=, height=, both, or scale=");
        if (Scale is not null && (Width is not null || Height is not null)) throw Wrong("both scale and sides are given", "give either");
        double width = Scale is { } factor ? Rounded(input.Width * factor) : Width ?? Math.Max(1, Math.Round((double)input.Width * Height!.Value / input.Height));
        double height = Scale is { } same ? Rounded(input.Height * same) : Height ?? Math.Max(1, Math.Round((double)input.Height * Width!.Value / input.Width));
        if (width < 1 || height < 1) throw Wrong($"at a scale of {FilterParameter.Write(Scale)} nothing is left of {input.Height} x {input.Width} pixels");
        if (height * width > Array.MaxLength / input.Channels) throw Wrong($"{height} x {width} x {input.Channels} samples are more than one array can hold ({Array.MaxLength})");
        return input with { Width = (int)width, Height = (int)height };
    }

    internal override ImageRows Apply(ImageRows image)
    {
        ImageKind input = image.Kind, kind = Check(input);
        bool opencv = Like == ResizeConvention.Opencv;
        Interpolation kernel = Method switch
        {
            ResizeMethod.Nearest => opencv ? Interpolation.First : Interpolation.Nearest,
            ResizeMethod.Bilinear => Interpolation.Bilinear,
            ResizeMethod.Bicubic => Interpolation.Cubic(A ?? (opencv ? -0.75 : -0.5)),
            ResizeMethod.Area => Interpolation.Area,
            _ => Interpolation.LanczosOf(Lobes ?? (opencv ? 4 : 3)),
        };
        Border? border = Like switch { ResizeConvention.Matlab => Border.Symmetric, ResizeConvention.Opencv => Border.Replicate, _ => null };
        // A given factor is the distance of samples in Matlab and in OpenCV, also where the sides are not whole multiples.
        bool exact = Scale is not null && Like != ResizeConvention.Pillow;
        double rowStep = exact ? 1 / Scale!.Value : (double)input.Height / kind.Height, columnStep = exact ? 1 / Scale!.Value : (double)input.Width / kind.Width;
        return Resizing.Rows(image, kind, rowStep, columnStep, kernel, Antialias ?? !opencv, border);
    }

    // A product like 30 * 0.1 lies a little above its whole number.
    private double Rounded(double side) => Like == ResizeConvention.Matlab ? Math.Ceiling(side - 1e-9) : Math.Round(side);
}

namespace Fovea.Tensors;

/// <summary>How a resized image takes its values from the pixels around.</summary>
public enum ResizeMode
{
    /// <summary>One pixel.</summary>
    Nearest,

    /// <summary>The four pixels around, weighted by nearness; linear along rows and columns.</summary>
    Bilinear,

    /// <summary>The sixteen pixels around; cubic along rows and columns (Keys 1981).</summary>
    Bicubic,
}

/// <summary>Where in n given rows (or columns) row i of m resized ones stands, counted from the centre of the first; s is the scale, m / n.</summary>
public enum ResizeCoordinates
{
    /// <summary>(i + 0.5) / s - 0.5: the outer edges of the pictures coincide.</summary>
    HalfPixel,

    /// <summary>The same with the picture's centre kept in place, also where the scale is not m / n.</summary>
    HalfPixelSymmetric,

    /// <summary>The same, but 0 for a single resized row.</summary>
    HalfPixelOrZero,

    /// <summary>(i + 0.5) / s, of which the whole part is meant: TensorFlow's nearest neighbour.</summary>
    HalfPixelOfCorner,

    /// <summary>i (n - 1) / (m - 1): the centres of the outermost pixels coincide.</summary>
    AlignCorners,

    /// <summary>i / s.</summary>
    Asymmetric,

    /// <summary>The part from <see cref="Resampling.From"/> to <see cref="Resampling.To"/>, corners aligned; beyond the image stands <see cref="Resampling.Beyond"/>.</summary>
    Crop,
}

/// <summary>Which of two pixels is the nearest.</summary>
public enum ResizeRounding
{
    /// <summary>The nearer one; of two at the same distance the first.</summary>
    PreferFloor,

    /// <summary>The nearer one; of two at the same distance the second.</summary>
    PreferCeiling,

    /// <summary>The one before.</summary>
    Floor,

    /// <summary>The one behind.</summary>
    Ceiling,
}

/// <summary>How <see cref="Tensor.Resize2d(int, int, Resampling)"/> maps and weights pixels: everything that ONNX's Resize can ask for.</summary>
public sealed record Resampling
{
    /// <summary>How values are taken from the pixels around.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.Bilinear;

    /// <summary>Where resized pixels stand in the image.</summary>
    public ResizeCoordinates Coordinates { get; init; }

    /// <summary>Which pixel is the nearest; for <see cref="ResizeMode.Nearest"/>.</summary>
    public ResizeRounding Rounding { get; init; }

    /// <summary>The cubic's slope at its first zero: -0.75 (PyTorch, OpenCV) or -0.5 (Pillow, TensorFlow).</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>Whether the filter is widened where the image is reduced, so that every pixel counts.</summary>
    public bool Antialias { get; init; }

    /// <summary>Whether pixels beyond the border are left out and the others' weights raised to a sum of 1; otherwise the border repeats.</summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>Scales of rows and columns where they are not the quotient of the sizes (a size is then their rounded product).</summary>
    public (double Y, double X)? Scale { get; init; }

    /// <summary>For <see cref="ResizeCoordinates.Crop"/>: row and column where the part begins, 0 to 1 of the image.</summary>
    public (double Y, double X) From { get; init; }

    /// <summary>For <see cref="ResizeCoordinates.Crop"/>: row and column where the part ends, 0 to 1 of the image.</summary>
    public (double Y, double X) To { get; init; } = (1, 1);

    /// <summary>For <see cref="ResizeCoordinates.Crop"/>: the value of pixels beyond the image.</summary>
    public double Beyond { get; init; }

    internal ResizeAxis Rows(int input, int output) => new(this, input, output, Scale?.Y, From.Y, To.Y);

    internal ResizeAxis Columns(int input, int output) => new(this, input, output, Scale?.X, From.X, To.X);
}

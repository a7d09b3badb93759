namespace Fovea.Imaging;

/// <summary>
/// Between colour spaces, for images of 3 channels or of 4, the last of which is alpha and stays. The samples of the result are of the image's own type; each
/// method says what its channels hold. Computed in single precision; integer samples are rounded once (halves to even) and clamped.
/// </summary>
public static class ColorConversion
{
    /// <inheritdoc cref="Imaging.ToYCbCr"/>
    public static Image<T> ToYCbCr<T>(this Image<T> image) where T : struct => image.Filter(new ToYCbCr());

    /// <inheritdoc cref="Imaging.FromYCbCr"/>
    public static Image<T> FromYCbCr<T>(this Image<T> image) where T : struct => image.Filter(new FromYCbCr());

    /// <inheritdoc cref="Imaging.ToHsv"/>
    /// <param name="image">An RGB image.</param>
    /// <param name="hue">The unit of hue.</param>
    public static Image<T> ToHsv<T>(this Image<T> image, HueUnit hue = HueUnit.Turn) where T : struct => image.Filter(new ToHsv(hue));

    /// <inheritdoc cref="Imaging.FromHsv"/>
    /// <param name="image">An HSV image.</param>
    /// <param name="hue">The unit of hue.</param>
    public static Image<T> FromHsv<T>(this Image<T> image, HueUnit hue = HueUnit.Turn) where T : struct => image.Filter(new FromHsv(hue));

    /// <inheritdoc cref="Imaging.ToXyz"/>
    public static Image<T> ToXyz<T>(this Image<T> image) where T : struct => image.Filter(new ToXyz());

    /// <inheritdoc cref="Imaging.FromXyz"/>
    public static Image<T> FromXyz<T>(this Image<T> image) where T : struct => image.Filter(new FromXyz());

    /// <inheritdoc cref="Imaging.ToLab"/>
    public static Image<T> ToLab<T>(this Image<T> image) where T : struct => image.Filter(new ToLab());

    /// <inheritdoc cref="Imaging.FromLab"/>
    public static Image<T> FromLab<T>(this Image<T> image) where T : struct => image.Filter(new FromLab());

    /// <inheritdoc cref="Imaging.ToLinear"/>
    public static Image<T> ToLinear<T>(this Image<T> image) where T : struct => image.Filter(new ToLinear());

    /// <inheritdoc cref="Imaging.FromLinear"/>
    public static Image<T> FromLinear<T>(this Image<T> image) where T : struct => image.Filter(new FromLinear());
}

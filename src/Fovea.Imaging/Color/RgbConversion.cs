namespace Fovea.Imaging;

/// <summary>To three channels.</summary>
public static class RgbConversion
{
    /// <summary>
    /// Red, green and blue without alpha. Grey is repeated three times; alpha is dropped as if the image were opaque
    /// (<see cref="AlphaCompositing"/> lays it over a background instead); an RGB image is copied.
    /// </summary>
    /// <exception cref="FoveaException">The image has more than 4 channels.</exception>
    public static Image<T> ToRgb<T>(this Image<T> image) where T : struct
    {
        ColorChannels.Require(image, nameof(ToRgb));
        if (image.Channels == 3) return image.Clone();
        Image<T> result = Image<T>.Uninitialized(image.Height, image.Width, 3);
        ReadOnlySpan<T> from = image.Pixels;
        Span<T> to = result.Pixels;
        int g = image.Channels == 4 ? 1 : 0, b = 2 * g;
        for (int i = 0, j = 0; j < to.Length; i += image.Channels, j += 3)
        {
            to[j] = from[i];
            to[j + 1] = from[i + g];
            to[j + 2] = from[i + b];
        }
        return result;
    }
}

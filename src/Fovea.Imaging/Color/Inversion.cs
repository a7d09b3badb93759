namespace Fovea.Imaging;

/// <summary>The negative of an image.</summary>
public static class Inversion
{
    /// <summary>
    /// White minus each sample: 255 - v, 65535 - v, or 1 - v for floats (which then stay in 0 to 1). Alpha, the last channel of 2 or 4, is kept;
    /// images of more than 4 channels are inverted in all of them.
    /// </summary>
    public static Image<T> Invert<T>(this Image<T> image) where T : struct
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Filter(new Invert());
    }
}

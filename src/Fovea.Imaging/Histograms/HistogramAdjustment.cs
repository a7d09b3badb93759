namespace Fovea.Imaging;

/// <summary>Tones changed by what the image's own histogram is.</summary>
public static class HistogramAdjustment
{
    /// <inheritdoc cref="Imaging.Stretch"/>
    /// <param name="image">The image.</param>
    /// <param name="low">The percentile that becomes black.</param>
    /// <param name="high">The percentile that becomes white.</param>
    /// <param name="together">Whether all channels share their percentiles.</param>
    public static Image<T> Stretch<T>(this Image<T> image, double low = 0, double high = 100, bool together = true) where T : struct => image.Filter(new Stretch(low, high, together));

    /// <inheritdoc cref="Imaging.Equalize"/>
    /// <param name="image">The image.</param>
    /// <param name="bins">The number of bins, for floats.</param>
    public static Image<T> Equalize<T>(this Image<T> image, int bins = 256) where T : struct => image.Filter(new Equalize(bins));

    /// <inheritdoc cref="Imaging.Clahe"/>
    /// <param name="image">The image.</param>
    /// <param name="clip">The limit, in multiples of an even histogram's height; 0 for no limit.</param>
    /// <param name="tiles">The number of tiles along each side.</param>
    public static Image<T> Clahe<T>(this Image<T> image, double clip = 2, int tiles = 8) where T : struct => image.Filter(new Clahe(clip, tiles));
}

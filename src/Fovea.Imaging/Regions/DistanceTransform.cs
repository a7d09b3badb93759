namespace Fovea.Imaging;

/// <summary>
/// The distance of every pixel to the nearest background pixel, exactly: Meijster, Roerdink, Hesselink: A general algorithm for computing distance transforms in linear time (ISMM 2000).
/// The distances along columns are found first, then along each row the lower envelope of what they mean for it. Equals <c>distance_transform_edt</c> and
/// <c>distance_transform_cdt</c> of scipy, and OpenCV's <c>distanceTransform</c> with <c>DIST_MASK_PRECISE</c> within the error of its floats.
/// </summary>
public static class DistanceTransform
{
    /// <summary>The distances: 0 in the background, infinity everywhere where there is no background at all.</summary>
    /// <param name="image">An image of one channel.</param>
    /// <param name="metric">What is distance.</param>
    /// <param name="threshold">Samples above it are foreground, in their own units; NaN never is.</param>
    /// <exception cref="FoveaException">The image has several channels, or the threshold is not finite.</exception>
    public static Image<float> Of(Image image, DistanceMetric metric = DistanceMetric.Euclidean, double threshold = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels != 1) throw new FoveaException($"distances are found in an image of one channel, this one is {image}", "make it grey, and choose a threshold");
        if (!double.IsFinite(threshold)) throw new FoveaException($"DistanceTransform: the threshold is {threshold}");
        using StoredRows rows = new(image);
        return (Image<float>)Rows(rows, metric, threshold).ToImage();
    }

    /// <summary>The same for the rows of an image.</summary>
    internal static ImageRows Rows(ImageRows image, DistanceMetric metric, double threshold) => metric switch
    {
        DistanceMetric.Euclidean => new DistanceRows<EuclideanDistance>(image, threshold),
        DistanceMetric.Chessboard => new DistanceRows<ChessboardDistance>(image, threshold),
        _ => new DistanceRows<CityBlockDistance>(image, threshold),
    };
}

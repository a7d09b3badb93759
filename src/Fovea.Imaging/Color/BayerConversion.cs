namespace Fovea.Imaging;

/// <summary>Between RGB and what a Bayer pattern lets through.</summary>
public static class BayerConversion
{
    /// <inheritdoc cref="Imaging.Mosaic"/>
    /// <param name="image">An RGB image.</param>
    /// <param name="order">The pattern.</param>
    public static Image<T> Mosaic<T>(this Image<T> image, BayerOrder order = BayerOrder.Rggb) where T : struct => image.Filter(new Mosaic(order));

    /// <inheritdoc cref="Imaging.Demosaic"/>
    /// <param name="image">An image of one channel.</param>
    /// <param name="order">The pattern.</param>
    /// <param name="method">How missing colours are found.</param>
    /// <param name="black">The sample that stands for no light.</param>
    /// <param name="white">The sample that stands for full light; the type's white where not given.</param>
    public static Image<T> Demosaic<T>(this Image<T> image, BayerOrder order = BayerOrder.Rggb, DemosaicMethod method = DemosaicMethod.Bilinear, double black = 0, double? white = null)
        where T : struct => image.Filter(new Demosaic(order, method, black, white));
}

namespace Fovea.Imaging;

/// <summary>Filters images.</summary>
public static class Filtering
{
    /// <summary>The image filtered by one filter after the other, for filters that keep the type of samples.</summary>
    /// <exception cref="FoveaException">A filter does not take what the one before it gives, or the result's samples are of another type.</exception>
    public static Image<T> Filter<T>(this Image<T> image, params IReadOnlyList<Filter> filters) where T : struct =>
        Typed<T>(new Pipeline(filters), pipeline => pipeline.Run(image), image);

    /// <summary>The same for filters whose result has samples of type <typeparamref name="TResult"/>.</summary>
    public static Image<TResult> FilterTo<TResult>(this Image image, params IReadOnlyList<Filter> filters) where TResult : struct =>
        Typed<TResult>(new Pipeline(filters), pipeline => pipeline.Run(image), image);

    /// <summary>A part of an image filtered as an image of its own, with the border at the part's edge.</summary>
    /// <exception cref="FoveaException">A filter does not take what the one before it gives, or the result's samples are of another type.</exception>
    public static Image<T> Filter<T>(this ImageView<T> view, params IReadOnlyList<Filter> filters) where T : struct =>
        Typed<T>(new Pipeline(filters), pipeline => pipeline.Run(view.Image, view.Region), view.Image);

    /// <summary>
    /// The part of the filtered image that lies in a region, computed from that part and from what its windows see around it: the same pixels as if the whole
    /// image had been filtered and then cropped.
    /// </summary>
    public static Image<T> Filter<T>(this Image<T> image, Region region, params IReadOnlyList<Filter> filters) where T : struct =>
        Typed<T>(new Pipeline(filters), pipeline => pipeline.RunPart(image, region), image);

    // The depth is known before anything is computed.
    private static Image<T> Typed<T>(Pipeline pipeline, Func<Pipeline, Image> run, Image image) where T : struct
    {
        PixelDepth depth = pipeline.ResultOf(image.Kind).Depth;
        if (depth != Image<T>.SampleDepth)
            throw new FoveaException($"the result of '{pipeline}' is {depth}, not {Image<T>.SampleDepth}", $"ask for it with FilterTo<{(depth == PixelDepth.Float32 ? "float" : depth == PixelDepth.UInt16 ? "ushort" : "byte")}>");
        return (Image<T>)run(pipeline);
    }
}

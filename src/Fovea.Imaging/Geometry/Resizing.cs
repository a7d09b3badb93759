namespace Fovea.Imaging;

/// <summary>Changes the size of images.</summary>
public static class Resizing
{
    /// <summary>
    /// The image at another size. Pixel centres lie at half-integers, so output row i looks at the input position
    /// (i + 0.5) * Height / height - 0.5, and the corners of both images coincide; columns likewise. Along each axis the samples within the
    /// kernel's support are averaged with its weights, scaled to the sum 1.
    /// An axis that keeps its size is not touched, and an image that keeps both is copied bit by bit.
    /// </summary>
    /// <param name="image">The image; every channel, alpha too, is treated alike.</param>
    /// <param name="height">The number of rows of the result, at least 1.</param>
    /// <param name="width">The number of columns of the result, at least 1.</param>
    /// <param name="interpolation">The kernel; <see cref="Interpolation.Bilinear"/> where not given.</param>
    /// <param name="antialias">
    /// Whether an axis that shrinks by a factor f stretches the kernel by f, so that every input sample counts (as Pillow and Matlab do, and PyTorch
    /// with <c>antialias=True</c>). Without it the kernel stays as it is and skips samples, as OpenCV does. Nothing to
    /// <see cref="Interpolation.Nearest"/>, <see cref="Interpolation.First"/> and <see cref="Interpolation.Area"/>.
    /// </param>
    /// <param name="border">
    /// What is seen outside the image: with null nothing is, and the weights inside have the sum 1 (Pillow, PyTorch); <see cref="Border.Symmetric"/> in Matlab,
    /// <see cref="Border.Replicate"/> in OpenCV. Not a constant.
    /// </param>
    /// <returns>
    /// A new image, computed in single precision; integer samples are rounded once, to the nearest (halves up), and clamped to their range.
    /// </returns>
    /// <exception cref="FoveaException">A size is below 1, or the result is larger than an image can be.</exception>
    public static Image<T> Resize<T>(this Image<T> image, int height, int width, Interpolation? interpolation = null, bool antialias = true, Border? border = null)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(image);
        if (height < 1 || width < 1) throw new FoveaException($"Resize: height {height} and width {width} must be at least 1");
        if (height == image.Height && width == image.Width) return image.Clone();
        return (Image<T>)Run(image, height, width, (double)image.Height / height, (double)image.Width / width, interpolation ?? Interpolation.Bilinear, antialias, border);
    }

    /// <summary>The same with the distance of output samples, in input samples, given for each axis.</summary>
    internal static Image Run(Image image, int height, int width, double rowStep, double columnStep, Interpolation kernel, bool antialias, Border? border)
    {
        if (border is { Kind: BorderKind.Constant or BorderKind.Valid }) throw new FoveaException($"Resize: the border is {border}", "an image that is resized goes on as reflect, symmetric, replicate or wrap, or not at all");
        ImageKind kind = (long)height * width <= Array.MaxLength / image.Channels ? image.Kind with { Height = height, Width = width }
            : throw new FoveaException($"Resize: {height} x {width} x {image.Channels} samples are more than one array can hold ({Array.MaxLength})");
        using StoredRows rows = new(image);
        return Rows(rows, kind, rowStep, columnStep, kernel, antialias, border).ToImage();
    }

    /// <summary>The same for the rows of an image.</summary>
    internal static ImageRows Rows(ImageRows image, ImageKind kind, double rowStep, double columnStep, Interpolation kernel, bool antialias, Border? border)
    {
        ImageKind from = image.Kind;
        if (kernel == Interpolation.Area && AreaAverage.Fits(from, kind, rowStep, columnStep)) return new MadeRows(image, new AreaAverage(from, kind, (int)rowStep, (int)columnStep));
        ResizeAxis rows = new(from.Height, kind.Height, rowStep, kernel, antialias, border), columns = new(from.Width, kind.Width, columnStep, kernel, antialias, border);
        return new MadeRows(image, kernel.Support == 0 ? new PickedRows(from, kind, rows, columns) : from.Depth switch
        {
            PixelDepth.UInt8 => new ResizePasses<byte>(from, kind, rows, columns),
            PixelDepth.UInt16 => new ResizePasses<ushort>(from, kind, rows, columns),
            _ => new ResizePasses<float>(from, kind, rows, columns),
        });
    }
}

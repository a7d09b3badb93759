namespace Fovea.Tensors;

/// <summary>How regions are cut into bins and sampled (see <see cref="Tensor.RoiAlign"/>).</summary>
/// <param name="Size">Rows and columns of bins.</param>
/// <param name="Samples">Samples a bin in rows and in columns; 0 takes about one a pixel.</param>
/// <param name="Scale">From the regions' coordinates to pixels.</param>
/// <param name="Aligned">Whether pixel centres stand at half coordinates.</param>
internal readonly record struct RoiGeometry(Pair Size, int Samples, double Scale, bool Aligned)
{
    const long MostSamples = 1 << 20;

    /// <summary>
    /// The definition: calls <paramref name="tap"/> with row, column and weight of every pixel that bin (i, j) of a region (x1, y1, x2, y2) takes from images of the given size.
    /// </summary>
    public void Taps<T>(double left, double top, double right, double bottom, int i, int j, int height, int width, ref T tap) where T : struct, ITap, allows ref struct
    {
        double shift = Aligned ? 0.5 : 0;
        (left, top, right, bottom) = (left * Scale - shift, top * Scale - shift, right * Scale - shift, bottom * Scale - shift);
        (double roiHeight, double roiWidth) = (bottom - top, right - left);
        // Before pixel centres were put at their place, regions were at least one pixel large.
        if (!Aligned) (roiHeight, roiWidth) = (Math.Max(roiHeight, 1), Math.Max(roiWidth, 1));
        (double binHeight, double binWidth) = (roiHeight / Size.Y, roiWidth / Size.X);
        double rows = Samples > 0 ? Samples : Math.Max(0, Math.Ceiling(binHeight)), columns = Samples > 0 ? Samples : Math.Max(0, Math.Ceiling(binWidth));
        double share = 1 / Math.Max(rows * columns, 1);
        (long above, long below) = Reached(top + i * binHeight, binHeight / rows, rows, height);
        (long before, long behind) = Reached(left + j * binWidth, binWidth / columns, columns, width);
        for (long u = above; u < below; u++)
        {
            if (!Between(top + (i + (u + 0.5) / rows) * binHeight, height, out int upper, out int lower, out double down)) continue;
            for (long v = before; v < behind; v++)
            {
                if (!Between(left + (j + (v + 0.5) / columns) * binWidth, width, out int first, out int second, out double across)) continue;
                tap.Take(upper, first, (1 - down) * (1 - across) * share);
                tap.Take(upper, second, (1 - down) * across * share);
                tap.Take(lower, first, down * (1 - across) * share);
                tap.Take(lower, second, down * across * share);
            }
        }
    }

    /// <summary>The samples that may lie on the image: of a region as large as its file says only those are visited, though all count.</summary>
    static (long From, long To) Reached(double start, double step, double count, int size) => step > 0
        ? ((long)Math.Clamp((-1 - start) / step - 1, 0, count), (long)Math.Clamp((size - start) / step + 1, 0, count))
        : (0, (long)Math.Min(count, MostSamples));

    /// <summary>The two pixels around a place, and the share of the second; none farther than a pixel from the image.</summary>
    static bool Between(double place, int size, out int first, out int second, out double share)
    {
        first = second = 0;
        share = 0;
        if (!(place >= -1 && place <= size)) return false;
        place = Math.Clamp(place, 0, size - 1);
        first = (int)place;
        second = Math.Min(first + 1, size - 1);
        share = place - first;
        return true;
    }

    /// <summary>What is done with a pixel.</summary>
    public interface ITap
    {
        void Take(int row, int column, double weight);
    }
}

/// <summary>
/// Bins of regions: for images (N, H, W, C), regions (K, 4) as (x1, y1, x2, y2) and the numbers (K) of their images the result is (K, rows, columns, C). Regions and numbers have
/// no gradient. The adjoint of <see cref="RoiAlignGradientOp"/>.
/// </summary>
internal sealed partial record RoiAlignOp(RoiGeometry Geometry) : Operation
{
    internal override bool MayFail => true;

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        if (x[0].Rank != 4 || x[1].Rank != 2 || x[1][1] != 4 || x[2].Rank != 1 || x[2][0] != x[1][0])
            throw new ShapeException(Name, "needs four numbers and the number of an image for each region", [("input", x[0], "(N, H, W, C)"), ("regions", x[1], "expected (K, 4)"), ("images", x[2], "expected (K)")]);
        if (x[0][1] == 0 || x[0][2] == 0) throw new ShapeException(Name, "the images have no pixels", [("input", x[0], "(N, H, W, C)")]);
        return [x[1][0], Geometry.Size.Y, Geometry.Size.X, x[0][3]];
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new RoiAlignGradientOp(Geometry, x[0].Shape), dy, x[1], x[2]), null, null];
}

/// <summary>Adds every bin of dy, weighted, to the pixels from which <see cref="RoiAlignOp"/> took it; its adjoint. Operands are dy, the regions and the numbers of their images.</summary>
internal sealed partial record RoiAlignGradientOp(RoiGeometry Geometry, Shape Images) : Operation
{
    internal override bool MayFail => true;

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Images;

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new RoiAlignOp(Geometry), dy, x[1], x[2]), null, null];
}

public partial class Tensor
{
    /// <summary>
    /// Regions of a batch of images (N, H, W, C) as pictures of one size: each region is cut into bins, and a bin is the mean of bilinear samples in it (He et al., arXiv:1703.06870).
    /// Gives (K, rows, columns, C). The gradient goes to the images; regions have none.
    /// </summary>
    /// <param name="regions">(K, 4): left, top, right and bottom of each.</param>
    /// <param name="images">(K): the number of the image in which each lies.</param>
    /// <param name="size">Rows and columns of bins.</param>
    /// <param name="samples">Samples a bin in rows and in columns; 0 takes about one a pixel.</param>
    /// <param name="scale">From the regions' coordinates to pixels of these images, which may be smaller than those in which the regions were found.</param>
    /// <param name="aligned">Whether pixel centres stand at half coordinates; without, regions are half a pixel too far right and below, as in the first publication, and at least one pixel large.</param>
    /// <exception cref="ShapeException">This is no batch of images with pixels, or regions, numbers or size do not fit.</exception>
    /// <exception cref="FoveaException">When it is computed: there is no image of such a number.</exception>
    public Tensor RoiAlign(Tensor regions, Tensor images, Pair size, int samples = 0, double scale = 1, bool aligned = true)
    {
        if (size.Y < 1 || size.X < 1) throw new ShapeException($"RoiAlign: there must be at least 1x1 bins, there are {size}");
        if (samples < 0) throw new ShapeException($"RoiAlign: the number of samples must not be negative, it is {samples}");
        return Apply(new RoiAlignOp(new RoiGeometry(size, samples, scale, aligned)), this, regions, images);
    }
}

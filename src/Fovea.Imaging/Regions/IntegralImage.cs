using System.Numerics;
using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// The sums of all samples above and to the left of each corner between pixels, so that the sum over any rectangle takes four look-ups
/// (Crow, SIGGRAPH 1984; Viola and Jones, CVPR 2001). Equals OpenCV's <c>integral2</c>.
/// </summary>
public static class IntegralImage
{
    /// <summary>Exact sums of an 8-bit image.</summary>
    /// <param name="image">The image, of any number of channels.</param>
    /// <param name="squares">Whether sums of squares are made too.</param>
    public static IntegralImage<long> Of(Image<byte> image, bool squares = false) => IntegralImage<long>.Create(image, squares);

    /// <summary>Exact sums of a 16-bit image.</summary>
    /// <inheritdoc cref="Of(Image{byte}, bool)"/>
    public static IntegralImage<long> Of(Image<ushort> image, bool squares = false) => IntegralImage<long>.Create(image, squares);

    /// <summary>Sums of a float image, in double precision.</summary>
    /// <inheritdoc cref="Of(Image{byte}, bool)"/>
    public static IntegralImage<double> Of(Image<float> image, bool squares = false) => IntegralImage<double>.Create(image, squares);
}

/// <summary>Sums over rectangles in constant time. See <see cref="IntegralImage"/>.</summary>
/// <typeparam name="TSum">The type of the sums: <see cref="long"/> for whole numbers, <see cref="double"/> for floats.</typeparam>
public sealed unsafe class IntegralImage<TSum> where TSum : unmanaged, INumber<TSum>
{
    private const int StripRows = 64;

    private readonly TSum[] sums;
    private readonly TSum[]? squares;

    private IntegralImage(ImageKind image, TSum[] sums, TSum[]? squares) => (Image, this.sums, this.squares) = (image, sums, squares);

    /// <summary>Size and depth of the image that was summed up.</summary>
    public ImageKind Image { get; }

    /// <summary>
    /// (height + 1) x (width + 1) x channels sums: that of corner (y, x) is over the rows before y and the columns before x, so the first row and column are 0.
    /// </summary>
    public ReadOnlySpan<TSum> Sums => sums;

    /// <summary>The same of the squares of the samples.</summary>
    /// <exception cref="FoveaException">No squares were asked for.</exception>
    public ReadOnlySpan<TSum> SquaredSums => squares ?? throw new FoveaException("the integral image has no sums of squares", "make it with squares: true");

    /// <summary>The sum of a channel over a rectangle.</summary>
    /// <exception cref="FoveaException">The rectangle does not lie inside the image, or there is no such channel.</exception>
    public TSum Sum(Region region, int channel = 0) => Over(sums, region, channel);

    /// <summary>The sum of the squares of a channel over a rectangle.</summary>
    /// <exception cref="FoveaException">No squares were asked for, the rectangle does not lie inside the image, or there is no such channel.</exception>
    public TSum SquaredSum(Region region, int channel = 0) => Over(SquaredSums, region, channel);

    /// <summary>The mean of a channel over a rectangle.</summary>
    /// <exception cref="FoveaException">The rectangle does not lie inside the image, or there is no such channel.</exception>
    public double Mean(Region region, int channel = 0) => double.CreateTruncating(Sum(region, channel)) / ((double)region.Height * region.Width);

    /// <summary>The variance of a channel over a rectangle: the mean of the squares less the square of the mean (divided by the number of pixels, not one less).</summary>
    /// <exception cref="FoveaException">No squares were asked for, the rectangle does not lie inside the image, or there is no such channel.</exception>
    public double Variance(Region region, int channel = 0)
    {
        double mean = Mean(region, channel);
        // What rounding makes of a region of one value is not below 0.
        return Math.Max(0, double.CreateTruncating(SquaredSum(region, channel)) / ((double)region.Height * region.Width) - mean * mean);
    }

    internal static IntegralImage<TSum> Create<T>(Image<T> image, bool squares) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        long count = (image.Height + 1L) * (image.Width + 1L);
        if (count > Array.MaxLength / image.Channels) throw new FoveaException($"IntegralImage: the sums of an image of {image} are more than one array can hold", "work on it in parts");
        return new IntegralImage<TSum>(image.Kind, SumUp(image, square: false), squares ? SumUp(image, square: true) : null);
    }

    private TSum Over(ReadOnlySpan<TSum> of, Region region, int channel)
    {
        region.CheckInside(Image);
        if ((uint)channel >= (uint)Image.Channels) throw new FoveaException($"channel {channel} does not exist in an image of {Image}");
        int stride = (Image.Width + 1) * Image.Channels, left = region.Left * Image.Channels + channel, right = left + region.Width * Image.Channels;
        int top = region.Top * stride, bottom = top + region.Height * stride;
        return of[bottom + right] - of[bottom + left] - of[top + right] + of[top + left];
    }

    private static TSum[] SumUp<T>(Image<T> image, bool square) where T : unmanaged, INumber<T>
    {
        int channels = image.Channels, stride = (image.Width + 1) * channels, strips = (image.Height + StripRows - 1) / StripRows;
        TSum[] sums = GC.AllocateUninitializedArray<TSum>(stride * (image.Height + 1));
        using StoredRows rows = new(image);
        // First what stands above each strip of rows, so that all that is written is written once.
        var above = new TSum[strips][];
        above[0] = new TSum[stride];
        RowBlocks.RunEach(strips - 1, s =>
        {
            TSum[] next = above[s + 1] = new TSum[stride];
            fixed (TSum* sum = next)
                for (int y = s * StripRows; y < (s + 1) * StripRows; y++) RunningSums.AddColumns((T*)rows.Rows.Row(y), stride - channels, square, sum + channels);
            RunningSums.Run<TSum>(next, channels);
        });
        for (int s = 1; s < strips; s++) TensorPrimitives.Add<TSum>(above[s], above[s - 1], above[s]);
        RowBlocks.RunEach(strips, s =>
        {
            fixed (TSum* start = above[s], result = sums)
            {
                TSum* last = start;
                for (int y = s * StripRows; y < Math.Min(image.Height, (s + 1) * StripRows); y++)
                {
                    TSum* row = result + (y + 1L) * stride;
                    new Span<TSum>(row, channels).Clear();
                    RunningSums.Add((T*)rows.Rows.Row(y), image.Width, channels, square, last + channels, row + channels);
                    last = row;
                }
            }
        });
        sums.AsSpan(0, stride).Clear();
        return sums;
    }
}

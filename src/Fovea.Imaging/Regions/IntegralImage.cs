using System.Numerics;
using Fovea.Compute;

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
public sealed class IntegralImage<TSum> where TSum : unmanaged, INumber<TSum>
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

    internal static IntegralImage<TSum> Create<T>(Image<T> image, bool squares) where T : struct, INumber<T>
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

    private static TSum[] SumUp<T>(Image<T> image, bool square) where T : struct, INumber<T>
    {
        int stride = (image.Width + 1) * image.Channels, strips = (image.Height + StripRows - 1) / StripRows;
        TSum[] sums = GC.AllocateUninitializedArray<TSum>(stride * (image.Height + 1));
        sums.AsSpan(0, stride).Clear();
        // Each strip as if it were the first one; then what stands above it is added.
        StripWork<T> strip = new(image, sums, stride, square);
        Workers.Run(strips, ref strip);
        TSum[] above = new TSum[strips * stride];
        for (int s = 1; s < strips; s++)
            for (int i = 0; i < stride; i++) above[s * stride + i] = above[(s - 1) * stride + i] + sums[s * StripRows * stride + i];
        AddWork add = new(sums, above, stride);
        Workers.Run(strips, ref add);
        return sums;
    }

    private readonly struct StripWork<T>(Image<T> image, TSum[] sums, int stride, bool square) : Workers.IWork where T : struct, INumber<T>
    {
        public void Run(int chunk)
        {
            int channels = image.Channels, first = chunk * StripRows;
            for (int y = first; y < Math.Min(image.Height, first + StripRows); y++)
            {
                Span<TSum> row = sums.AsSpan((y + 1) * stride, stride), above = sums.AsSpan(y * stride, stride);
                ReadOnlySpan<T> samples = image.Row(y);
                row[..channels].Clear();
                for (int c = 0; c < channels; c++)
                {
                    TSum sum = TSum.Zero;
                    for (int i = c; i < samples.Length; i += channels)
                    {
                        TSum sample = TSum.CreateTruncating(samples[i]);
                        sum += square ? sample * sample : sample;
                        row[i + channels] = y == first ? sum : sum + above[i + channels];
                    }
                }
            }
        }
    }

    private readonly struct AddWork(TSum[] sums, TSum[] above, int stride) : Workers.IWork
    {
        public void Run(int chunk)
        {
            if (chunk == 0) return;
            ReadOnlySpan<TSum> more = above.AsSpan(chunk * stride, stride);
            for (int at = (chunk * StripRows + 1) * stride; at < Math.Min(sums.Length, ((chunk + 1) * StripRows + 1) * stride); at += stride)
                System.Numerics.Tensors.TensorPrimitives.Add(sums.AsSpan(at, stride), more, sums.AsSpan(at, stride));
        }
    }
}

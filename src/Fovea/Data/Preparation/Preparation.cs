using System.Globalization;
using Fovea.Imaging;
using Fovea.Tensors;

namespace Fovea.Data;

/// <summary>
/// The standard preparation of pictures for classification: transparency is laid on white, colours are made grey or RGB, the shorter side is resized, the
/// centre cut out as a square, values taken to 0 to 1, and mean and deviation of each channel taken out. Equal, bit for bit up to the last step, to
/// torchvision's <c>Resize</c>, <c>CenterCrop</c>, <c>ToTensor</c> and <c>Normalize</c> on pictures that Pillow has read with 8 bits and without alpha.
/// </summary>
public sealed class Preparation
{
    /// <summary>From this side on, inputs are cut out of somewhat larger pictures; smaller ones show the whole of the shorter side.</summary>
    private const int LeastWithMargin = 112;

    private static readonly float[] ImageNetMean = [0.485f, 0.456f, 0.406f], ImageNetDeviation = [0.229f, 0.224f, 0.225f];

    /// <summary>A preparation.</summary>
    /// <param name="resize">What the shorter side is resized to; at least <paramref name="size"/>.</param>
    /// <param name="size">The side of the square that is cut out.</param>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    /// <param name="mean">Per channel, what is subtracted from values of 0 to 1; where not given that of ImageNet, for grey the mean of its three.</param>
    /// <param name="deviation">Per channel, what is then divided by; where not given that of ImageNet, for grey the mean of its three.</param>
    /// <exception cref="FoveaException">A number is out of its range, or there are not as many means and deviations as channels.</exception>
    public Preparation(int resize, int size, int channels = 3, IReadOnlyList<float>? mean = null, IReadOnlyList<float>? deviation = null)
    {
        const int Most = 1 << 14;
        if (size is < 1 or > Most) throw new FoveaException($"preparation: the side must be 1 to {Most}, not {size}");
        if (resize < size || resize > 2 * Most)
            throw new FoveaException($"preparation: the shorter side is resized to {resize}, from which {size} is to be cut out", $"resize to {size} to {2 * Most}");
        if (channels is not (1 or 3)) throw new FoveaException($"preparation: pictures are made grey (1 channel) or RGB (3), not {channels} channels");
        mean ??= channels == 3 ? ImageNetMean : [ImageNetMean.Average()];
        deviation ??= channels == 3 ? ImageNetDeviation : [ImageNetDeviation.Average()];
        if (mean.Count != channels || deviation.Count != channels)
            throw new FoveaException($"preparation: {mean.Count} means and {deviation.Count} deviations for {channels} channels");
        if (mean.Any(m => !float.IsFinite(m)) || deviation.Any(d => !float.IsFinite(d) || d <= 0))
            throw new FoveaException("preparation: means must be finite, deviations finite and greater than 0");
        (Resize, Size, Channels, Mean, Deviation) = (resize, size, channels, mean, deviation);
    }

    /// <summary>That of the networks for ImageNet: 256, 224, RGB (Krizhevsky et al. 2012; mean and deviation as torchvision has them).</summary>
    public static Preparation ImageNet { get; } = new(256, 224);

    /// <summary>What the shorter side is resized to.</summary>
    public int Resize { get; }

    /// <summary>The side of the square that is cut out: rows and columns of a sample.</summary>
    public int Size { get; }

    /// <summary>1 for grey, 3 for RGB.</summary>
    public int Channels { get; }

    /// <summary>Per channel, what is subtracted from values of 0 to 1.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>Per channel, what is then divided by.</summary>
    public IReadOnlyList<float> Deviation { get; }

    /// <summary>Values of a prepared picture.</summary>
    public int Length => Size * Size * Channels;

    /// <summary>
    /// The standard preparation for a network's input: the shorter side is resized to 8/7 of the input's side (256 for 224), for inputs below 112 to the side
    /// itself.
    /// </summary>
    /// <param name="size">The side of the input.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="resize">Another size of the shorter side; null for the standard one.</param>
    /// <exception cref="FoveaException">A number is out of its range.</exception>
    public static Preparation For(int size, int channels, int? resize = null) =>
        new(resize ?? (size < LeastWithMargin ? size : (int)Math.Round(size * 8 / 7.0)), size, channels);

    /// <summary>What of a picture is seen: the shorter side resized, the centre cut out.</summary>
    public Framing Frame(int height, int width)
    {
        (int rows, int columns) = Resized(height, width);
        // Halves go to the even number, as in torchvision.
        return At(height, width, rows, columns, (int)Math.Round((rows - Size) / 2.0), (int)Math.Round((columns - Size) / 2.0));
    }

    /// <summary>
    /// The ten crops of Krizhevsky et al. 2012: the four corners of the resized picture (top left, top right, bottom left, bottom right) and the centre, then
    /// the same five of the mirrored picture, in the order of torchvision's <c>TenCrop</c>.
    /// </summary>
    public IReadOnlyList<Framing> TenCrops(int height, int width)
    {
        (int rows, int columns) = Resized(height, width);
        (int bottom, int right) = (rows - Size, columns - Size);
        Framing[] five = [At(0, 0), At(0, right), At(bottom, 0), At(bottom, right), Frame(height, width)];
        return [.. five, .. five.Select(frame => frame with { Window = frame.Window with { Left = right - frame.Window.Left }, IsMirrored = true })];

        Framing At(int top, int left) => this.At(height, width, rows, columns, top, left);
    }

    /// <summary>A picture of any size and kind as 8 bits of as many channels as are needed: transparency on white, grey by Rec. 601.</summary>
    /// <exception cref="FoveaException">The picture has more than four channels.</exception>
    public Image<byte> Convert(Image image) => Convert(image, Channels);

    /// <summary>Prepares a picture up to values of 0 to 1; mean and deviation are left to whoever makes batches.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="pixels">Receives <see cref="Length"/> values, rows x columns x channels.</param>
    /// <exception cref="FoveaException">The picture has more than four channels.</exception>
    public void Apply(Image image, Span<float> pixels)
    {
        Image<byte> converted = Convert(image);
        PixelScale.Apply(Frame(converted.Height, converted.Width), converted, pixels);
    }

    /// <summary>A picture as the input of a network, (1, size, size, channels), mean and deviation taken out.</summary>
    /// <exception cref="FoveaException">The picture has more than four channels.</exception>
    public Tensor ToTensor(Image image)
    {
        float[] values = new float[Length];
        Apply(image, values);
        for (int i = 0; i < values.Length; i++) values[i] = (values[i] - Mean[i % Channels]) / Deviation[i % Channels];
        return Tensor.From(values, [1, Size, Size, Channels]);
    }

    /// <summary>In words: what is done, in its order.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Channels == 1 ? "grey" : "RGB")}, shorter side to {Resize} (bilinear, antialiased), centre {Size}x{Size}, 0 to 1, minus {List(Mean)}, over {List(Deviation)}");

    internal static Image<byte> Convert(Image image, int channels)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image<byte> bytes = image as Image<byte> ?? image.ToByte();
        if (bytes.HasAlpha) bytes = bytes.Flatten(255);
        if (bytes.Channels == channels) return bytes;
        return channels == 1 ? bytes.ToGray(LumaWeights.Pillow) : bytes.ToRgb();
    }

    /// <summary>What a side becomes when another of the same picture becomes <paramref name="resized"/>: rounded down, as in torchvision.</summary>
    /// <exception cref="FoveaException">It would be longer than a picture can be.</exception>
    internal static int InProportion(int side, int other, int resized)
    {
        long length = (long)resized * side / other;
        if (length > int.MaxValue) throw new FoveaException($"a picture of {side} by {other} pixels is too long and narrow: resized to {resized} it would be {length} pixels long");
        return (int)length;
    }

    private (int Rows, int Columns) Resized(int height, int width) =>
        height <= width ? (Resize, InProportion(width, height, Resize)) : (InProportion(height, width, Resize), Resize);

    private Framing At(int height, int width, int rows, int columns, int top, int left) =>
        new(new Region(0, 0, height, width), rows, columns, new Region(top, left, Size, Size));

    private static string List(IEnumerable<float> values) => string.Join(' ', values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)));
}

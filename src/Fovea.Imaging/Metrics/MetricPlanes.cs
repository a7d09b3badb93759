using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>What of two images is compared, one row of one channel at a time.</summary>
internal sealed class MetricPlanes
{
    private readonly Image a, b;
    private readonly MetricOptions options;

    private MetricPlanes(Image a, Image b, MetricOptions options) => (this.a, this.b, this.options) = (a, b, options);

    /// <summary>The number of rows that are compared.</summary>
    public int Height => a.Height - 2 * options.Crop;

    /// <summary>The number of columns that are compared.</summary>
    public int Width => a.Width - 2 * options.Crop;

    /// <summary>The number of channels that are compared.</summary>
    public int Count => IsLuma ? 1 : a.Channels;

    /// <summary>The distance from black to white.</summary>
    public double Peak => options.RoundToBytes ? 255 : options.Peak ?? Samples.White(a.Depth);

    private bool IsLuma => options.Channels is MetricChannels.Luma or MetricChannels.StudioLuma && a.Channels >= 3;

    /// <summary>The mean squared error of each channel.</summary>
    public double[] Errors
    {
        get
        {
            int blocks = RowBlocks.Count(Height);
            double[][] sums = new double[blocks][];
            RowBlocks.Run(Height, (block, from, to) =>
            {
                sums[block] = new double[Count];
                double[] p = new double[Width], q = new double[Width];
                for (int c = 0; c < Count; c++)
                    for (int y = from; y < to; y++)
                    {
                        Rows(y, c, p, q);
                        TensorPrimitives.Subtract<double>(p, q, p);
                        sums[block][c] += TensorPrimitives.SumOfSquares<double>(p);
                    }
            });
            return [.. Enumerable.Range(0, Count).Select(c => sums.Sum(part => part[c]) / ((double)Height * Width))];
        }
    }

    public static MetricPlanes Of(Image a, Image b, MetricOptions options, string operation)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Kind != b.Kind) throw new FoveaException($"{operation}: the images are {a} and {b}", "images of one size, depth and number of channels can be compared");
        if (options.Crop < 0 || 2L * options.Crop >= Math.Min(a.Height, a.Width)) throw new FoveaException($"{operation}: with {options.Crop} pixels cropped along every edge nothing is left of {a}");
        if (options.Peak is { } peak && !(peak > 0 && double.IsFinite(peak))) throw new FoveaException($"{operation}: the peak is {peak}; it must be a positive number");
        return new MetricPlanes(a, b, options);
    }

    /// <summary>Writes a row of a channel of both images.</summary>
    public void Rows(int y, int channel, Span<double> p, Span<double> q)
    {
        Row(a, y, channel, p);
        Row(b, y, channel, q);
    }

    private void Row(Image image, int y, int channel, Span<double> to)
    {
        if (!IsLuma)
        {
            Channel(image, y, channel, to);
            return;
        }
        bool studio = options.Channels == MetricChannels.StudioLuma;
        ReadOnlySpan<double> weights = studio ? [65.481 / 255, 128.553 / 255, 24.966 / 255] : [0.299, 0.587, 0.114];
        double[] one = new double[to.Length];
        to.Fill(studio ? 16 * Peak / 255 : 0);
        for (int c = 0; c < 3; c++)
        {
            Channel(image, y, c, one);
            TensorPrimitives.MultiplyAdd(one, weights[c], to, to);
        }
    }

    private void Channel(Image image, int y, int channel, Span<double> to)
    {
        int first = options.Crop * image.Channels + channel, step = image.Channels;
        y += options.Crop;
        switch (image)
        {
            case Image<byte> bytes:
                ReadOnlySpan<byte> byteRow = bytes.Row(y);
                for (int x = 0; x < to.Length; x++) to[x] = byteRow[first + x * step];
                return; // bytes are bytes already
            case Image<ushort> words:
                ReadOnlySpan<ushort> wordRow = words.Row(y);
                for (int x = 0; x < to.Length; x++) to[x] = wordRow[first + x * step];
                break;
            case Image<float> floats:
                ReadOnlySpan<float> floatRow = floats.Row(y);
                for (int x = 0; x < to.Length; x++) to[x] = floatRow[first + x * step];
                break;
        }
        if (!options.RoundToBytes) return;
        double scale = 255 / Samples.White(image.Depth);
        foreach (ref double v in to) v = Math.Round(Math.Clamp(v * scale, 0, 255));
    }
}

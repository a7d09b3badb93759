namespace Fovea.Imaging;

/// <summary>
/// Thresholding with hysteresis (row B5 of the course): 255 where a sample is above the upper threshold, or above the lower one and joined to such a sample over the eight
/// neighbours, directly or through others above the lower one; 0 elsewhere. Every channel by itself; the result's samples are bytes. It is the last step of <see cref="Canny"/>.
/// </summary>
/// <param name="Low">The lower threshold, in the samples' units.</param>
/// <param name="High">The upper threshold, in the samples' units.</param>
public sealed record Hysteresis(
    [Parameter("lower threshold, in the samples' units")] double Low,
    [Parameter("upper threshold, in the samples' units")] double High) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Hysteresis>("hysteresis", "gradients", "B5", "thresholding with two thresholds, where weak pixels stay beside strong ones; bytes",
        "hysteresis low=90 high=160");

    private protected override ImageKind Check(ImageKind input)
    {
        if (Low > High) throw Wrong($"low is {Low}, above high, {High}", "high finds edges, low follows them");
        return input with { Depth = PixelDepth.UInt8 };
    }

    internal override ImageRows Apply(ImageRows image) => new Edges(image, Check(image.Kind), Low, High);

    /// <summary>Components of samples above the lower threshold that have one above the upper threshold, in each channel.</summary>
    private sealed unsafe class Edges : ImageRows
    {
        private readonly ChosenComponents[] channels;

        public Edges(ImageRows image, ImageKind output, double low, double high) : base(output)
        {
            ImageKind kind = image.Kind;
            double lower = Comparable(low), upper = Comparable(high);
            channels = [.. Enumerable.Range(0, kind.Channels).Select(c =>
                new ChosenComponents(image, new Foreground(kind, lower, c), new Foreground(kind, upper, c), Connectivity.Eight, new ComponentWish(MinArea: 1, MaxArea: long.MaxValue)))];

            // Floats are compared with the threshold itself, not with the float next to it.
            double Comparable(double threshold) => kind.Depth == PixelDepth.Float32 && (float)threshold > threshold ? MathF.BitDecrement((float)threshold) : threshold;
        }

        public override int StripRows => ChosenComponents.StripRows;

        public override void Make(RowRange range, PixelRows target)
        {
            if (channels.Length == 1)
            {
                channels[0].Visit(range, (rows, strip) =>
                {
                    for (int y = rows.From; y < rows.To; y++) strip.Mask(y, target.Row(y));
                });
                return;
            }
            byte[] mask = new byte[Kind.Width];
            for (int c = 0; c < channels.Length; c++)
            {
                int channel = c;
                channels[c].Visit(range, (rows, strip) =>
                {
                    for (int y = rows.From; y < rows.To; y++)
                    {
                        fixed (byte* row = mask) strip.Mask(y, row);
                        byte* result = target.Row(y) + channel;
                        for (int x = 0; x < mask.Length; x++) result[(long)x * channels.Length] = mask[x];
                    }
                });
            }
        }
    }
}

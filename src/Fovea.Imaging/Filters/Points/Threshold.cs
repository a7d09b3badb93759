using System.Numerics;

namespace Fovea.Imaging;

/// <summary>What becomes of a sample above a threshold, and of one that is not; as OpenCV's <c>ThresholdTypes</c>.</summary>
public enum ThresholdKind
{
    /// <summary>White above, black else.</summary>
    Binary,

    /// <summary>Black above, white else.</summary>
    Inverted,

    /// <summary>The level above, the sample itself else.</summary>
    Truncate,

    /// <summary>The sample itself above, black else.</summary>
    ToZero,

    /// <summary>Black above, the sample itself else.</summary>
    ToZeroInverted,
}

/// <summary>
/// Each sample is compared with a level, v &gt; level, as in OpenCV's <c>threshold</c>. White is 255, 65535, or 1 for floats; a NaN is not above. Alpha is kept.
/// </summary>
/// <param name="Level">The level, in the samples' own units.</param>
/// <param name="Kind">What is made of the comparison.</param>
public sealed record Threshold([Parameter("level, in the samples' own units (0 to 255 for bytes)")] double Level, [Parameter("what is made of the comparison")] ThresholdKind Kind = ThresholdKind.Binary) : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Threshold>("threshold", "points", "A1", "white where a sample lies above a level, black elsewhere", "threshold level=127");

    private protected override bool KeepsAlpha => true;

    private protected override double Value(double v, double white)
    {
        bool above = v > Level;
        return Kind switch
        {
            ThresholdKind.Binary => above ? white : 0,
            ThresholdKind.Inverted => above ? 0 : white,
            ThresholdKind.Truncate => above ? Level : v,
            ThresholdKind.ToZero => above ? v : 0,
            _ => above ? 0 : v,
        };
    }

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to)
    {
        // The level as the largest float that is not above it, so that the comparison is the one in double precision.
        float level = (float)Level;
        if (level > Level) level = MathF.BitDecrement(level);
        Vector<float> levels = new(level), one = Vector<float>.One, zero = Vector<float>.Zero;
        int i = 0;
        for (; i <= from.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> v = new(from[i..]);
            (Vector<float> above, Vector<float> below) = Kind switch
            {
                ThresholdKind.Binary => (one, zero),
                ThresholdKind.Inverted => (zero, one),
                ThresholdKind.Truncate => (new((float)Level), v),
                ThresholdKind.ToZero => (v, zero),
                _ => (zero, v),
            };
            Vector.ConditionalSelect(Vector.GreaterThan(v, levels), above, below).CopyTo(to[i..]);
        }
        for (; i < from.Length; i++) to[i] = (float)Value(from[i], 1);
    }
}

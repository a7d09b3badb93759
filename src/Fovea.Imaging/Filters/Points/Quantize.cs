namespace Fovea.Imaging;

/// <summary>
/// Rounds each sample to the nearest of k levels that lie evenly from black to white: round(v / white * (k - 1)) / (k - 1) * white, halves up. White is 255,
/// 65535, or 1 for floats, of which those outside 0 to 1 are clamped. Alpha is kept.
/// </summary>
/// <param name="Levels">The number of levels.</param>
public sealed record Quantize([Parameter("number of levels from black to white", Min = 2, Max = 65536)] int Levels = 4) : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Quantize>("quantize", "points", "A1", "samples rounded to a few levels");

    private protected override bool KeepsAlpha => true;

    private protected override double Value(double v, double white) => Math.Floor(Math.Clamp(v / white, 0, 1) * (Levels - 1) + 0.5) / (Levels - 1) * white;

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = (float)Value(from[i], 1);
    }
}

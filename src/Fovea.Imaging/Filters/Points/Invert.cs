using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>The negative: white minus each sample, 255 - v, 65535 - v, or 1 - v for floats. Alpha, the last of 2 or 4 channels, is kept.</summary>
public sealed record Invert() : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Invert>("invert", "points", "A1", "the negative");

    private protected override bool KeepsAlpha => true;

    private protected override double Value(double v, double white) => white - v;

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to) => TensorPrimitives.Subtract(1f, from, to);
}

using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>|v|; for floats with signs, as derivatives are. Integer samples stay as they are.</summary>
public sealed record Absolute() : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Absolute>("absolute", "points", "A1", "samples without their signs");

    private protected override double Value(double v, double white) => Math.Abs(v);

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to) => TensorPrimitives.Abs(from, to);
}

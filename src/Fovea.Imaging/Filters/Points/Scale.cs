using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// gain * v + offset: <c>scale gain=0.5</c> is the course's <c>img / 2</c>. Integers are rounded (halves to even) and clamped, as in OpenCV's
/// <c>Mat.convertTo</c>. Every channel is treated alike, alpha too.
/// </summary>
/// <param name="Gain">The factor.</param>
/// <param name="Offset">What is added, in the samples' own units.</param>
public sealed record Scale([Parameter("factor")] double Gain = 1, [Parameter("what is added, in the samples' own units")] double Offset = 0) : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Scale>("scale", "points", "A1", "gain times each sample plus an offset", "scale gain=0.5");

    private protected override double Value(double v, double white) => Gain * v + Offset;

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to)
    {
        TensorPrimitives.Multiply(from, (float)Gain, to);
        if (Offset != 0) TensorPrimitives.Add(to, (float)Offset, to);
    }
}

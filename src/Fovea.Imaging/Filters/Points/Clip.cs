using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>Samples below the lower bound become it, samples above the upper one become that; NaN stays. As numpy's <c>clip</c>.</summary>
/// <param name="Low">The lower bound, in the samples' own units.</param>
/// <param name="High">The upper bound; white (255, 65535, or 1 for floats) where not given.</param>
public sealed record Clip([Parameter("lower bound, in the samples' own units")] double Low = 0, [Parameter("upper bound; white where not given")] double? High = null) : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Clip>("clip", "points", "A1", "samples held between two bounds", "clip low=64 high=192");

    private protected override ImageKind Check(ImageKind input) => Low <= (High ?? Samples.White(input.Depth)) ? base.Check(input)
        : throw Wrong($"low is {FilterParameter.Write(Low)}, above high, {FilterParameter.Write(High ?? Samples.White(input.Depth))}");

    private protected override double Value(double v, double white) => Math.Min(Math.Max(v, Low), High ?? white);

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to) => TensorPrimitives.Clamp(from, (float)Low, (float)(High ?? 1), to);
}

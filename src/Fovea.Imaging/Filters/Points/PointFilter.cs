using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// A filter that makes each sample from the sample at the same place. Integer results are rounded to the nearest, halves to even as in OpenCV, and
/// clamped; bytes and 16-bit samples go through a table of all values, made once in double precision.
/// </summary>
public abstract record PointFilter : RowFilter
{
    /// <summary>Whether the last of 2 or 4 channels is alpha to this filter, and stays.</summary>
    private protected virtual bool KeepsAlpha => false;

    /// <summary>The result for a sample, in the samples' own units.</summary>
    /// <param name="v">The sample.</param>
    /// <param name="white">255, 65535 or, for floats, 1.</param>
    private protected abstract double Value(double v, double white);

    /// <summary>The same for a run of floats.</summary>
    private protected abstract void Values(ReadOnlySpan<float> from, Span<float> to);

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (typeof(T) == typeof(float)) return [new FloatPointStage(input, Values, KeepsAlpha && input.Channels is 2 or 4)];
        double white = Samples.White(input.Depth);
        return [new TablePointStage<T, T>(input, v => Value(v, white), KeepsAlpha && input.Channels is 2 or 4)];
    }
}

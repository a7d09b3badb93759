namespace Fovea.Data;

/// <summary>A random change of a sample that leaves its size and its class as they are.</summary>
public interface ISampleAugmentation : IAugmentation
{
    /// <summary>Writes the changed picture.</summary>
    /// <param name="source">rows x columns x channels, 0 to 1 before normalisation.</param>
    /// <param name="target">As long as <paramref name="source"/> and not overlapping it; every value is to be written.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="random">The chance.</param>
    void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random);
}

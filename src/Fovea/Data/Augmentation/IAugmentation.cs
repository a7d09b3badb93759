namespace Fovea.Data;

/// <summary>
/// A random change of a training picture that leaves its class as it is. Called from several threads at once, so it keeps no state; all chance comes
/// from the generator that it is given, which is keyed by (seed, epoch, sample, place in the list).
/// <see cref="object.ToString"/> gives the form that <see cref="Augmentations.Parse"/> reads.
/// </summary>
public interface IAugmentation
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

namespace Fovea.Data;

/// <summary>
/// A random mixture of a sample with another one of its batch; the classes are mixed as the pictures are, see <see cref="Batch.Targets"/>. It comes after
/// everything that changes samples, and sees normalised values.
/// </summary>
public interface IMixingAugmentation : IAugmentation
{
    /// <summary>Mixes another picture into one, in place.</summary>
    /// <param name="picture">rows x columns x channels; receives the mixture.</param>
    /// <param name="other">The other picture.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="random">The chance.</param>
    /// <returns>The share of the first picture in the mixture, 0 to 1, by which the classes are mixed too.</returns>
    float Mix(Span<float> picture, ReadOnlySpan<float> other, int height, int width, int channels, ref CounterRandom random);
}

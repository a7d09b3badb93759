namespace Fovea.Data;

/// <summary>
/// A random change of training pictures. It keeps no state, as it is called from several threads at once; all chance comes from a generator that is keyed by
/// (seed, epoch, sample, place in the list). What it does is in one of three interfaces: <see cref="IFramingAugmentation"/> chooses what of a whole picture
/// becomes the sample, <see cref="ISampleAugmentation"/> changes a sample, <see cref="IMixingAugmentation"/> mixes two samples and their classes.
/// </summary>
public interface IAugmentation
{
    /// <summary>The form that <see cref="Augmentations.Parse"/> reads, with every value.</summary>
    string? ToString();

    /// <summary>Throws where samples of such a size cannot be changed so; called once, before the first of them.</summary>
    /// <exception cref="FoveaException">They cannot; says why.</exception>
    void Require(int height, int width, int channels)
    {
    }
}

namespace Fovea.Data;

/// <summary>The augmentations of a list in the three stages in which they are applied, each with the stream of random numbers of its place in the list.</summary>
internal sealed class Augmenter
{
    private readonly string list;

    /// <exception cref="FoveaException">An augmentation stands where it can do nothing, or cannot be applied to samples of this kind.</exception>
    public Augmenter(IReadOnlyList<IAugmentation> augmentations, int height, int width, int channels)
    {
        list = string.Join("+", augmentations);
        List<(ISampleAugmentation, RandomPurpose)> changes = [];
        List<(IMixingAugmentation, RandomPurpose)> mixings = [];
        for (int k = 0; k < augmentations.Count; k++)
        {
            augmentations[k].Require(height, width, channels);
            RandomPurpose purpose = RandomPurpose.Augmentation + (uint)k;
            switch (augmentations[k])
            {
                case IFramingAugmentation framing when k == 0: Framing = framing; break;
                case IFramingAugmentation: throw new FoveaException($"augmentation {augmentations[k]}: looks at the whole picture, but stands after {augmentations[k - 1]}", "put it first");
                case ISampleAugmentation when mixings.Count > 0:
                    throw new FoveaException($"augmentation {augmentations[k]}: changes single pictures, but stands after {augmentations[k - 1]}, which mixes them", $"put {augmentations[k - 1]} last");
                case ISampleAugmentation change: changes.Add((change, purpose)); break;
                case IMixingAugmentation mixing: mixings.Add((mixing, purpose)); break;
                default: throw new FoveaException($"augmentation {augmentations[k]}: is of none of the three kinds (see IAugmentation)");
            }
        }
        (Changes, Mixings) = ([.. changes], [.. mixings]);
    }

    /// <summary>What chooses a part of the whole picture, if anything; it is the first of the list.</summary>
    public IFramingAugmentation? Framing { get; }

    /// <summary>What changes a sample, in this order.</summary>
    public (ISampleAugmentation Augmentation, RandomPurpose Purpose)[] Changes { get; }

    /// <summary>What mixes two samples, in this order.</summary>
    public (IMixingAugmentation Augmentation, RandomPurpose Purpose)[] Mixings { get; }

    /// <summary>The list as it is read.</summary>
    public override string ToString() => list;
}

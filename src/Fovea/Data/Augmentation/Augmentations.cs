using System.Globalization;

namespace Fovea.Data;

/// <summary>
/// The augmentations that are known by name. One that is declared here is on the command line, in the documentation and in the tests.
/// </summary>
public static class Augmentations
{
    /// <summary>Every known augmentation.</summary>
    public static IReadOnlyList<AugmentationEntry> All { get; } =
    [
        RandomResizedCrop.Entry, RandomScaledCrop.Entry,
        RandomFlip.Entry, RandomCrop.Entry, RandomShift.Entry, RandomRotation.Entry, RandomAffine.Entry, RandomElastic.Entry,
        ColorJitter.Entry, RandomColorShift.Entry, GaussianNoise.Entry, RandomCutout.Entry, RandomErasing.Entry,
        MixUp.Entry, CutMix.Entry,
    ];

    /// <summary>
    /// Reads a list such as <c>shift:maximum=2+affine:degrees=10,scale=0.1+flip</c>: augmentations in the order in which they are applied,
    /// separated by <c>+</c>, each a name and optionally a colon and parameters. Empty for none.
    /// </summary>
    /// <exception cref="FoveaException">A name or parameter is unknown, or a value is no number, out of range or given twice.</exception>
    public static IReadOnlyList<IAugmentation> Parse(string list)
    {
        if (string.IsNullOrWhiteSpace(list)) return [];
        return [.. list.Split('+', StringSplitOptions.TrimEntries).Select(ParseOne)];
    }

    /// <summary>Throws where a list is in an order that makes no sense, or has something that cannot be applied to samples of such a size.</summary>
    /// <exception cref="FoveaException">The message names the augmentation and how to go on.</exception>
    public static void Require(IReadOnlyList<IAugmentation> list, int height, int width, int channels) => _ = new Augmenter(list, height, width, channels);

    private static IAugmentation ParseOne(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = (colon < 0 ? text : text[..colon]).Trim();
        AugmentationEntry entry = All.FirstOrDefault(e => e.Name == name)
            ?? throw Suggestion.Unknown("augmentation", name, [.. All.Select(e => e.Name)]);
        var given = new Dictionary<string, float>();
        foreach (string part in colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split('=', StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || !float.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
                throw new FoveaException($"augmentation {name}: '{part}' is not a parameter and its value",
                    $"write it like {entry.Describe([.. entry.Parameters.Select(p => p.Default)])}");
            if (!given.TryAdd(pair[0], value)) throw new FoveaException($"augmentation {name}: {pair[0]} is given twice");
        }
        return entry.Create(given);
    }
}

using System.Globalization;

namespace Fovea.Data;

/// <summary>An augmentation that is known by name, with its parameters.</summary>
public sealed class AugmentationEntry
{
    private readonly Func<float[], IAugmentation> create;

    internal AugmentationEntry(string name, string description, AugmentationParameter[] parameters, Func<float[], IAugmentation> create) =>
        (Name, Description, Parameters, this.create) = (name, description, parameters, create);

    /// <summary>The name that <see cref="Augmentations.Parse"/> takes.</summary>
    public string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Description { get; }

    /// <summary>Its parameters in the order of the constructor.</summary>
    public IReadOnlyList<AugmentationParameter> Parameters { get; }

    /// <summary>Makes the augmentation with some parameters given and the others at their defaults.</summary>
    /// <exception cref="FoveaException">A parameter is unknown or out of range.</exception>
    public IAugmentation Create(IReadOnlyDictionary<string, float> given)
    {
        foreach (string name in given.Keys)
            if (!Parameters.Any(p => p.Name == name))
                throw Suggestion.Unknown($"parameter of the augmentation {Name}", name, [.. Parameters.Select(p => p.Name)]);
        return create([.. Parameters.Select(p => given.TryGetValue(p.Name, out float value) ? value : p.Default)]);
    }

    /// <summary>The values, after a look whether each is in its range.</summary>
    internal float[] Check(params float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            AugmentationParameter p = Parameters[i];
            // Written so that NaN is refused too.
            if (!(values[i] >= p.Minimum && values[i] <= p.Maximum))
            {
                string message = FormattableString.Invariant($"augmentation {Name}: {p.Name} must be {p.Minimum} to {p.Maximum}, not {values[i]}");
                throw new FoveaException(message, p.Description);
            }
        }
        return values;
    }

    /// <summary>Throws where the first of two parameters, the lower end of a range, is above the second.</summary>
    internal void CheckOrder(float[] values, int lower, int upper)
    {
        if (values[lower] > values[upper])
            throw new FoveaException(FormattableString.Invariant(
                $"augmentation {Name}: {Parameters[lower].Name} is {values[lower]}, more than {Parameters[upper].Name}, which is {values[upper]}"));
    }

    /// <summary>The form that <see cref="Augmentations.Parse"/> reads, with every value.</summary>
    internal string Describe(float[] values) =>
        $"{Name}:{string.Join(",", Parameters.Zip(values, (p, v) => $"{p.Name}={v.ToString("R", CultureInfo.InvariantCulture)}"))}";
}

namespace Fovea.Imaging;

/// <summary>
/// How <see cref="Resizing"/> weighs the samples around a point. A new kernel is one property here and its row in <see cref="All"/>.
/// </summary>
public sealed class Interpolation
{
    private readonly Func<double, double> weight;

    private Interpolation(string name, double support, Func<double, double> weight)
    {
        Name = name;
        Support = support;
        this.weight = weight;
    }

    /// <summary>The sample whose square the point lies in; a point on the border of two takes the right or lower one. Never averages.</summary>
    public static Interpolation Nearest { get; } = new("nearest", 0, _ => 1);

    /// <summary>The triangle 1 - |x| for |x| below 1: along each axis the two neighbouring samples, weighed by nearness.</summary>
    public static Interpolation Bilinear { get; } = new("bilinear", 1, x => Math.Max(0, 1 - Math.Abs(x)));

    /// <summary>Every kernel.</summary>
    public static IReadOnlyList<Interpolation> All { get; } = [Nearest, Bilinear];

    /// <summary>The kernel's name, lower case.</summary>
    public string Name { get; }

    /// <summary>The distance, in samples, from which on the weight is 0; 0 for the nearest sample alone.</summary>
    public double Support { get; }

    /// <summary>The kernel of that name, upper or lower case.</summary>
    /// <exception cref="FoveaException">There is none.</exception>
    public static Interpolation ByName(string name) =>
        All.FirstOrDefault(kernel => kernel.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Suggestion.Unknown("interpolation", name, [.. All.Select(kernel => kernel.Name)]);

    /// <summary>
    /// The weight of a sample at the signed distance <paramref name="x"/>, in samples, from the point; before weights are scaled to the sum 1.
    /// </summary>
    public double Weight(double x) => weight(x);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

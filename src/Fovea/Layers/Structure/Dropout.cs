using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Dropout (Srivastava et al. 2014): in training each number becomes 0 with probability p and the others grow by 1 / (1 - p);
/// outside training nothing happens. Which numbers are left out follows from <see cref="RandomState.Key"/>, which moves on: other ones at every call, and at every run of a function.
/// </summary>
public sealed class Dropout : Module
{
    readonly double p;

    /// <summary>Leaves out each number with probability <paramref name="p"/>, 0 to below 1.</summary>
    public Dropout(double p = 0.5)
    {
        if (!(p >= 0 && p < 1)) throw new FoveaException($"Dropout: the probability must be 0 to below 1, it is {p}");
        this.p = p;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        return Training && p > 0 ? Result(Dropped(x, p).Result) : x;
    }

    /// <summary>x with each number left out with probability p, and what was kept, as ones and zeros.</summary>
    internal static (Tensor Result, Tensor Kept) Dropped(Tensor x, double p)
    {
        Tensor kept = Tensor.RandomUniform(x.Shape, RandomState.Key) >= p;
        return (x * kept * (1 / (1 - p)), kept);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Dropout {p}";
}

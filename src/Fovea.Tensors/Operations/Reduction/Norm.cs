namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>The p-norm over the given axes (all where none is given), (sum of |x|^p)^(1/p); they disappear unless <paramref name="keepDims"/>, which leaves them with size 1.</summary>
    /// <exception cref="FoveaException">p is less than 1.</exception>
    public Tensor Norm(ReadOnlySpan<int> axes, double p = 2, bool keepDims = false) => Powers("Norm", p).Sum(axes, keepDims).Pow(1 / p).Labelled("Norm");

    /// <summary>|x|^p of every element.</summary>
    Tensor Powers(string operation, double p) => p >= 1
        ? p == 1 ? Abs() : p == 2 ? Square() : Abs().Pow(p)
        : throw new FoveaException($"{operation}: p must be a number from 1 on, got {p}");
}

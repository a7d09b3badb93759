using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>How far the gradient of one tensor is from central differences.</summary>
/// <param name="Name"><c>input</c>, or the name of the parameter.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Checked">How many elements were checked.</param>
/// <param name="Largest">
/// The largest relative error |a - n| / max(|a|, |n|, a thousandth of the largest gradient of this tensor) of back-propagation a against the difference n, after
/// what the rounding of n explains.
/// </param>
/// <param name="At">The element with that error, counted in row-major order.</param>
/// <param name="Analytic">What back-propagation gives there.</param>
/// <param name="Numeric">What the difference gives there.</param>
public sealed record GradientError(string Name, Shape Shape, int Checked, double Largest, long At, double Analytic, double Numeric)
{
    /// <summary>Whether the error is within <see cref="GradientCheck.Tolerance"/>; NaN is not.</summary>
    public bool IsRight => Largest <= GradientCheck.Tolerance;
}

using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>How far the gradient of one tensor is from central differences.</summary>
/// <param name="Name"><c>input</c>, or the name of the parameter.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Checked">How many elements were checked.</param>
/// <param name="Largest">
/// The relative error |a - n| / max(|a|, |n|, a thousandth of the largest gradient of this tensor) of back-propagation a against the difference n, at the element
/// that is furthest off.
/// </param>
/// <param name="Unexplained">What of it is left after what the rounding of n explains; the furthest off is the element where most is left.</param>
/// <param name="At">That element, counted in row-major order.</param>
/// <param name="Analytic">What back-propagation gives there.</param>
/// <param name="Numeric">What the difference gives there.</param>
public sealed record GradientError(string Name, Shape Shape, int Checked, double Largest, double Unexplained, long At, double Analytic, double Numeric)
{
    /// <summary>Whether what rounding does not explain of the error is within <see cref="GradientCheck.Tolerance"/>; NaN is not.</summary>
    public bool IsRight => Unexplained <= GradientCheck.Tolerance;
}

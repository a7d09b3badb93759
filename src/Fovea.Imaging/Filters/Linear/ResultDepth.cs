namespace Fovea.Imaging;

/// <summary>What the samples of a linear filter's result are.</summary>
public enum ResultDepth
{
    /// <summary>As the input's: integers are rounded to the nearest, halves to even, and saturated.</summary>
    Same,

    /// <summary>32-bit floats in the input's units, so that neither signs nor fractions are lost.</summary>
    Float,
}

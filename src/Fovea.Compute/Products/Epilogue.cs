namespace Fovea.Compute;

/// <summary>
/// What follows a matrix product or a convolution, done while the result is still in cache:
/// y = activation(product + bias + residual). The default does nothing.
/// </summary>
public unsafe struct Epilogue
{
    /// <summary>One value per column of the product (per output channel), or null.</summary>
    public float* Bias;

    /// <summary>An array with the layout of the result, or null. It may be the result's own memory only where it is nothing else's.</summary>
    public float* Residual;

    /// <summary>The function that is applied last.</summary>
    public Activation Activation;

    internal readonly bool IsEmpty => Bias == null && Residual == null && Activation == Activation.None;

    /// <summary>Whether the register tile can do it all, on its way out: a bias, and nothing or a rectifier.</summary>
    internal readonly bool FitsTile => Residual == null && Activation is (Activation.None or Activation.Relu);
}

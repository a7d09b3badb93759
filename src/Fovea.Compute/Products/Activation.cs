namespace Fovea.Compute;

/// <summary>The function at the end of an <see cref="Epilogue"/>.</summary>
public enum Activation
{
    /// <summary>y = v.</summary>
    None,

    /// <summary>y = max(v, 0); a NaN stays a NaN.</summary>
    Relu,

    /// <summary>y = tanh(v), within 4 units in the last place.</summary>
    Tanh,

    /// <summary>y = 1 / (1 + exp(-v)).</summary>
    Sigmoid,
}

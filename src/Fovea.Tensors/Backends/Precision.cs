namespace Fovea.Tensors;

/// <summary>How exact the kernels of the CPU backend have to be; see <see cref="Backend.Use(Precision)"/>.</summary>
public enum Precision
{
    /// <summary>The fastest kernels, Winograd's algorithm among them: results within 1e-4 of the definition, relative to the largest; mostly within 1e-5.</summary>
    Fast,

    /// <summary>Only kernels that add up the products of the definition: every result within 1e-6 of the sum of its products' magnitudes.</summary>
    Exact,
}

namespace Fovea.Tensors;

/// <summary>One step of a compiled plan.</summary>
/// <param name="Name">The operations that it joins, as in <c>Conv2d + bias + Relu</c>.</param>
/// <param name="Kernel">The kernel that was chosen where there are several; else empty.</param>
/// <param name="Output">The shape of its result.</param>
/// <param name="MultiplyAdds">Multiply-adds by the definition, whichever way they are computed; 0 for everything but products and convolutions.</param>
/// <param name="Bytes">Bytes of its operands and its result: what has to be moved at least where nothing is in cache.</param>
/// <param name="Once">Whether it follows from weights alone, so that it is done again only when one has changed.</param>
public sealed record PlanStep(string Name, string Kernel, Shape Output, long MultiplyAdds, long Bytes, bool Once = false)
{
    /// <summary>The least time of a run in seconds on a machine of so many multiply-adds and bytes a second, whichever of the two limits it.</summary>
    public double ExpectedSeconds(double multiplyAddsPerSecond, double bytesPerSecond) => Math.Max(MultiplyAdds / multiplyAddsPerSecond, Bytes / bytesPerSecond);
}

using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>One layer of a <see cref="ModelSummary"/>.</summary>
/// <param name="Path">Where it stands in the model (<c>conv1</c>), as the names of its weights begin; empty for an operation that belongs to no module.</param>
/// <param name="Kind">What it is: the layer with its options, or the name of the operation.</param>
/// <param name="Output">The shape of its result.</param>
/// <param name="Parameters">Numbers that are learned here. Weights that several layers share count where they are used first.</param>
/// <param name="MultiplyAdds">Multiply-adds of products and convolutions.</param>
public sealed record SummaryRow(string Path, string Kind, Shape Output, long Parameters, long MultiplyAdds)
{
    /// <summary>Bytes of the result in single precision.</summary>
    public long ActivationBytes => Output.Count * sizeof(float);
}

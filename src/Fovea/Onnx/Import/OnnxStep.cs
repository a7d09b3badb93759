using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>A node of an imported graph, as the source of the tensors that it gave: listings and errors name it.</summary>
internal sealed class OnnxStep(OnnxNode node) : INamedSource
{
    /// <inheritdoc/>
    public string Path => node.Label;

    /// <summary>What the node computes.</summary>
    public string Operator => node.Operator;

    /// <summary>Marks what the node computed, back to what other nodes computed and to what the model was given.</summary>
    public void Claim(OnnxValue value, IReadOnlySet<Tensor> given)
    {
        if (value.Items is { } items)
        {
            foreach (OnnxValue item in items) Claim(item, given);
            return;
        }
        if (value.IsKnown) return;
        Stack<Tensor> pending = new([value.Tensor]);
        while (pending.TryPop(out Tensor? tensor))
        {
            if (tensor.Operation is null || tensor.Source is INamedSource || given.Contains(tensor)) continue;
            tensor.Labelled(this);
            foreach (Tensor operand in tensor.Operands) pending.Push(operand);
        }
    }

    /// <summary>The operator, and of one with a window its size and its steps.</summary>
    public override string ToString()
    {
        string window = Numbers("kernel_shape") is { } kernel ? $" {string.Join("x", kernel)}" : "";
        return Numbers("strides") is { } strides && strides.Any(stride => stride != 1) ? $"{node.Operator}{window}, stride {string.Join("x", strides.Distinct())}" : node.Operator + window;
    }

    IReadOnlyList<long>? Numbers(string attribute) => node.Attribute(attribute)?.Value as IReadOnlyList<long>;
}

using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A tensor of a traced network: the same one for every batch size for which the network was traced.</summary>
/// <param name="tensors">The tensor in each trace.</param>
/// <param name="shape">Its shape for any batch.</param>
/// <param name="operation">What computes it, or null for given values.</param>
/// <param name="inputs">What it is computed from.</param>
/// <param name="isInput">Whether it is given from outside.</param>
sealed class TracedNode(Tensor[] tensors, Dim[] shape, Operation? operation, TracedNode[] inputs, bool isInput)
{
    /// <summary>The tensor in each trace.</summary>
    public Tensor[] Tensors => tensors;

    /// <summary>The tensor in the first trace.</summary>
    public Tensor Tensor => tensors[0];

    /// <summary>The shape.</summary>
    public Dim[] Shape => shape;

    /// <summary>What computes it, as in the first trace.</summary>
    public Operation? Operation => operation;

    /// <summary>What it is computed from.</summary>
    public TracedNode[] Inputs => inputs;

    /// <summary>Whether it is given from outside.</summary>
    public bool IsInput => isInput;

    /// <summary>Whether it is one number that is another one for another batch, such as a part of the batch.</summary>
    public bool DependsOnBatch { get; } = operation is FullOp first && tensors.Any(tensor => !((FullOp)tensor.Operation!).Value.Equals(first.Value));

    /// <summary>Whether its values are known now: they depend on no input and not on the size of the batch.</summary>
    public bool IsConstant { get; } = !isInput && inputs.All(input => input.IsConstant) && shape.All(size => size.IsFixed)
        && !(operation is FullOp one && tensors.Any(tensor => !((FullOp)tensor.Operation!).Value.Equals(one.Value)));

    /// <summary>What is computed from it.</summary>
    public List<TracedNode> Uses { get; } = [];

    /// <summary>The values of the ONNX graph that hold it.</summary>
    public List<ExportedValue> Values { get; } = [];

    /// <summary>The module that it is the result of, where one has said so.</summary>
    public Module? Layer => Tensor.Source as Module;

    /// <summary>Operation and place, for errors.</summary>
    public override string ToString() => $"{operation?.Name ?? "Tensor"}{(Layer is { Path.Length: > 0 } layer ? $" of {layer.Path}" : "")} ({string.Join(", ", shape)})";
}

/// <summary>A value of the ONNX graph and how a tensor lies in it.</summary>
readonly record struct ExportedValue(string Name, Layout Layout);

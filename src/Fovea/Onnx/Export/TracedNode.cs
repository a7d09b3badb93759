using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A tensor of a traced network: the same one for every batch size for which the network was traced.</summary>
/// <param name="tensors">The tensor in each trace.</param>
/// <param name="samples">The size of the batch in each trace.</param>
/// <param name="shape">Its shape for any batch.</param>
/// <param name="operation">What computes it, or null for given values.</param>
/// <param name="inputs">What it is computed from.</param>
/// <param name="isInput">Whether it is given from outside.</param>
sealed class TracedNode(Tensor[] tensors, int[] samples, Dim[] shape, Operation? operation, TracedNode[] inputs, bool isInput)
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

    /// <summary>Numbers of the operation that may grow with the batch.</summary>
    /// <exception cref="FoveaException">They do not grow evenly.</exception>
    public Dim[] Option<T>(Func<T, Shape> numbers) where T : Operation =>
        Dim.Of(samples, [.. tensors.Select(tensor => numbers((T)tensor.Operation!))])
        ?? throw new FoveaException($"ONNX export: {this} depends on the size of the batch", OnnxExport.FixedBatchHint);

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

    string? Place => Tensor.Source switch { Module module => module.Path, INamedSource source => source.Path, _ => null };

    /// <summary>Operation and place, for errors.</summary>
    public override string ToString() => $"{operation?.Name ?? "Tensor"}{(Place is { Length: > 0 } place ? $" of {place}" : "")} ({string.Join(", ", shape)})";
}

/// <summary>A value of the ONNX graph and how a tensor lies in it.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Layout">Where the tensor's elements are.</param>
/// <param name="Type">What its elements are outside; all within are of single precision.</param>
readonly record struct ExportedValue(string Name, Layout Layout, OnnxElementType Type = OnnxElementType.Float);

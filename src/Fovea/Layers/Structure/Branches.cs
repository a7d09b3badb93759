using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Parallel branches whose results are added (deck 001, "Sum"); all must have one shape.</summary>
public sealed class SumBranches(params Module[] branches) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor[] results = Array.ConvertAll(branches, branch => branch.Forward(x));
        foreach (Tensor result in results)
            if (result.Shape != results[0].Shape)
                throw new ShapeException("SumBranches", "the branches give different shapes", [.. results.Select((y, i) => ($"branch {i}", y.Shape, ""))]);
        return Result(results.Aggregate((a, b) => a + b));
    }

    private protected override string ListName(string field, int index) => $"{index}";
}

/// <summary>Parallel branches whose results are stacked along an axis, the channels unless another is given (deck 001, "stacking"; GoogLeNet).</summary>
public sealed class StackBranches(Module[] branches, int axis = -1) : Module
{
    /// <summary>Branches that are stacked along the channels.</summary>
    public StackBranches(params Module[] branches) : this(branches, -1)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(Tensor.Concat(axis, Array.ConvertAll(branches, branch => branch.Forward(x))));

    private protected override string ListName(string field, int index) => $"{index}";
}

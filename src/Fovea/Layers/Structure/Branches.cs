using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Parallel branches whose results are added (deck 001, "Sum"); all must have one shape. The weights of branch i have names that begin with i.</summary>
public sealed class SumBranches : Module
{
    readonly Module[] branches;

    /// <summary>One branch or more.</summary>
    public SumBranches(params Module[] branches)
    {
        if (branches.Length == 0) throw new FoveaException("SumBranches: needs at least one branch");
        this.branches = branches;
    }

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

/// <summary>
/// Parallel branches whose results are stacked along an axis, the channels unless another is given (deck 001, "stacking"; GoogLeNet). The weights of branch i have names
/// that begin with i.
/// </summary>
public sealed class StackBranches : Module
{
    readonly Module[] branches;
    readonly int axis;

    /// <summary>Branches that are stacked along the channels.</summary>
    public StackBranches(params Module[] branches) : this(branches, -1)
    {
    }

    /// <summary>Branches that are stacked along an axis; negative ones count from the end.</summary>
    public StackBranches(Module[] branches, int axis)
    {
        if (branches.Length == 0) throw new FoveaException("StackBranches: needs at least one branch");
        (this.branches, this.axis) = (branches, axis);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(Tensor.Concat(axis, Array.ConvertAll(branches, branch => branch.Forward(x))));

    /// <inheritdoc/>
    public override string ToString() => axis == -1 ? "StackBranches" : $"StackBranches along axis {axis}";

    private protected override string ListName(string field, int index) => $"{index}";
}

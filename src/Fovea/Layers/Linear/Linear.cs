using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Layers;

/// <summary>
/// Fully connected layer y = W x + b (deck 001, "Fully Connected Layer"): x (..., in) gives (..., out). Weight (out, in), bias (out).
/// </summary>
public sealed class Linear : Module
{
    readonly Variable weight;
    readonly Variable? bias;

    /// <summary>A layer from <paramref name="inFeatures"/> to <paramref name="outFeatures"/> numbers.</summary>
    public Linear(int inFeatures, int outFeatures, bool bias = true, Initializer? initializer = null, Initializer? biasInitializer = null)
    {
        if (inFeatures < 1 || outFeatures < 1) throw new ShapeException($"Linear: needs at least one input and one output, not {inFeatures} and {outFeatures}");
        weight = (initializer ?? Initializer.Default).Make([outFeatures, inFeatures], inFeatures, outFeatures);
        this.bias = bias ? (biasInitializer ?? Initializer.Default).Make([outFeatures], inFeatures, outFeatures) : null;
    }

    /// <summary>
    /// A layer after a flattened map (H, W, C). Weight files of the world keep its columns in the order C, H, W; they are put in order when a file is read or written.
    /// </summary>
    public Linear(Shape map, int outFeatures, bool bias = true, Initializer? initializer = null, Initializer? biasInitializer = null)
        : this(checked((int)map.Count), outFeatures, bias, initializer, biasInitializer)
    {
        if (map.Rank != 3) throw new ShapeException("Linear", "the map is not rows x columns x channels", [("map", map, "(H, W, C)")]);
        Map = map;
    }

    /// <summary>The map (H, W, C) whose flattened values come in, where that is known.</summary>
    public Shape? Map { get; }

    /// <summary>The weight (out, in).</summary>
    public Variable Weight => weight;

    /// <summary>The bias (out), or null.</summary>
    public Variable? Bias => bias;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank < 1 || x.Shape[-1] != weight.Shape[1])
            throw new ShapeException("Linear", $"input has {(x.Shape.Rank < 1 ? 0 : x.Shape[-1])} features, the layer expects {weight.Shape[1]}.",
                [("input", x.Shape, "(..., in)"), ("weight", weight.Shape, "(out, in)")],
                x.Shape.Rank == 4 && x.Shape[1] * x.Shape[2] * x.Shape[3] == weight.Shape[1] ? "Flatten() makes a vector of every image." : null);
        Tensor rows = x.Shape.Rank == 1 ? x.Reshape(1, -1) : x;
        Tensor y = rows.MatMul(weight, transposeB: true);
        if (bias is not null) y += bias;
        return Result(x.Shape.Rank == 1 ? y.Reshape(-1) : y);
    }

    /// <summary>After a flattened map the columns of the weight lie in files in the order C, H, W.</summary>
    protected override WorldLayout LayoutOf(Variable variable) =>
        variable == weight && Map is { } map ? new WorldLayout(weight.Shape, [weight.Shape[0], .. map], [0], [3, 1, 2]) : base.LayoutOf(variable);

    /// <inheritdoc/>
    public override string ToString() => $"Linear {weight.Shape[1]} -> {weight.Shape[0]}{(bias is null ? ", no bias" : "")}";
}

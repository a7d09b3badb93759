using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>The sum along some axes; the gradient is dy, repeated along them.</summary>
internal sealed record SumOp(Shape Axes) : ReduceOp(Axes)
{
    private protected override ReductionKind Kind => ReductionKind.Sum;

    protected override double Fold(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
        [dy.Reshape([.. Enumerable.Range(0, x[0].Shape.Rank).Select(i => Axes.Contains(i) ? 1 : x[0].Shape[i])]).BroadcastTo(x[0].Shape)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        Shape input = graph.ShapeOf(x[0]);
        if (input.Count == y.Count) return graph.Add(new ReshapeOp(y), y, x[0]);
        // Fewer signs to change; a gradient by what is subtracted has this form.
        if (graph[x[0]].Operation is NegateOp negate) return graph.Add(negate, y, graph.Add(this, y, graph[x[0]].Inputs[0]));
        // A factor for every column is one factor of its sum.
        if (graph[x[0]] is { Operation: MultiplyOp multiply, Inputs: [var a, var b] } && Axes.Rank > 0 && Axes.Rank == input.Rank - 1 && Axes[-1] == input.Rank - 2 && y.Count > 1)
            foreach ((int large, int factor) in new[] { (a, b), (b, a) })
                if (graph.ShapeOf(large) == input && graph.ShapeOf(factor) is { Rank: > 0 } shape && shape.Count == y.Count && shape[-1] == y.Count)
                    return graph.Add(multiply, y, graph.Add(this, y, large), shape == y ? factor : graph.Add(new ReshapeOp(y), y, factor));
        return null;
    }
}

public partial class Tensor
{
    /// <summary>The sum over the given axes (all where none is given); they disappear unless <paramref name="keepDims"/>, which leaves them with size 1.</summary>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        Shape reduced = ReducedAxes("Sum", axes);
        Tensor sum = Apply(new SumOp(reduced), this);
        return keepDims ? Restored(sum, reduced) : sum;
    }

    /// <summary>The sum of all elements, rank 0.</summary>
    public Tensor Sum() => Sum([]);

    /// <summary>The mean over the given axes (all where none is given); they disappear unless <paramref name="keepDims"/>, which leaves them with size 1.</summary>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        Tensor sum = Sum(axes, keepDims);
        return sum * ((double)sum.Shape.Count / Shape.Count);
    }

    /// <summary>The mean of all elements, rank 0.</summary>
    public Tensor Mean() => Mean([]);
}

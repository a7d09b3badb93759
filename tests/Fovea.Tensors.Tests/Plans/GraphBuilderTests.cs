namespace Fovea.Tensors.Tests.Plans;

/// <summary>What simplification removes, and that it changes no value.</summary>
public class GraphBuilderTests
{
    static readonly Tensor X = Tensor.From(RandomGraph.Values([4, 6], 1), [4, 6]), Row = Tensor.From(RandomGraph.Values([6], 2), [6]);

    /// <summary>The names of the operations that are left.</summary>
    static string[] Simplified(params Tensor[] outputs) =>
        [.. GraphBuilder.Simplify(Graph.Of(outputs, [], [])).Nodes.Where(node => node.Operation is not null).Select(node => node.Operation!.Name)];

    [Fact]
    public void EqualNodesAreOne()
    {
        Assert.Equal(["Tanh", "Add"], Simplified(X.Tanh() + X.Tanh()));
        Assert.Equal(["Multiply", "Multiply"], Simplified(X * Row * (X * Row)));
        Assert.Equal(["Full", "Greater"], Simplified(X > 0, X > 0));
    }

    [Fact]
    public void NodesWithOtherOptionsAreNot()
    {
        Assert.Equal(["LeakyRelu", "LeakyRelu", "Add"], Simplified(X.LeakyRelu(0.1) + X.LeakyRelu(0.2)));
        Assert.Equal(["Sum", "Sum"], Simplified(X.Sum([0]), X.Sum([1])));
        Assert.Equal(["Subtract", "Subtract"], Simplified(X - Row, Row - X));
        Assert.Equal(2, Simplified(Tensor.RandomUniform([3], RandomKey.Of(1)), Tensor.RandomUniform([3], RandomKey.Of(1))).Length);
    }

    [Fact]
    public void NeutralOperandsVanish()
    {
        foreach (Tensor y in new[] { X * 1, 1 * X, X + 0.0, 0.0 + X, X - 0, X / 1, X.Detach(), X.Pow(1), X * Tensor.Ones([4, 6]), X + Tensor.Zeros([6]) }) Assert.Empty(Simplified(y));
        // A neutral operand that stretches the other one is still needed.
        Assert.Equal(["Full", "Multiply"], Simplified(Row * Tensor.Ones([4, 6])));
        Assert.Equal(["Full", "Add"], Simplified(Row + Tensor.Zeros([4, 6])));
        // 0 x is not 0 where x is NaN or infinite.
        Assert.Equal([float.NaN, 0], (Tensor.From(float.NaN, 1) * 0).ToArray());
    }

    [Fact]
    public void ChainsOfReshapesAndTranspositionsAreOne()
    {
        Assert.Equal(["Reshape"], Simplified(X.Reshape(24).Reshape(2, 12).Reshape(3, 8)));
        Assert.Empty(Simplified(X.Reshape(24).Reshape(4, 6)));
        Assert.Empty(Simplified(X.Transpose().Transpose()));
        Assert.Equal(["Transpose"], Simplified(X.Reshape(2, 2, 6).Transpose(1, 2, 0).Transpose(1, 0, 2)).Where(name => name != "Reshape"));
    }

    [Fact]
    public void OperandsAreNotStretchedBeforeElementWiseOperations()
    {
        Assert.Equal(["Multiply"], Simplified(X * Row.BroadcastTo([4, 6])));
        Assert.Equal(["Add"], Simplified(Row.BroadcastTo([4, 6]) + X));
        // Nothing else would give the larger shape here.
        Assert.Equal(["BroadcastTo", "Tanh"], Simplified(Row.BroadcastTo([4, 6]).Tanh()));
        Tensor both = Row.BroadcastTo([4, 6]) + Tensor.From(1f).BroadcastTo([4, 6]);
        Assert.Equal([4, 6], both.Shape);
        Assert.Equal(Enumerable.Repeat(Row.ToArray().Select(value => value + 1), 4).SelectMany(row => row), both.ToArray());
    }

    [Fact]
    public void KnownNumbersAreComputedOnce()
    {
        Assert.Equal(["Full"], Simplified((Tensor.Full([3], 2).Exp() + 1).Max()));
        Assert.Equal(["Full", "Add"], Simplified(X + Tensor.Full([6], 2).Square() * 3));
        Assert.Empty(Simplified(Tensor.Where(Tensor.Ones([6]), X, X.Tanh())));
        Assert.Equal(["BroadcastTo"], Simplified(Tensor.Where(Tensor.Zeros([4, 6]), X, Row)));
    }

    [Fact]
    public void WhatNothingDependsOnIsLeftOut() =>
        // Only the gradient with respect to the exponent needs the logarithm.
        Assert.DoesNotContain("Log", Simplified(Gradient.Of(X.Abs().Pow(0.75), [X])[0]));

    [Fact]
    public void SimplificationChangesNoValue() => RandomGraph.ForAll(200, code =>
    {
        Shape[] shapes = [[6, 20], [20], [6, 1], []];
        float[][] Run(bool simplify)
        {
            using IDisposable scope = Backend.Use(Backend.Reference);
            Tensor[] x = [.. shapes.Select((shape, i) => Tensor.From(RandomGraph.Values(shape, i), shape))];
            List<Tensor> nodes = RandomGraph.Build(x, code, elementwise: false), leaves = [];
            Tensor[] outputs = [nodes[^1], nodes[nodes.Count / 2], nodes[nodes.Count * 3 / 4]];
            Graph graph = Graph.Of(outputs, [], leaves);
            Storage[] results = [.. outputs.Select(output => Backend.Reference.Allocate(output.Shape.Count))];
            Backend.Reference.Compile(simplify ? GraphBuilder.Simplify(graph) : graph).Run([.. leaves.Select(leaf => leaf.StorageOn(Backend.Reference))], results);
            return [.. results.Select(result =>
            {
                float[] values = new float[result.Count];
                result.Read(values);
                return values;
            })];
        }
        // The same operations on the same operands, to the last bit.
        Assert.Equal(Run(false), Run(true));
    });

    [Fact]
    public void ZeroAndMinusZeroAreDifferentDivisors()
    {
        Tensor x = Tensor.From(1f, -1f);
        Assert.Equal([float.NegativeInfinity, float.PositiveInfinity], (x / Tensor.Full([], -0.0)).ToArray());
        Assert.Equal([float.PositiveInfinity, float.NegativeInfinity], (x / Tensor.Full([], 0.0)).ToArray());
    }
}

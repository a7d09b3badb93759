using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>Values that are computed again are the same values, and their memory is free between.</summary>
public class CpuRecomputeTests
{
    [Fact]
    public void NoValueChanges() => RandomGraph.ForAll(200, code =>
    {
        Shape[] shapes = [[6, 20], [20], [6, 1], []];
        float[][] Run(bool late)
        {
            using IDisposable scope = Backend.Use(Backend.Reference);
            Tensor[] x = [.. shapes.Select((shape, i) => Tensor.From(RandomGraph.Values(shape, i), shape))];
            List<Tensor> nodes = RandomGraph.Build(x, code, elementwise: false), leaves = [];
            Tensor[] outputs = [nodes[^1], nodes[nodes.Count / 2], nodes[nodes.Count * 3 / 4]];
            Graph graph = Graph.Of(outputs, [], leaves), again = late ? CpuRecompute.Late(graph, 0, 2) : graph;
            Storage[] results = [.. outputs.Select(output => Backend.Reference.Allocate(output.Shape.Count))];
            Backend.Reference.Compile(again).Run([.. leaves.Select(leaf => leaf.StorageOn(Backend.Reference))], results);
            return [.. results.Select(result =>
            {
                float[] values = new float[result.Count];
                result.Read(values);
                return values;
            })];
        }
        Assert.Equal(Run(late: false), Run(late: true));
    });

    /// <summary>A step of gradient descent for a chain of layers whose rectified inputs are needed for the gradients.</summary>
    static Graph Training(int layers)
    {
        Tensor y = new(null, [], [2048, 256]);
        Variable[] weights = [.. Enumerable.Range(0, layers).Select(i => new Variable(RandomGraph.Values([256, 256], i), [256, 256]))];
        foreach (Variable weight in weights)
        {
            Tensor product = y.MatMul(weight);
            // Not one step with the product, whose own value the square needs.
            y = (product * 2 + product.Square().Sum([0])).Relu();
        }
        Tensor loss = y.Sum();
        Tensor[] gradients = Gradient.Of(loss, weights);
        return Graph.Of([loss], [.. weights.Select((weight, i) => (weight, weight - gradients[i] * 0.1))], []);
    }

    [Fact]
    public void WhatGradientsNeedIsNotKept()
    {
        Graph kept = CpuOrder.UpdatesSoon(CpuFusion.Fuse(GraphBuilder.Simplify(Training(12)))), again = CpuRecompute.Late(kept);
        Assert.InRange(again.Nodes.Count - kept.Nodes.Count, 6, 11);
        Assert.True(new CpuMemory(again).ArenaBytes < 0.8 * new CpuMemory(kept).ArenaBytes, $"{new CpuMemory(again).ArenaBytes} of {new CpuMemory(kept).ArenaBytes} bytes");
    }

    [Fact]
    public void AWeightMovesAsSoonAsItMay()
    {
        List<string> steps = [.. new CpuPlan(Training(6)).Steps.Select(step => step.Name)];
        int[] updates = [.. Enumerable.Range(0, steps.Count).Where(i => steps[i].EndsWith("Subtract", StringComparison.Ordinal))];
        Assert.Equal(6, updates.Length);
        // Each between the products of the layers behind it and before it.
        for (int i = 1; i < updates.Length; i++) Assert.Contains("MatMul", steps[updates[i - 1]..updates[i]]);
    }
}

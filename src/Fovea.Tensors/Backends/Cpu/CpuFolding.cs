namespace Fovea.Tensors;

/// <summary>
/// Folds what follows a convolution and only scales and shifts its output channels by weights into the kernels and a bias: batch normalisation outside of training.
/// y = (x * w - mean) scale + shift becomes x * (w scale) + (shift - mean scale); what is computed from weights alone is then computed once (<see cref="CpuLasting"/>).
/// </summary>
internal sealed class CpuFolding
{
    readonly Graph graph;
    readonly bool[] lasting;
    readonly int[] onlyConsumer;                                    // -1: none or several, or the value is wanted
    readonly Dictionary<int, (int Product, List<int> Chain)> folded = [];

    CpuFolding(Graph graph)
    {
        this.graph = graph;
        lasting = graph.Lasting();
        onlyConsumer = new int[graph.Nodes.Count];
        int[] uses = new int[graph.Nodes.Count];
        foreach (int output in graph.Outputs) uses[output] += 2;
        foreach (var (_, value) in graph.Updates) uses[value] += 2;
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (int input in graph.Nodes[i].Inputs)
            {
                uses[input]++;
                onlyConsumer[input] = i;
            }
        for (int i = 0; i < uses.Length; i++)
            if (uses[i] != 1) onlyConsumer[i] = -1;
    }

    public static Graph Fold(Graph graph)
    {
        CpuFolding folding = new(graph);
        for (int i = 0; i < graph.Nodes.Count; i++) folding.Find(i);
        return folding.folded.Count == 0 ? graph : GraphBuilder.Simplify(graph, folding.Replacement);
    }

    /// <summary>Finds the scales and shifts behind a product whose kernels are weights.</summary>
    void Find(int product)
    {
        Node node = graph.Nodes[product];
        if (node.Operation is not Conv2dOp || lasting[node.Inputs[0]] || !lasting[node.Inputs[1]]) return;
        List<int> chain = [];
        bool scales = false;
        for (int end = product, next = onlyConsumer[end]; next >= 0 && Other(next, end) is not null; end = next, next = onlyConsumer[end])
        {
            chain.Add(next);
            scales |= graph.Nodes[next].Operation is MultiplyOp;
        }
        // A single shift is a bias already.
        if (scales || chain.Count > 1) folded[chain[^1]] = (product, chain);
    }

    /// <summary>The weights by which a node scales or shifts the channels of <paramref name="value"/>, or null where it does something else.</summary>
    int? Other(int node, int value)
    {
        Node consumer = graph.Nodes[node];
        if (consumer.Shape != graph.Nodes[value].Shape || consumer.Operation is not (AddOp or SubtractOp or MultiplyOp)) return null;
        if (consumer.Operation is SubtractOp && consumer.Inputs[0] != value) return null;
        int other = consumer.Inputs[0] == value ? consumer.Inputs[1] : consumer.Inputs[0];
        Shape shape = graph.Nodes[other].Shape;
        return lasting[other] && shape.Rank > 0 && shape.Count == shape[-1] && shape[-1] == consumer.Shape[-1] ? other : null;
    }

    int? Replacement(GraphBuilder builder, int node, int[] image)
    {
        if (!folded.TryGetValue(node, out var found)) return null;
        Node product = graph.Nodes[found.Product];
        Shape channels = [product.Shape[-1]];
        int scale = -1, shift = -1, value = found.Product;
        foreach (int next in found.Chain)
        {
            Node consumer = graph.Nodes[next];
            int weights = builder.Add(new ReshapeOp(channels), channels, image[Other(next, value)!.Value]);
            if (consumer.Operation is MultiplyOp)
            {
                scale = scale < 0 ? weights : builder.Add(consumer.Operation, channels, scale, weights);
                if (shift >= 0) shift = builder.Add(consumer.Operation, channels, shift, weights);
            }
            else if (shift >= 0) shift = builder.Add(consumer.Operation!, channels, shift, weights);
            else shift = consumer.Operation is AddOp ? weights : builder.Add(new NegateOp(), channels, weights);
            value = next;
        }
        int kernels = image[product.Inputs[1]];
        if (scale >= 0)
        {
            Shape each = [channels[0], 1, 1, 1];
            kernels = builder.Add(new MultiplyOp(), graph.Nodes[product.Inputs[1]].Shape, kernels, builder.Add(new ReshapeOp(each), each, scale));
        }
        int result = builder.Add(product.Operation!, product.Shape, image[product.Inputs[0]], kernels);
        return shift < 0 ? result : builder.Add(new AddOp(), product.Shape, result, shift);
    }
}

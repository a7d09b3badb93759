namespace Fovea.Tensors;

/// <summary>
/// Joins the sums over rows of a value, and of an element-wise result of that value, into one step that reads the value once: the gradients of a normalisation's shift and scale are
/// the sums of dy and of dy times the normalised input.
/// </summary>
internal static class CpuSums
{
    /// <summary>The graph in which such pairs are one node, before it is fused.</summary>
    public static Graph Pair(Graph graph)
    {
        int count = graph.Nodes.Count;
        // The node that sums a value over its rows, and for the node where a pair of sums is made first, the other one.
        Dictionary<int, int> sumOf = [];
        Dictionary<int, (int Plain, int Other)> pairs = [];
        for (int i = 0; i < count; i++)
            if (graph.Nodes[i].Operation is SumOp && FusedSumsOp.Of(graph.Nodes[i], graph.Nodes[graph.Nodes[i].Inputs[0]].Shape) is not null) sumOf.TryAdd(graph.Nodes[i].Inputs[0], i);
        HashSet<int> paired = [];
        foreach ((int value, int sum) in sumOf.OrderBy(entry => entry.Value))
        {
            if (graph.Nodes[value].Operation is not ElementwiseOp) continue;
            foreach (int operand in graph.Nodes[value].Inputs)
            {
                if (!sumOf.TryGetValue(operand, out int plain) || graph.Nodes[operand].Shape != graph.Nodes[value].Shape || paired.Contains(sum) || paired.Contains(plain)) continue;
                // What the second needs is there when the first comes.
                int first = Math.Min(plain, sum);
                if (graph.Nodes[value].Inputs.Max() >= first) continue;
                paired.UnionWith([plain, sum]);
                pairs[first] = (plain, sum);
            }
        }
        if (pairs.Count == 0) return graph;

        List<Node> nodes = [];
        int[] image = new int[count];
        Array.Fill(image, -1);
        for (int i = 0; i < count; i++)
        {
            if (image[i] >= 0) continue;
            if (!pairs.TryGetValue(i, out var pair))
            {
                image[i] = Add(Moved(graph.Nodes[i]));
                continue;
            }
            int value = graph.Nodes[pair.Other].Inputs[0];
            if (image[value] < 0) image[value] = Add(Moved(graph.Nodes[value]));
            Shape elements = graph.Nodes[value].Shape, both = [2, elements[-1]], one = [1, elements[-1]];
            int sums = Add(new Node(
                new FusedSumsOp(elements, new ElementwiseProgram([], []), "", [0, 1]), [image[graph.Nodes[pair.Plain].Inputs[0]], image[value]], both, -1));
            (int Sum, int Row)[] rows = [(pair.Plain, 0), (pair.Other, 1)];
            foreach ((int sum, int row) in rows)
            {
                Shape shape = graph.Nodes[sum].Shape;
                image[sum] = Add(new Node(new ReshapeOp(shape), [Add(new Node(new SliceOp([row, 0], one, [1, 1]), [sums], one, -1))], shape, -1));
            }
        }
        return new Graph(nodes, graph.Leaves, [.. graph.Outputs.Select(output => image[output])], [.. graph.Updates.Select(update => (update.Leaf, image[update.Value]))]);

        int Add(Node node)
        {
            nodes.Add(node);
            return nodes.Count - 1;
        }

        Node Moved(Node node) => node with { Inputs = Array.ConvertAll(node.Inputs, input => image[input]) };
    }
}

namespace Fovea.Tensors;

/// <summary>
/// Large values that cost little more than a pass over memory - element-wise ones, a maximum that is much smaller than its input, a convolution of an image with few channels - that are made early and needed again much later, such as what a layer keeps for its gradient, are not kept but computed a second time, where what they follow from
/// is kept anyway: a pass over memory for the memory of the whole time between (Chen, Xu, Zhang and Guestrin 2016, section 4, for single steps). The normalised and rectified
/// inputs of convolutions come from the convolutions before, which the normalisation's own gradient needs.
/// </summary>
internal sealed class CpuRecompute
{
    // Where less would be saved, or for a short time only, a pass is not worth it.
    const long SmallestBytes = 1 << 20;
    const int ShortestGap = 16;

    // A product with so few multiply-adds an element takes about as long as two passes over memory; that is worth it for much memory only.
    const long SmallestProductBytes = 16 << 20, MostMultiplyAdds = 32;

    // What is computed again may be needed for what is computed again, but not so forth: the values of a whole stage would come back at once.
    const int Levels = 2;

    readonly Graph graph;
    readonly long smallestBytes;
    readonly int shortestGap;
    readonly List<int>[] consumers;
    readonly int[] lastUse, root, level;
    readonly (int Node, int Before)[] again; // for a node that is computed again: the first node that takes the second value; else -1

    CpuRecompute(Graph graph, long smallestBytes, int shortestGap)
    {
        (this.graph, this.smallestBytes, this.shortestGap) = (graph, smallestBytes, shortestGap);
        int count = graph.Nodes.Count;
        (lastUse, root, level) = (new int[count], new int[count], new int[count]);
        again = new (int, int)[count];
        Array.Fill(again, (-1, -1));
        consumers = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (int i = 0; i < count; i++)
        {
            Node node = graph.Nodes[i];
            root[i] = node.Operation is { IsView: true } ? root[node.Inputs[0]] : i;
            foreach (int input in node.Inputs)
            {
                consumers[input].Add(i);
                lastUse[root[input]] = i;
            }
        }
        foreach (int output in graph.Outputs) lastUse[root[output]] = count;
        foreach (var (_, value) in graph.Updates) lastUse[root[value]] = count;
    }

    /// <summary>The graph in which values of at least so many bytes, that are not needed for so many steps, are computed again.</summary>
    public static Graph Late(Graph graph, long smallestBytes = SmallestBytes, int shortestGap = ShortestGap)
    {
        CpuRecompute steps = new(graph, smallestBytes, shortestGap);
        bool any = false;
        for (int i = graph.Nodes.Count - 1; i >= 0; i--) any |= steps.Consider(i);
        return any ? steps.Rebuilt() : graph;
    }

    bool Consider(int i)
    {
        Node node = graph.Nodes[i];
        if (!IsQuick(node) || CpuBackend.Bytes(node.Shape.Count) < smallestBytes || lastUse[i] >= graph.Nodes.Count || level[i] >= Levels) return false;
        (int before, int gap, int previous) = (-1, 0, i);
        foreach (int use in Uses(i).Order())
        {
            if (use - previous > gap) (before, gap) = (use, use - previous);
            previous = use;
        }
        if (gap < shortestGap) return false;
        foreach (int input in node.Inputs)
            if (IsLarge(input) && graph.Nodes[root[input]].Operation is not null && lastUse[root[input]] < before) return false;
        // A variable may have its next value by then.
        if (node.Inputs.Any(input => graph.Nodes[root[input]] is { Operation: null, Leaf: var leaf } && graph.Updates.Any(update => update.Leaf == leaf && update.Value < before))) return false;
        again[i] = (i, before);
        foreach (int input in node.Inputs)
        {
            consumers[input].Add(before);
            if (IsLarge(input)) level[root[input]] = Math.Max(level[root[input]], level[i] + 1);
        }
        return true;
    }

    bool IsQuick(Node node) => node.Operation switch
    {
        ElementwiseOp or FusedElementwiseOp => true,
        MaxPool2dOp => graph.Nodes[node.Inputs[0]].Shape.Count >= 4 * node.Shape.Count,
        FusedProductOp product => CpuBackend.Bytes(node.Shape.Count) >= SmallestProductBytes
            && product.MultiplyAdds([.. node.Inputs.Select(input => graph.Nodes[input].Shape)], node.Shape) <= MostMultiplyAdds * node.Shape.Count,
        _ => false,
    };

    /// <summary>The steps that read a value, also through views of it.</summary>
    IEnumerable<int> Uses(int node) => consumers[node].SelectMany(consumer => IsView(consumer) ? Uses(consumer) : [consumer]);

    bool IsView(int node) => graph.Nodes[node].Operation is { IsView: true };

    bool IsLarge(int node) => CpuBackend.Bytes(graph.Nodes[node].Shape.Count) >= smallestBytes;

    Graph Rebuilt()
    {
        int count = graph.Nodes.Count;
        ILookup<int, int> before = again.Where(one => one.Node >= 0).ToLookup(one => one.Before, one => one.Node);
        List<Node> nodes = [];
        int[] first = new int[count], second = new int[count];
        Array.Fill(second, -1);
        for (int i = 0; i < count; i++)
        {
            // In their own order: the operands of one may be computed again just before it.
            foreach (int node in before[i].Order()) AddAgain(node, i);
            first[i] = Add(i);
        }
        return new Graph(nodes, graph.Leaves, [.. graph.Outputs.Select(output => first[output])], [.. graph.Updates.Select(update => (update.Leaf, first[update.Value]))]);

        // With the views of it that there are by then.
        void AddAgain(int node, int until)
        {
            second[node] = Add(node);
            foreach (int consumer in consumers[node].Distinct())
                if (consumer < until && IsView(consumer)) AddAgain(consumer, until);
        }

        int Add(int i)
        {
            nodes.Add(graph.Nodes[i] with { Inputs = Array.ConvertAll(graph.Nodes[i].Inputs, input => second[input] >= 0 ? second[input] : first[input]) });
            return nodes.Count - 1;
        }
    }
}

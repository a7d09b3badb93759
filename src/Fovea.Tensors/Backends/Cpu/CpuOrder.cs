namespace Fovea.Tensors;

/// <summary>
/// The order of the steps of a plan. A trace computes all gradients and then all updates, so that every gradient would have to be kept until the last one is there. Here what only leads to
/// new values of variables is done as soon as it can be: a gradient is used while it is in cache, and its memory is free for the next one. No variable is overwritten before the last
/// step that may end the run with an error.
/// </summary>
internal sealed class CpuOrder
{
    readonly Graph graph;
    readonly bool[] onlyUpdates, late, done;
    readonly int[] waiting;                 // what a step that only leads to updates still waits for
    readonly List<int>[] consumers;
    readonly int[] readLeaf;                // the leaf that lies behind a node's value, or -1
    readonly Dictionary<int, int> updateOf = [];
    readonly bool[] mayFail;
    readonly List<int> order = [];

    CpuOrder(Graph graph)
    {
        this.graph = graph;
        int count = graph.Nodes.Count;
        (onlyUpdates, late, done, waiting, readLeaf) = (new bool[count], new bool[count], new bool[count], new int[count], new int[count]);
        consumers = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (int i = 0; i < count; i++)
        {
            Node node = graph.Nodes[i];
            readLeaf[i] = node.Operation is null ? node.Leaf : node.Operation.IsView ? readLeaf[node.Inputs[0]] : -1;
            foreach (int input in node.Inputs) consumers[input].Add(i);
        }
        for (int i = count - 1; i >= 0; i--)
            onlyUpdates[i] = graph.Nodes[i].Operation is ElementwiseOp or FusedElementwiseOp or FusedSumsOp or SliceOp or ReduceOp or AllFiniteOp or ProductFiniteOp or ProductChainOp or { IsView: true } && consumers[i].TrueForAll(consumer => onlyUpdates[consumer]);
        // The gradients themselves, from whatever operation.
        int[] gradients = [.. Enumerable.Range(0, count).Where(i => !onlyUpdates[i] && graph.Nodes[i].Operation is not null && consumers[i].Count > 0 && consumers[i].TrueForAll(consumer => onlyUpdates[consumer]))];
        foreach (int gradient in gradients)
        {
            onlyUpdates[gradient] = true;
            // One that is larger than what it is computed from comes last, when all the rest is no longer kept: the weights of linear layers over few images.
            late[gradient] = graph.Nodes[gradient].Shape.Count > graph.Nodes[gradient].Inputs.Sum(input => graph.Nodes[input].Shape.Count);
        }
        // Its new value overwrites a variable, so it waits for all others who read the old one.
        foreach (var (leaf, value) in graph.Updates)
            if (onlyUpdates[value]) updateOf[leaf] = value;
        mayFail = [.. graph.Nodes.Select(node => node.Operation is { MayFail: true })];
        foreach (int update in updateOf.Values) waiting[update] += mayFail.Count(may => may);
        for (int i = 0; i < count; i++)
        {
            if (onlyUpdates[i]) waiting[i] += graph.Nodes[i].Inputs.Length;
            foreach (int update in Overwriters(i)) waiting[update]++;
        }
    }

    public static Graph UpdatesSoon(Graph graph)
    {
        if (graph.Updates.Count == 0) return graph;
        CpuOrder steps = new(graph);
        int count = graph.Nodes.Count;
        for (int i = 0; i < count; i++)
            if (graph.Nodes[i].Operation is null) steps.Do(i);
        for (int i = 0; i < count; i++)
            if (!steps.onlyUpdates[i]) steps.Do(i);
        // What comes last, and two that wait for one another, which the plan copies at the end.
        for (int i = 0; i < count; i++)
            if (!steps.done[i]) steps.Do(i);
        int[] image = new int[count];
        for (int i = 0; i < count; i++) image[steps.order[i]] = i;
        return new Graph([.. steps.order.Select(i => graph.Nodes[i] with { Inputs = Array.ConvertAll(graph.Nodes[i].Inputs, input => image[input]) })], graph.Leaves,
            [.. graph.Outputs.Select(output => image[output])], [.. graph.Updates.Select(update => (update.Leaf, image[update.Value]))]);
    }

    /// <summary>The updates, other than itself, that overwrite what a step reads; and those that come directly before such a one, because they compute what is not stored.</summary>
    IEnumerable<int> Overwriters(int step)
    {
        foreach (int input in graph.Nodes[step].Inputs)
        {
            if (readLeaf[input] < 0 || !updateOf.TryGetValue(readLeaf[input], out int update) || update == step) continue;
            yield return update;
            foreach (int before in graph.Nodes[update].Inputs)
                if (before != step && graph.Nodes[before].Operation is ProductChainOp && onlyUpdates[before]) yield return before;
        }
    }

    void Do(int first)
    {
        Stack<int> ready = new([first]);
        while (ready.TryPop(out int step))
        {
            if (done[step]) continue;
            done[step] = true;
            order.Add(step);
            foreach (int consumer in consumers[step])
                if (onlyUpdates[consumer] && --waiting[consumer] == 0 && !late[consumer]) ready.Push(consumer);
            foreach (int update in mayFail[step] ? Overwriters(step).Concat(updateOf.Values) : Overwriters(step))
                if (--waiting[update] == 0) ready.Push(update);
        }
    }
}

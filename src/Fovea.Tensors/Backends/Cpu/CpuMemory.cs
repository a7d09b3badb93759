namespace Fovea.Tensors;

/// <summary>
/// Where the values of a fused graph lie: in a leaf, in an output, or in one arena in which values that are not alive together share bytes.
/// Views share their operand's memory, and an element-wise step writes over an operand that it is the last to read.
/// </summary>
internal sealed class CpuMemory
{
    const long Alignment = 64;

    readonly Graph graph;
    readonly int[] root, lastUse, lastRead;

    public CpuMemory(Graph graph)
    {
        this.graph = graph;
        int count = graph.Nodes.Count;
        root = new int[count];
        lastUse = new int[count];
        lastRead = Filled(graph.Leaves, -1);
        Output = Filled(count, -1);
        Target = Filled(count, -1);
        Offset = new long[count];
        for (int i = 0; i < count; i++)
        {
            Node node = graph.Nodes[i];
            root[i] = node.Operation is { IsView: true } ? root[node.Inputs[0]] : i;
            lastUse[i] = i;
            foreach (int input in node.Inputs)
            {
                lastUse[root[input]] = i;
                if (graph.Nodes[root[input]] is { Operation: null, Leaf: var leaf }) lastRead[leaf] = i;
            }
        }
        PlaceOutputs();
        PlaceUpdates();
        PlaceInArena();
    }

    /// <summary>For the root of each value: the output into which it is computed, or -1.</summary>
    public int[] Output { get; }

    /// <summary>For the root of each value: the leaf that it overwrites in place, or -1.</summary>
    public int[] Target { get; }

    /// <summary>For every other value that is no leaf: its place in the arena, in bytes.</summary>
    public long[] Offset { get; }

    /// <summary>Bytes of the arena without scratch.</summary>
    public long ArenaBytes { get; private set; }

    /// <summary>Outputs that are a leaf: copied before the first step, since updates change leaves.</summary>
    public List<(int Node, int Output)> LeafOutputs { get; } = [];

    /// <summary>Values that are copied after the last step into a further output.</summary>
    public List<(int Node, int Output)> OutputCopies { get; } = [];

    /// <summary>Values that are copied after the last step into a leaf.</summary>
    public List<(int Node, int Leaf)> UpdateCopies { get; } = [];

    /// <summary>The node whose memory a node's value lies in: itself, or what it is a view of.</summary>
    public int Root(int node) => root[node];

    void PlaceOutputs()
    {
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            int node = graph.Outputs[i], at = root[node];
            if (graph.Nodes[at].Operation is null) LeafOutputs.Add((node, i));
            else if (Output[at] >= 0) OutputCopies.Add((node, i));
            else Output[at] = i;
        }
    }

    void PlaceUpdates()
    {
        foreach (var (leaf, node) in graph.Updates)
        {
            int at = root[node];
            if (Output[at] < 0 && Target[at] < 0 && graph.Nodes[at].Operation is not null && MayOverwrite(leaf, at)) Target[at] = leaf;
            else
            {
                UpdateCopies.Add((node, leaf));
                lastUse[at] = graph.Nodes.Count;
            }
        }
    }

    /// <summary>Whether a step may write its result over a leaf: nothing reads the leaf afterwards, and the step itself reads it at most element by element.</summary>
    bool MayOverwrite(int leaf, int at)
    {
        if (lastRead[leaf] > at) return false;
        Node step = graph.Nodes[at];
        for (int k = 0; k < step.Inputs.Length; k++)
        {
            Node source = graph.Nodes[root[step.Inputs[k]]];
            bool byElement = step.Operation is ElementwiseOp or FusedElementwiseOp || (step.Operation is ProductChainOp && k >= 2);
            if (source.Operation is null && source.Leaf == leaf && !(byElement && source.Shape.Count == step.Shape.Count)) return false;
        }
        return true;
    }

    void PlaceInArena()
    {
        int count = graph.Nodes.Count;
        List<Life> blocks = [];
        int[] block = Filled(count, -1);
        for (int i = 0; i < count; i++)
        {
            Node node = graph.Nodes[i];
            if (root[i] != i || node.Operation is null || Output[i] >= 0 || Target[i] >= 0) continue;
            if (node.Operation is ElementwiseOp or FusedElementwiseOp)
                foreach (int input in node.Inputs)
                {
                    int at = root[input];
                    if (block[at] < 0 || lastUse[at] != i || blocks[block[at]].End != i || graph.Nodes[at].Shape.Count != node.Shape.Count) continue;
                    block[i] = block[at];
                    blocks[block[i]] = blocks[block[i]] with { End = lastUse[i] };
                    break;
                }
            if (block[i] >= 0) continue;
            block[i] = blocks.Count;
            blocks.Add(new Life(i, lastUse[i], (CpuBackend.Bytes(node.Shape.Count) + Alignment - 1) / Alignment * Alignment));
        }

        // Largest first, each at the lowest place where nothing that lives at the same time lies.
        ArenaLayout layout = new();
        long[] place = new long[blocks.Count];
        int[] order = new int[blocks.Count];
        for (int b = 0; b < order.Length; b++) order[b] = b;
        Array.Sort(order, (a, b) => blocks[a].Bytes != blocks[b].Bytes ? blocks[b].Bytes.CompareTo(blocks[a].Bytes) : a.CompareTo(b));
        foreach (int b in order) place[b] = layout.Place(blocks[b].Start, blocks[b].End, blocks[b].Bytes);
        ArenaBytes = layout.Bytes;
        for (int i = 0; i < count; i++)
            if (block[i] >= 0) Offset[i] = place[block[i]];
    }

    /// <summary>Bytes that are needed from one step to another, both included.</summary>
    sealed record Life(int Start, int End, long Bytes);

    static int[] Filled(int count, int value)
    {
        int[] array = new int[count];
        Array.Fill(array, value);
        return array;
    }
}

namespace Fovea.Tensors;

/// <summary>
/// One step of a graph: an operation over earlier nodes, or a leaf (no operation) whose values are given at every run. A leaf is lasting where it is a variable that the
/// graph does not change: most runs find the values of the one before.
/// </summary>
internal sealed record Node(Operation? Operation, int[] Inputs, Shape Shape, int Leaf, bool IsLasting = false);

/// <summary>
/// A computation without its values: nodes in an order in which every operand comes before its use, the nodes whose values are wanted,
/// and the leaves that are overwritten at the end. Two graphs are equal when their structure is, so plans can be kept and found again.
/// </summary>
internal sealed class Graph : IEquatable<Graph>
{
    readonly int hash;

    public Graph(IReadOnlyList<Node> nodes, int leaves, IReadOnlyList<int> outputs, IReadOnlyList<(int Leaf, int Value)> updates)
    {
        (Nodes, Leaves, Outputs, Updates) = (nodes, leaves, outputs, updates);
        HashCode code = new();
        foreach (Node node in nodes)
        {
            code.Add(node.Operation);
            code.Add(node.Shape);
            code.Add(node.IsLasting);
            foreach (int input in node.Inputs) code.Add(input);
        }
        foreach (int output in outputs) code.Add(output);
        hash = code.ToHashCode();
    }

    public IReadOnlyList<Node> Nodes { get; }

    public int Leaves { get; }

    public IReadOnlyList<int> Outputs { get; }

    public IReadOnlyList<(int Leaf, int Value)> Updates { get; }

    /// <summary>The graph of those nodes on which outputs or updates depend, in their order.</summary>
    /// <param name="all">The nodes; operands come before their use.</param>
    /// <param name="leaves">The number of leaves.</param>
    /// <param name="outputs">The nodes whose values are wanted, by their numbers in <paramref name="all"/>.</param>
    /// <param name="updates">The leaves that are overwritten at the end, and the nodes that give their new values.</param>
    public static Graph OfNeeded(IReadOnlyList<Node> all, int leaves, IEnumerable<int> outputs, IEnumerable<(int Leaf, int Value)> updates)
    {
        bool[] needed = new bool[all.Count];
        foreach (int output in outputs) needed[output] = true;
        foreach (var (_, value) in updates) needed[value] = true;
        for (int i = all.Count - 1; i >= 0; i--)
            if (needed[i])
                foreach (int input in all[i].Inputs) needed[input] = true;
        int[] image = new int[all.Count];
        List<Node> nodes = [];
        for (int i = 0; i < image.Length; i++)
        {
            if (!needed[i]) continue;
            image[i] = nodes.Count;
            nodes.Add(all[i] with { Inputs = Array.ConvertAll(all[i].Inputs, input => image[input]) });
        }
        return new Graph(nodes, leaves, [.. outputs.Select(output => image[output])], [.. updates.Select(update => (update.Leaf, image[update.Value]))]);
    }

    /// <summary>For each node whether its value follows from lasting leaves (and numbers) alone, and from one at least.</summary>
    public bool[] Lasting()
    {
        bool[] lasting = new bool[Nodes.Count], number = new bool[Nodes.Count];
        for (int i = 0; i < Nodes.Count; i++)
        {
            Node node = Nodes[i];
            if (node.Operation is null) lasting[i] = node.IsLasting;
            else
            {
                number[i] = Array.TrueForAll(node.Inputs, input => number[input]);
                lasting[i] = !number[i] && Array.TrueForAll(node.Inputs, input => lasting[input] || number[input]);
            }
        }
        return lasting;
    }

    /// <summary>
    /// The graph that computes <paramref name="outputs"/> and <paramref name="updates"/>. <paramref name="leaves"/> receives the tensors whose
    /// values it starts from: constants, variables, placeholders, and results that have been computed already.
    /// </summary>
    public static Graph Of(IReadOnlyList<Tensor> outputs, IReadOnlyList<(Variable Target, Tensor Value)> updates, List<Tensor> leaves)
    {
        List<Node> nodes = [];
        HashSet<Tensor> changed = new([.. updates.Select(update => update.Target)], ReferenceEqualityComparer.Instance);
        Dictionary<Tensor, int> index = new(ReferenceEqualityComparer.Instance);
        Dictionary<Tensor, int> leafIndex = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < leaves.Count; i++) leafIndex[leaves[i]] = i;

        int LeafOf(Tensor tensor)
        {
            if (!leafIndex.TryGetValue(tensor, out int leaf))
            {
                leafIndex[tensor] = leaf = leaves.Count;
                leaves.Add(tensor);
            }
            return leaf;
        }

        // A stack of its own: graphs may be deeper than the thread's.
        Stack<(Tensor Tensor, int Next)> stack = new();
        void Visit(Tensor root)
        {
            if (index.ContainsKey(root)) return;
            stack.Push((root, 0));
            while (stack.TryPop(out var top))
            {
                if (index.ContainsKey(top.Tensor)) continue;
                if (top.Tensor.IsLeaf)
                {
                    nodes.Add(new Node(null, [], top.Tensor.Shape, LeafOf(top.Tensor), top.Tensor is Variable && !changed.Contains(top.Tensor)));
                    index[top.Tensor] = nodes.Count - 1;
                }
                else if (top.Next < top.Tensor.Inputs.Length)
                {
                    stack.Push((top.Tensor, top.Next + 1));
                    if (!index.ContainsKey(top.Tensor.Inputs[top.Next])) stack.Push((top.Tensor.Inputs[top.Next], 0));
                }
                else
                {
                    nodes.Add(new Node(top.Tensor.Operation, Array.ConvertAll(top.Tensor.Inputs, input => index[input]), top.Tensor.Shape, -1));
                    index[top.Tensor] = nodes.Count - 1;
                }
            }
        }

        foreach (Tensor output in outputs) Visit(output);
        foreach (var (_, value) in updates) Visit(value);
        (int, int)[] targets = [.. updates.Select(update => (LeafOf(update.Target), index[update.Value]))];
        return new Graph(nodes, leaves.Count, [.. outputs.Select(output => index[output])], targets);
    }

    public bool Equals(Graph? other)
    {
        if (other is null || hash != other.hash || Nodes.Count != other.Nodes.Count || Leaves != other.Leaves) return false;
        if (!Outputs.SequenceEqual(other.Outputs) || !Updates.SequenceEqual(other.Updates)) return false;
        for (int i = 0; i < Nodes.Count; i++)
        {
            Node a = Nodes[i], b = other.Nodes[i];
            if (a.Leaf != b.Leaf || a.IsLasting != b.IsLasting || a.Shape != b.Shape || !Equals(a.Operation, b.Operation) || !a.Inputs.AsSpan().SequenceEqual(b.Inputs)) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Graph);

    public override int GetHashCode() => hash;
}

namespace Fovea.Tensors;

/// <summary>
/// Builds a graph in which equal nodes are one node and every node is as simple as its operation can make it
/// (<see cref="Operation.Simplify"/>). Indices below are those of the graph under construction.
/// </summary>
internal sealed class GraphBuilder
{
    readonly List<Node> nodes = [];
    readonly Dictionary<Node, int> known = new(new SameNode());

    public Node this[int index] => nodes[index];

    public Shape ShapeOf(int index) => nodes[index].Shape;

    /// <summary>The graph without repeated nodes, without needless ones, and without those on which no output depends.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="replace">Gives, for the number of a node of <paramref name="graph"/> and what its nodes have become so far, what takes its place; or null where it stays as it is.</param>
    public static Graph Simplify(Graph graph, Func<GraphBuilder, int, int[], int?>? replace = null)
    {
        GraphBuilder builder = new();
        int[] image = new int[graph.Nodes.Count];
        for (int i = 0; i < image.Length; i++)
        {
            Node node = graph.Nodes[i];
            image[i] = replace?.Invoke(builder, i, image) ?? (node.Operation is null
                ? builder.Intern(node)
                : builder.Add(node.Operation, node.Shape, Array.ConvertAll(node.Inputs, input => image[input])));
        }
        return Graph.OfNeeded(builder.nodes, graph.Leaves, graph.Outputs.Select(output => image[output]), graph.Updates.Select(update => (update.Leaf, image[update.Value])));
    }

    /// <summary>The index of a node that computes an operation over nodes of this graph.</summary>
    public int Add(Operation operation, Shape shape, params int[] inputs) =>
        operation.Simplify(this, inputs, shape) ?? Intern(new Node(operation, inputs, shape, -1));

    /// <summary>The value of a node whose elements are all the same known number, or null.</summary>
    public double? ConstantAt(int index) => nodes[index].Operation is FullOp full ? full.Value : null;

    int Intern(Node node)
    {
        if (known.TryGetValue(node, out int index)) return index;
        nodes.Add(node);
        return known[node] = nodes.Count - 1;
    }

    sealed class SameNode : IEqualityComparer<Node>
    {
        public bool Equals(Node? a, Node? b) => a is null || b is null ? a is null && b is null :
            a.Leaf == b.Leaf && a.Shape == b.Shape && Equals(a.Operation, b.Operation) && a.Inputs.AsSpan().SequenceEqual(b.Inputs);

        public int GetHashCode(Node node)
        {
            HashCode hash = new();
            hash.Add(node.Operation);
            hash.Add(node.Leaf);
            foreach (int input in node.Inputs) hash.Add(input);
            return hash.ToHashCode();
        }
    }
}

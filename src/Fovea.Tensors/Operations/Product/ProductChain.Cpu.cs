namespace Fovea.Tensors;

/// <summary>
/// A chain of element-wise operations of which one operand is a matrix product that nothing else reads: the product's rows are computed some at a time and used while they are in
/// cache. So a weight's gradient, far larger than what it is computed from where images are few, goes into the optimiser's update without ever being stored.
/// </summary>
/// <param name="Product">The product; its operands come first, then those of the chain.</param>
/// <param name="Program">The chain.</param>
/// <param name="Place">Which of the chain's operands is the product. What stands for it among the node's operands is not read.</param>
/// <param name="Chain">The chain's name.</param>
internal sealed record ProductChainOp(MatMulOp Product, ElementwiseProgram Program, int Place, string Chain) : FusedOp, ICpuOperation
{
    public override string Name => $"{Product.Name} {Chain}";

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => Product.MultiplyAdds(x[..2], y);

    public CpuKernel Cpu(CpuSite site) => ElementwiseProgram.CompileOver(Rows(site.Inputs), Place, Program, site.Inputs[2..], site.Output)!;

    /// <summary>The product, for operands of such shapes.</summary>
    public ProductRows Rows(Shape[] inputs) => new(Product.Matrices(inputs[0], inputs[1], Product.Infer(inputs.AsSpan(0, 2))));

    /// <summary>The graph in which products that only new values of variables are computed from, and whose finiteness needs no look at them, are not stored.</summary>
    public static Graph In(Graph graph)
    {
        List<int>[] consumers = [.. Enumerable.Range(0, graph.Nodes.Count).Select(_ => new List<int>())];
        bool[] updates = new bool[graph.Nodes.Count], outputs = new bool[graph.Nodes.Count];
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (int input in graph.Nodes[i].Inputs) consumers[input].Add(i);
        HashSet<(MatMulOp, int, int)> judged = [];
        foreach (Node node in graph.Nodes)
            if (node.Operation is ProductFiniteOp finite) judged.Add((finite.Product, node.Inputs[0], node.Inputs[1]));
        foreach (var (_, value) in graph.Updates) updates[value] = true;
        foreach (int output in graph.Outputs) outputs[output] = true;

        Dictionary<int, Node> replaced = [];
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            Node product = graph.Nodes[i];
            if (product.Operation is not MatMulOp { } operation || product.Shape.Rank != 2 || outputs[i] || updates[i] || consumers[i].Count == 0 || !consumers[i].TrueForAll(IsUpdate)) continue;
            // Only those whose finiteness is known without them.
            if (!judged.Contains((operation, product.Inputs[0], product.Inputs[1]))) continue;
            foreach (int consumer in consumers[i].Distinct())
            {
                Node update = graph.Nodes[consumer];
                ElementwiseProgram program = ElementwiseProgram.In(update.Operation)!;
                replaced[consumer] = update with
                {
                    Operation = new ProductChainOp(operation, program, Array.IndexOf(update.Inputs, i), update.Operation!.Name),
                    Inputs = [.. product.Inputs, .. update.Inputs.Select(input => input == i ? product.Inputs[0] : input)],
                };
            }
        }
        if (replaced.Count == 0) return graph;
        return Graph.OfNeeded([.. graph.Nodes.Select((node, i) => replaced.GetValueOrDefault(i, node))], graph.Leaves, graph.Outputs, graph.Updates);

        bool IsUpdate(int node) => updates[node] && !outputs[node] && !replaced.ContainsKey(node) && ElementwiseProgram.In(graph.Nodes[node].Operation) is not null
            && graph.Nodes[node].Inputs.All(input => graph.Nodes[input].Shape.Count == 1 || graph.Nodes[input].Shape.Count == graph.Nodes[node].Shape.Count);
    }
}

using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>A product that can add a bias, add a second tensor and apply an activation on its last pass, while the tile is in cache.</summary>
internal interface ICpuProduct : ICpuOperation
{
    /// <summary>The kernel; operands are those of the product, then the bias (one number a column) where there is one, then the residual (shaped like the result).</summary>
    CpuKernel Cpu(CpuSite site, ProductEnding ending);
}

/// <summary>What a fused product does after the product.</summary>
internal readonly record struct ProductEnding(bool Bias, bool Residual, Activation Activation)
{
    /// <summary>The epilogue for a call whose fused operands begin at <paramref name="first"/>.</summary>
    public unsafe Epilogue Of(float** x, int first) => new()
    {
        Bias = Bias ? x[first] : null,
        Residual = Residual ? x[first + (Bias ? 1 : 0)] : null,
        Activation = Activation,
    };
}

/// <summary>A product with its ending.</summary>
internal sealed record FusedProductOp(Operation Product, ProductEnding Ending) : FusedOp, ICpuOperation
{
    public override string Name => $"{Product.Name}{(Ending.Bias ? " + bias" : "")}{(Ending.Residual ? " + sum" : "")}{(Ending.Activation == Activation.None ? "" : $" + {Ending.Activation}")}";

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => Product.MultiplyAdds(x, y);

    public CpuKernel Cpu(CpuSite site) => ((ICpuProduct)Product).Cpu(site, Ending);
}

/// <summary>A chain of element-wise operations in one pass.</summary>
internal sealed record FusedElementwiseOp(ElementwiseProgram Program, string Chain) : FusedOp, ICpuOperation
{
    public override string Name => Chain;

    public CpuKernel Cpu(CpuSite site) => Program.Compile(site);
}

/// <summary>An operation that only a fused graph holds; it has no gradient and no shape rule of its own.</summary>
internal abstract record FusedOp : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => throw new NotSupportedException();

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => throw new NotSupportedException();
}

/// <summary>
/// Joins nodes of a simplified graph: first bias, residual sum and activation into the product before them, then chains of element-wise operations
/// whose intermediate results nobody else needs, or which are as quickly computed again as read; chains that are then only summed over their rows are not stored at all.
/// </summary>
internal sealed class CpuFusion
{
    const int MaxInstructions = 24, MaxInputs = 12;

    readonly Graph graph;
    readonly List<int>[] consumers;
    readonly bool[] wanted, needed, endsProduct; // needed: read by a step that is settled already
    readonly Dictionary<int, (Operation Operation, int[] Inputs)> replaced = [];
    readonly HashSet<(int, int)> judged = []; // operands of products whose finiteness is known without them

    CpuFusion(Graph graph)
    {
        this.graph = graph;
        int count = graph.Nodes.Count;
        consumers = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        (wanted, endsProduct) = (new bool[count], new bool[count]);
        for (int i = 0; i < count; i++)
        {
            foreach (int input in graph.Nodes[i].Inputs)
                if (consumers[input].Count == 0 || consumers[input][^1] != i) consumers[input].Add(i);
            if (graph.Nodes[i] is { Operation: ProductFiniteOp, Inputs: [var a, var b] }) judged.Add((a, b));
        }
        foreach (int output in graph.Outputs) wanted[output] = true;
        foreach (var (_, value) in graph.Updates) wanted[value] = true;
        needed = [.. wanted];
    }

    public static Graph Fuse(Graph graph)
    {
        CpuFusion fusion = new(graph);
        for (int i = 0; i < graph.Nodes.Count; i++) fusion.FuseProduct(i);
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (!fusion.needed[i]) continue;
            fusion.FuseChain(i);
            fusion.FuseSums(i);
            foreach (int input in fusion.replaced.TryGetValue(i, out var fused) ? fused.Inputs : graph.Nodes[i].Inputs) fusion.needed[input] = true;
        }
        return fusion.Rebuilt();
    }

    /// <summary>The only node that uses a value which is not wanted itself, or -1.</summary>
    int OnlyConsumer(int node) => !wanted[node] && consumers[node].Count == 1 ? consumers[node][0] : -1;

    void FuseProduct(int product)
    {
        Node node = graph.Nodes[product];
        // A gradient that need not be stored is part of its update.
        if (node.Operation is not ICpuProduct || (node.Operation is MatMulOp && node.Inputs is [var a, var b] && judged.Contains((a, b)))) return;
        int end = product, last = product, bias = -1, residual = -1;
        Activation activation = Activation.None;
        List<int> path = [];
        int joined = 0;
        for (int next = OnlyConsumer(product); next >= 0 && activation == Activation.None; next = OnlyConsumer(end))
        {
            Node consumer = graph.Nodes[next];
            Shape here = graph.Nodes[end].Shape;
            // The rows of a product may be seen as those of a batch before the bias comes.
            bool isView = node.Operation is MatMulOp && consumer.Operation is ReshapeOp && consumer.Shape.Rank > 0 && consumer.Shape[-1] == node.Shape[-1];
            if (!isView)
            {
                if (consumer.Shape != here) break;
                if (consumer.Operation is AddOp && consumer.Inputs[0] != consumer.Inputs[1])
                {
                    int other = consumer.Inputs[0] == end ? consumer.Inputs[1] : consumer.Inputs[0];
                    Shape shape = graph.Nodes[other].Shape;
                    if (bias < 0 && residual < 0 && here.Rank > 0 && shape.Rank > 0 && shape.Count == shape[-1] && shape[-1] == here[-1]) bias = other;
                    else if (residual < 0 && shape == here && (!endsProduct[other] || replaced.ContainsKey(other))) residual = other;
                    else break;
                }
                else if (ActivationOf(consumer.Operation) is { } found) activation = found;
                else break;
            }
            path.Add(end);
            end = next;
            if (!isView) (last, joined) = (end, path.Count);
        }
        if (last == product) return;
        foreach (int inner in path.Take(joined)) endsProduct[inner] = true;
        endsProduct[last] = true;
        List<int> inputs = [.. node.Inputs];
        if (bias >= 0) inputs.Add(bias);
        if (residual >= 0) inputs.Add(residual);
        replaced[last] = (new FusedProductOp(node.Operation, new ProductEnding(bias >= 0, residual >= 0, activation)), [.. inputs]);
    }

    static Activation? ActivationOf(Operation? operation) => operation switch
    {
        ReluOp => Activation.Relu,
        TanhOp => Activation.Tanh,
        SigmoidOp => Activation.Sigmoid,
        _ => null,
    };

    void FuseChain(int root)
    {
        if (!IsFree(root)) return;
        List<int> group = [.. Members(root), root];
        var (instructions, constants, inputs) = Program(group, [], out _);
        if (group.Count == 1 && constants.Count == 0) return;
        replaced[root] = (new FusedElementwiseOp(new ElementwiseProgram(instructions, constants), Named(instructions)), [.. inputs]);
    }

    void FuseSums(int sums)
    {
        Node node = graph.Nodes[sums];
        FusedSumsOp? together = node.Operation as FusedSumsOp ?? FusedSumsOp.Of(node, graph.Nodes[node.Inputs.FirstOrDefault()].Shape);
        if (together is null) return;
        List<int> group = Members(sums);
        var (instructions, constants, inputs) = Program(group, node.Inputs, out int[] results);
        if (group.Count == 0 && node.Operation is SumOp) return;
        replaced[sums] = (new FusedSumsOp(together.Elements, new ElementwiseProgram(instructions, constants), Named(instructions), results), [.. inputs]);
    }

    static string Named(List<Instruction> instructions) => string.Join(" ", instructions.Select(instruction => instruction.Operation.Name));

    /// <summary>The chain of a group, with the numbers and the nodes that it reads, and as what it knows those nodes that are wanted of it.</summary>
    (List<Instruction> Instructions, List<float> Constants, List<int> Inputs) Program(List<int> group, int[] ends, out int[] results)
    {
        Dictionary<int, int> place = [];
        for (int i = 0; i < group.Count; i++) place[group[i]] = i;
        List<int> inputs = [];
        List<float> constants = [];
        List<Instruction> instructions = [];
        foreach (int member in group)
        {
            Node node = graph.Nodes[member];
            int[] operand = [Instruction.None, Instruction.None, Instruction.None];
            for (int k = 0; k < node.Inputs.Length; k++) operand[k] = Operand(node.Inputs[k]);
            instructions.Add(new Instruction((ElementwiseOp)node.Operation!, operand[0], operand[1], operand[2]));
        }
        results = Array.ConvertAll(ends, Input);
        return (instructions, constants, inputs);

        int Operand(int input)
        {
            if (place.ContainsKey(input) || graph.Nodes[input].Operation is not FullOp full) return Input(input);
            constants.Add((float)full.Value);
            return Instruction.Constant(constants.Count - 1);
        }

        int Input(int input)
        {
            if (place.TryGetValue(input, out int step)) return Instruction.Step(step);
            if (!inputs.Contains(input)) inputs.Add(input);
            return inputs.IndexOf(input);
        }
    }

    /// <summary>Whether a value is as quickly computed from its one large operand as it is read: then chains compute it for themselves.</summary>
    bool IsCheap(int node) => !wanted[node] && graph.Nodes[node] is { Operation: AddOp or SubtractOp or MultiplyOp or NegateOp } cheap
        && cheap.Inputs.Distinct().Count(input => graph.Nodes[input].Shape.Count == cheap.Shape.Count) == 1
        && cheap.Inputs.All(input => graph.Nodes[input].Shape.Count == cheap.Shape.Count || graph.Nodes[input].Shape.Count <= cheap.Shape[-1]);

    /// <summary>
    /// The nodes that can be computed in one chain before an element-wise node, or before sums, in order. Walking back from there, a node joins when everything that uses it has joined before,
    /// or when computing it once more costs no more reading; so only operands of members come into question, those that stand last first.
    /// </summary>
    List<int> Members(int root)
    {
        Shape shape = graph.Nodes[root].Operation is ElementwiseOp ? graph.Nodes[root].Shape : graph.Nodes[graph.Nodes[root].Inputs[0]].Shape;
        List<int> group = [];
        HashSet<int> members = [root], inputs = [];
        PriorityQueue<int, int> candidates = new();
        void Offer(int member)
        {
            foreach (int input in graph.Nodes[member].Inputs)
                if (inputs.Add(input)) candidates.Enqueue(input, -input);
        }
        Offer(root);
        while (group.Count < MaxInstructions - 1 && candidates.TryDequeue(out int i, out _))
        {
            if (!IsFree(i) || wanted[i] || graph.Nodes[i].Shape != shape || !(consumers[i].TrueForAll(members.Contains) || IsCheap(i) || IsAtHand(i))) continue;
            int added = graph.Nodes[i].Inputs.Distinct().Count(input => !inputs.Contains(input));
            if (inputs.Count - 1 + added > MaxInputs) continue;
            group.Add(i);
            members.Add(i);
            inputs.Remove(i);
            Offer(i);
        }
        group.Reverse();
        return group;

        // Whether it can be computed from what is read anyway; or from one more, where no other kind of step wants it stored; or from two, where storing it for two steps would take as much.
        bool IsAtHand(int node)
        {
            if (!IsQuick(node)) return false;
            int more = graph.Nodes[node].Inputs.Distinct().Count(input => IsLarge(input) && !Follows(input, 4));
            return more == 0 || (more <= (consumers[node].Count <= 2 ? 2 : 1) && consumers[node].TrueForAll(consumer => FusedSumsOp.Takes(graph.Nodes[consumer], shape) || IsFree(consumer)));
        }

        bool Follows(int node, int depth) => inputs.Contains(node) || members.Contains(node)
            || (depth > 0 && IsFree(node) && IsQuick(node) && graph.Nodes[node].Shape == shape && graph.Nodes[node].Inputs.All(input => !IsLarge(input) || Follows(input, depth - 1)));

        bool IsLarge(int node) => graph.Nodes[node].Operation is not FullOp && graph.Nodes[node].Shape.Count == shape.Count;
    }

    /// <summary>Whether an operation takes no longer than reading its operand.</summary>
    bool IsQuick(int node) => graph.Nodes[node].Operation is AddOp or SubtractOp or MultiplyOp or NegateOp or ReluOp or GreaterOp or WhereOp;

    bool IsFree(int node) => graph.Nodes[node].Operation is ElementwiseOp && !endsProduct[node];

    // A fused node stands where its last part stood, after all its operands. What only its parts used is needed no more.
    Graph Rebuilt() => Graph.OfNeeded(
        [.. graph.Nodes.Select((node, i) => replaced.TryGetValue(i, out var fused) ? node with { Operation = fused.Operation, Inputs = fused.Inputs } : node)],
        graph.Leaves, graph.Outputs, graph.Updates);
}

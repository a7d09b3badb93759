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

/// <summary>The sums of a chain's result over all dimensions but the last, in the same pass; the result itself is never stored.</summary>
internal sealed record FusedSumOp(Shape Elements, ElementwiseProgram Program, string Chain) : FusedOp, ICpuOperation
{
    public override string Name => $"{Chain} Sum";

    public CpuKernel Cpu(CpuSite site) => Program.CompileSum(site, Elements);
}

/// <summary>An operation that only a fused graph holds; it has no gradient and no shape rule of its own.</summary>
internal abstract record FusedOp : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => throw new NotSupportedException();

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => throw new NotSupportedException();
}

/// <summary>
/// Joins nodes of a simplified graph: first bias, residual sum and activation into the product before them, then chains of element-wise operations
/// whose intermediate results nobody else needs, or which are as quickly computed again as read; a chain that is then only summed over its rows is not stored at all.
/// </summary>
internal sealed class CpuFusion
{
    const int MaxInstructions = 24, MaxInputs = 12;

    readonly Graph graph;
    readonly List<int>[] consumers;
    readonly bool[] wanted, absorbed;
    readonly Dictionary<int, (Operation Operation, int[] Inputs)> replaced = [];

    CpuFusion(Graph graph)
    {
        this.graph = graph;
        int count = graph.Nodes.Count;
        consumers = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        (wanted, absorbed) = (new bool[count], new bool[count]);
        for (int i = 0; i < count; i++)
            foreach (int input in graph.Nodes[i].Inputs)
                if (consumers[input].Count == 0 || consumers[input][^1] != i) consumers[input].Add(i);
        foreach (int output in graph.Outputs) wanted[output] = true;
        foreach (var (_, value) in graph.Updates) wanted[value] = true;
    }

    public static Graph Fuse(Graph graph)
    {
        CpuFusion fusion = new(graph);
        for (int i = 0; i < graph.Nodes.Count; i++) fusion.FuseProduct(i);
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            fusion.FuseChain(i);
            fusion.FuseSum(i);
        }
        return fusion.Rebuilt();
    }

    /// <summary>The only node that uses a value which is not wanted itself, or -1.</summary>
    int OnlyConsumer(int node) => !wanted[node] && consumers[node].Count == 1 ? consumers[node][0] : -1;

    void FuseProduct(int product)
    {
        Node node = graph.Nodes[product];
        if (node.Operation is not ICpuProduct) return;
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
                    else if (residual < 0 && shape == here && !absorbed[other]) residual = other;
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
        foreach (int inner in path.Take(joined)) absorbed[inner] = true;
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
        List<int> group = Members(root);
        var (instructions, constants, inputs) = Program(group);
        if (group.Count == 1 && constants.Count == 0) return;
        Absorb(group, root);
        replaced[root] = (new FusedElementwiseOp(new ElementwiseProgram(instructions, constants), Named(instructions)), [.. inputs]);
    }

    void FuseSum(int sum)
    {
        Node node = graph.Nodes[sum];
        if (node.Operation is not SumOp { Axes: var axes }) return;
        int chain = node.Inputs[0];
        Shape elements = graph.Nodes[chain].Shape;
        // All dimensions but the last, which are counted from the front.
        if (!IsFree(chain) || wanted[chain] || axes.Rank == 0 || axes.Rank != elements.Rank - 1 || axes[-1] != elements.Rank - 2 || elements[-1] > ElementwiseProgram.MostColumns || elements.Count == 0) return;
        if (consumers[chain].Count > 1 && !IsCheap(chain)) return;
        List<int> group = Members(chain);
        var (instructions, constants, inputs) = Program(group);
        Absorb(group, sum);
        replaced[sum] = (new FusedSumOp(elements, new ElementwiseProgram(instructions, constants), Named(instructions)), [.. inputs]);
    }

    static string Named(List<Instruction> instructions) => string.Join(" ", instructions.Select(instruction => instruction.Operation.Name));

    /// <summary>Members whose users have all joined are in no other chain.</summary>
    void Absorb(List<int> group, int root)
    {
        HashSet<int> members = [.. group, root];
        foreach (int member in group)
            if (member != root && consumers[member].TrueForAll(members.Contains)) absorbed[member] = true;
    }

    /// <summary>The chain of a group, with the numbers and the nodes that it reads.</summary>
    (List<Instruction> Instructions, List<float> Constants, List<int> Inputs) Program(List<int> group)
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
            for (int k = 0; k < node.Inputs.Length; k++)
            {
                int input = node.Inputs[k];
                if (place.TryGetValue(input, out int step)) operand[k] = Instruction.Step(step);
                else if (graph.Nodes[input].Operation is FullOp full)
                {
                    operand[k] = Instruction.Constant(constants.Count);
                    constants.Add((float)full.Value);
                }
                else
                {
                    operand[k] = inputs.IndexOf(input);
                    if (operand[k] >= 0) continue;
                    operand[k] = inputs.Count;
                    inputs.Add(input);
                }
            }
            instructions.Add(new Instruction((ElementwiseOp)node.Operation!, operand[0], operand[1], operand[2]));
        }
        return (instructions, constants, inputs);
    }

    /// <summary>Whether a value is as quickly computed from its one large operand as it is read: then chains compute it for themselves.</summary>
    bool IsCheap(int node) => !wanted[node] && graph.Nodes[node] is { Operation: AddOp or SubtractOp or MultiplyOp or NegateOp } cheap
        && cheap.Inputs.Distinct().Count(input => graph.Nodes[input].Shape.Count == cheap.Shape.Count) == 1
        && cheap.Inputs.All(input => graph.Nodes[input].Shape.Count == cheap.Shape.Count || graph.Nodes[input].Shape.Count <= cheap.Shape[-1]);

    /// <summary>
    /// The nodes that can be computed in one chain with the root, in order. Walking back from the root, a node joins when everything that uses it has joined before, or
    /// when it is cheap; so only operands of members come into question, those that stand last first.
    /// </summary>
    List<int> Members(int root)
    {
        List<int> group = [root];
        HashSet<int> members = [root], inputs = [];
        PriorityQueue<int, int> candidates = new();
        void Offer(int member)
        {
            foreach (int input in graph.Nodes[member].Inputs)
                if (inputs.Add(input)) candidates.Enqueue(input, -input);
        }
        Offer(root);
        while (group.Count < MaxInstructions && candidates.TryDequeue(out int i, out _))
        {
            if (!IsFree(i) || wanted[i] || graph.Nodes[i].Shape != graph.Nodes[root].Shape || !(consumers[i].TrueForAll(members.Contains) || IsCheap(i))) continue;
            int added = graph.Nodes[i].Inputs.Distinct().Count(input => !inputs.Contains(input));
            if (inputs.Count - 1 + added > MaxInputs) continue;
            group.Add(i);
            members.Add(i);
            inputs.Remove(i);
            Offer(i);
        }
        group.Reverse();
        return group;
    }

    bool IsFree(int node) => graph.Nodes[node].Operation is ElementwiseOp && !absorbed[node] && !replaced.ContainsKey(node);

    // A fused node stands where its last part stood, after all its operands. What only its parts used is needed no more.
    Graph Rebuilt() => Graph.OfNeeded(
        [.. graph.Nodes.Select((node, i) => replaced.TryGetValue(i, out var fused) ? node with { Operation = fused.Operation, Inputs = fused.Inputs } : node)],
        graph.Leaves, graph.Outputs, graph.Updates);
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// A graph made ready for the CPU: simplified, fused, a kernel chosen for every step, memory laid out in one arena. A run walks the steps and allocates nothing.
/// </summary>
internal sealed unsafe class CpuPlan : IExecutable
{
    readonly Lock gate = new();
    readonly Graph graph;
    readonly CpuMemory memory;
    readonly Step[] steps;
    readonly long scratchBytes;
    readonly int mostInputs;
    AlignedBuffer? table;

    readonly CpuLasting? lasting;
    readonly Storage[] allLeaves = [];
    readonly int[] updated;

    public CpuPlan(Graph source, Precision precision = Precision.Fast)
        : this(CpuPacking.In(ProductChainOp.In(CpuFusion.Fuse(ProductFiniteOp.In(UpdatesCopied(CpuSums.Pair(CpuFolding.Fold(GraphBuilder.Simplify(source))))))), precision), precision, isLasting: false)
    {
    }

    CpuPlan(Graph fused, Precision precision, bool isLasting)
    {
        if (!isLasting && (lasting = CpuLasting.TakeFrom(ref fused, precision)) is not null) allLeaves = new Storage[fused.Leaves];
        graph = CpuRecompute.Late(CpuOrder.UpdatesSoon(fused));
        updated = [.. graph.Updates.Select(update => update.Leaf)];
        memory = new CpuMemory(graph);
        List<Step> list = [];
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            Node node = graph.Nodes[i];
            if (node.Operation is null or { IsView: true }) continue;
            // Nothing is computed for a result without elements, and kernels need not know such shapes.
            if (node.Shape.Count == 0) continue;
            if (node.Operation is not ICpuOperation operation) throw new InvalidOperationException($"{node.Operation.Name} has no kernel for the CPU backend");
            CpuSite site = new(Array.ConvertAll(node.Inputs, input => graph.Nodes[input].Shape), node.Shape, precision);
            CpuKernel kernel = operation.Cpu(site);
            scratchBytes = Math.Max(scratchBytes, site.ScratchBytes);
            long bytes = CpuBackend.Bytes(node.Shape.Count + site.Inputs.Sum(input => input.Count));
            Step step = new(new PlanStep(node.Operation.Name, site.Kernel, node.Shape, node.Operation.MultiplyAdds(site.Inputs, node.Shape), bytes, Once: isLasting), kernel, node.Inputs, i);
            if (list.Count > 0 && Joined(list[^1], step) is { } both) list[^1] = both;
            else list.Add(step);
        }
        steps = [.. list];
        mostInputs = steps.Select(step => step.Inputs.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>
    /// Two steps that give new values to two variables of one shape, the second from the first's, as one: an optimiser's memory of a weight and the weight. Null where they are not such.
    /// </summary>
    Step? Joined(Step first, Step second)
    {
        (Node one, Node other) = (graph.Nodes[first.Output], graph.Nodes[second.Output]);
        int link = Array.IndexOf(second.Inputs, first.Output);
        if (first.IsJoined || link < 0 || one.Shape != other.Shape || memory.Target[first.Output] < 0 || memory.Target[second.Output] < 0) return null;
        if (ElementwiseProgram.In(other.Operation) is not { } after) return null;
        Shape[] ShapesOf(Step step) => Array.ConvertAll(step.Inputs, input => graph.Nodes[input].Shape);
        CpuKernel? kernel = one.Operation is ProductChainOp over
            ? ElementwiseProgram.CompileOver(over.Rows(ShapesOf(first)), over.Place, over.Program, ShapesOf(first)[2..], one.Shape, after, ShapesOf(second), link)
            : ElementwiseProgram.In(one.Operation) is { } before ? ElementwiseProgram.CompileBoth(before, ShapesOf(first), after, ShapesOf(second), one.Shape, link) : null;
        return kernel is null ? null : new Step(first.Told with { Name = $"{first.Told.Name}, {second.Told.Name}", Bytes = first.Told.Bytes + second.Told.Bytes }, kernel, [.. first.Inputs, .. second.Inputs], second.Output, IsJoined: true);
    }

    /// <summary>A plan for the part of a simplified and fused graph that follows from weights alone.</summary>
    public static CpuPlan OfLasting(Graph graph, Precision precision) => new(graph, precision, isLasting: true);

    public IEnumerable<PlanStep> Steps => [.. lasting?.Steps ?? [], .. steps.Select(step => step.Told)];

    /// <summary>Bytes of intermediate values and scratch: what a run borrows.</summary>
    public long ArenaBytes => memory.ArenaBytes + scratchBytes;

    public int Nodes => graph.Nodes.Count;

    public void Run(ReadOnlySpan<Storage> leaves, ReadOnlySpan<Storage> outputs)
    {
        lock (gate)
        {
            if (lasting is not null)
            {
                leaves.CopyTo(allLeaves);
                lasting.Fill(leaves, allLeaves.AsSpan(leaves.Length));
                leaves = allLeaves;
            }
            Arena arena = Arena.Borrow(ArenaBytes);
            try
            {
                Run(arena.Pointer, leaves, outputs);
                foreach (int leaf in updated) leaves[leaf].Changed();
            }
            finally
            {
                arena.Return();
                Array.Clear(allLeaves);
            }
        }
    }

    void Run(byte* arena, ReadOnlySpan<Storage> leaves, ReadOnlySpan<Storage> outputs)
    {
        float** values = Bind(arena, leaves, outputs), operands = stackalloc float*[mostInputs];
        foreach (var (node, output) in memory.LeafOutputs) Copy(values[node], ((CpuStorage)outputs[output]).Pointer, node);
        PlanProfile? profile = PlanProfile.Current;
        foreach (Step step in steps)
        {
            for (int k = 0; k < step.Inputs.Length; k++) operands[k] = values[step.Inputs[k]];
            if (profile is null)
            {
                step.Kernel(operands, values[step.Output], arena + memory.ArenaBytes);
                continue;
            }
            long start = Stopwatch.GetTimestamp();
            step.Kernel(operands, values[step.Output], arena + memory.ArenaBytes);
            profile.Add(step.Told, Stopwatch.GetTimestamp() - start);
        }
        foreach (var (node, output) in memory.OutputCopies) Copy(values[node], ((CpuStorage)outputs[output]).Pointer, node);
        foreach (var (node, leaf) in memory.UpdateCopies) Copy(values[node], ((CpuStorage)leaves[leaf]).Pointer, node);
        // The pointers lead into these.
        foreach (Storage leaf in leaves) GC.KeepAlive(leaf);
        foreach (Storage output in outputs) GC.KeepAlive(output);
        GC.KeepAlive(table);
    }

    float** Bind(byte* arena, ReadOnlySpan<Storage> leaves, ReadOnlySpan<Storage> outputs)
    {
        table ??= new AlignedBuffer(Math.Max(graph.Nodes.Count, 1) * (long)sizeof(float*));
        float** values = (float**)table.Pointer;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            int at = memory.Root(i);
            int leaf = graph.Nodes[at].Operation is null ? graph.Nodes[at].Leaf : memory.Target[at];
            values[i] = leaf >= 0 ? ((CpuStorage)leaves[leaf]).Pointer
                : memory.Output[at] >= 0 ? ((CpuStorage)outputs[memory.Output[at]]).Pointer
                : (float*)(arena + memory.Offset[at]);
        }
        return values;
    }

    void Copy(float* from, float* to, int node)
    {
        long bytes = graph.Nodes[node].Shape.Count * sizeof(float);
        if (from != to) NativeMemory.Copy(from, to, (nuint)bytes);
    }

    /// <summary>
    /// The graph with a copy between every update and a leaf that it takes as it is, or turned out to be when it was simplified: two variables may then
    /// exchange their values.
    /// </summary>
    static Graph UpdatesCopied(Graph graph)
    {
        List<Node> nodes = [.. graph.Nodes];
        List<(int, int)> updates = [];
        foreach (var (leaf, value) in graph.Updates)
        {
            int root = value;
            while (graph.Nodes[root].Operation is { IsView: true }) root = graph.Nodes[root].Inputs[0];
            if (graph.Nodes[root].Operation is null)
            {
                nodes.Add(new Node(new CopyOp(), [value], graph.Nodes[value].Shape, -1));
                updates.Add((leaf, nodes.Count - 1));
            }
            else updates.Add((leaf, value));
        }
        return new Graph(nodes, graph.Leaves, graph.Outputs, updates);
    }

    sealed record Step(PlanStep Told, CpuKernel Kernel, int[] Inputs, int Output, bool IsJoined = false);
}

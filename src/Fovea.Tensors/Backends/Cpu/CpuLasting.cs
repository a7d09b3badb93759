using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>
/// The part of a plan that follows from weights alone - kernels laid out for their kernel, folded normalisation - computed once and kept until a weight changes.
/// What is kept belongs to the weights: it goes with the model, and models that share a plan have it each for themselves.
/// </summary>
internal sealed class CpuLasting
{
    readonly CpuPlan plan;
    readonly int[] leaves;          // the weights that it reads
    readonly Shape[] shapes;
    readonly ConditionalWeakTable<Storage, Kept> kept = [];

    CpuLasting(Graph graph, int[] leaves, Precision precision)
    {
        plan = CpuPlan.OfLasting(graph, precision);
        this.leaves = leaves;
        shapes = [.. graph.Outputs.Select(output => graph.Nodes[output].Shape)];
    }

    /// <summary>The steps that are done once.</summary>
    public IEnumerable<PlanStep> Steps => plan.Steps;

    /// <summary>
    /// Takes out of a fused graph what follows from lasting leaves alone. In the graph that is left its values are further leaves, behind the others; null where there is nothing.
    /// </summary>
    public static CpuLasting? TakeFrom(ref Graph graph, Precision precision)
    {
        Graph whole = graph;
        bool[] lasting = whole.Lasting(), computed = new bool[whole.Nodes.Count];
        for (int i = 0; i < computed.Length; i++)
        {
            Node node = whole.Nodes[i];
            computed[i] = lasting[i] && node.Operation is not null && !(node.Operation.IsView && !computed[node.Inputs[0]]);
        }
        // Where everything follows from weights it is the result that is asked for, and nothing to keep.
        if (whole.Outputs.Concat(whole.Updates.Select(update => update.Value)).All(node => lasting[node])) return null;
        List<int> wanted = [];
        int[] place = new int[computed.Length];
        Array.Fill(place, -1);
        void Want(int node)
        {
            if (!computed[node] || place[node] >= 0) return;
            place[node] = wanted.Count;
            wanted.Add(node);
        }
        for (int i = 0; i < computed.Length; i++)
            if (!computed[i])
                foreach (int input in whole.Nodes[i].Inputs) Want(input);
        foreach (int output in whole.Outputs) Want(output);
        foreach (var (_, value) in whole.Updates) Want(value);
        if (wanted.Count == 0) return null;

        Graph part = Graph.OfNeeded(whole.Nodes, whole.Leaves, wanted, []);
        int[] leaves = [.. part.Nodes.Where(node => node.Operation is null).Select(node => node.Leaf).Distinct()];
        List<Node> nodes = [];
        for (int i = 0; i < computed.Length; i++) nodes.Add(place[i] < 0 ? whole.Nodes[i] : new Node(null, [], whole.Nodes[i].Shape, whole.Leaves + place[i]));
        graph = Graph.OfNeeded(nodes, whole.Leaves + wanted.Count, whole.Outputs, whole.Updates);
        return new CpuLasting(part, leaves, precision);
    }

    /// <summary>Writes the kept values behind the leaves, computing them where a weight has changed. The caller holds the plan's lock.</summary>
    public void Fill(ReadOnlySpan<Storage> given, Span<Storage> values)
    {
        Kept mine = kept.GetOrAdd(given[leaves[0]], static (_, count) => new Kept(count), leaves.Length);
        if (!mine.IsOf(given, leaves))
        {
            Backend backend = given[leaves[0]].Backend;
            mine.Values ??= Array.ConvertAll(shapes, shape => backend.Allocate(shape.Count));
            plan.Run(given, mine.Values);
            mine.Remember(given, leaves);
        }
        mine.Values.CopyTo(values);
    }

    /// <summary>Values computed from the weights of one model, and what those weights were.</summary>
    sealed class Kept(int count)
    {
        readonly Storage[] sources = new Storage[count];
        readonly long[] versions = new long[count];

        public Storage[]? Values { get; set; }

        public bool IsOf(ReadOnlySpan<Storage> given, int[] leaves)
        {
            if (Values is null) return false;
            for (int i = 0; i < leaves.Length; i++)
                if (sources[i] != given[leaves[i]] || versions[i] != sources[i].Version) return false;
            return true;
        }

        public void Remember(ReadOnlySpan<Storage> given, int[] leaves)
        {
            for (int i = 0; i < leaves.Length; i++) (sources[i], versions[i]) = (given[leaves[i]], given[leaves[i]].Version);
        }
    }
}

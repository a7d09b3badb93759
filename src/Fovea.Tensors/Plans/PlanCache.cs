namespace Fovea.Tensors;

/// <summary>
/// Compiled graphs by structure, so that code that never says "compile" is fast the second time. Keeps the most recently used ones. A plan holds no values - runs borrow
/// their memory (<see cref="Arena"/>) - so it is its nodes that count, and the plans of several large networks may stay.
/// </summary>
internal static class PlanCache
{
    // About a kilobyte a node.
    const int MostPlans = 64, MostNodes = 100_000;

    static readonly Lock Gate = new();
    static readonly Dictionary<(Backend, Precision, Graph), LinkedListNode<((Backend, Precision, Graph) Key, IExecutable Plan)>> Known = [];
    static readonly LinkedList<((Backend, Precision, Graph) Key, IExecutable Plan)> Recent = new();
    static long nodes;

    public static IExecutable For(Backend backend, Graph graph)
    {
        lock (Gate)
        {
            if (Known.TryGetValue((backend, Backend.Precision, graph), out var found))
            {
                Recent.Remove(found);
                Recent.AddFirst(found);
                return found.Value.Plan;
            }
        }
        IExecutable plan = backend.Compile(graph);
        lock (Gate)
        {
            if (Known.TryGetValue((backend, Backend.Precision, graph), out var other)) return other.Value.Plan;
            Known[(backend, Backend.Precision, graph)] = Recent.AddFirst(((backend, Backend.Precision, graph), plan));
            nodes += plan.Nodes;
            while (Recent.Count > MostPlans || (nodes > MostNodes && Recent.Count > 1))
            {
                nodes -= Recent.Last!.Value.Plan.Nodes;
                Known.Remove(Recent.Last!.Value.Key);
                Recent.RemoveLast();
            }
        }
        return plan;
    }
}

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
    static readonly Dictionary<Key, LinkedListNode<Entry>> Known = [];
    static readonly LinkedList<Entry> Recent = new();
    static long nodes;

    public static IExecutable For(Backend backend, Graph graph)
    {
        Key key = new(backend, Backend.Precision, graph);
        lock (Gate)
        {
            if (Known.TryGetValue(key, out var found))
            {
                Recent.Remove(found);
                Recent.AddFirst(found);
                return found.Value.Plan;
            }
        }
        IExecutable plan = backend.Compile(graph);
        lock (Gate)
        {
            if (Known.TryGetValue(key, out var other)) return other.Value.Plan;
            Known[key] = Recent.AddFirst(new Entry(key, plan));
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

    sealed record Key(Backend Backend, Precision Precision, Graph Graph);

    sealed record Entry(Key Key, IExecutable Plan);
}

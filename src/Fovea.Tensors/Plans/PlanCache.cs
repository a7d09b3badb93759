namespace Fovea.Tensors;

/// <summary>
/// Compiled graphs by structure, so that code that never says "compile" is fast the second time. Keeps the most recently used ones.
/// </summary>
internal static class PlanCache
{
    const int Capacity = 64;

    static readonly Lock Gate = new();
    static readonly Dictionary<(Backend, Graph), LinkedListNode<((Backend, Graph) Key, IExecutable Plan)>> Known = [];
    static readonly LinkedList<((Backend, Graph) Key, IExecutable Plan)> Recent = new();

    public static IExecutable For(Backend backend, Graph graph)
    {
        lock (Gate)
        {
            if (Known.TryGetValue((backend, graph), out var found))
            {
                Recent.Remove(found);
                Recent.AddFirst(found);
                return found.Value.Plan;
            }
        }
        IExecutable plan = backend.Compile(graph);
        lock (Gate)
        {
            if (Known.TryGetValue((backend, graph), out var other)) return other.Value.Plan;
            Known[(backend, graph)] = Recent.AddFirst(((backend, graph), plan));
            if (Recent.Count > Capacity)
            {
                Known.Remove(Recent.Last!.Value.Key);
                Recent.RemoveLast();
            }
        }
        return plan;
    }
}

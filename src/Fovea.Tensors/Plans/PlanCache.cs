namespace Fovea.Tensors;

/// <summary>
/// Compiled graphs by structure, so that code that never says "compile" is fast the second time. Keeps the most recently used ones, as many as fit into a bound of memory.
/// </summary>
internal static class PlanCache
{
    const int Capacity = 64;
    const long MaxBytes = 256L << 20;

    static readonly Lock Gate = new();
    static readonly Dictionary<(Backend, Graph), LinkedListNode<((Backend, Graph) Key, IExecutable Plan)>> Known = [];
    static readonly LinkedList<((Backend, Graph) Key, IExecutable Plan)> Recent = new();
    static long bytes;

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
            bytes += plan.MemoryBytes;
            while (Recent.Count > Capacity || (bytes > MaxBytes && Recent.Count > 1))
            {
                bytes -= Recent.Last!.Value.Plan.MemoryBytes;
                Known.Remove(Recent.Last!.Value.Key);
                Recent.RemoveLast();
            }
        }
        return plan;
    }
}

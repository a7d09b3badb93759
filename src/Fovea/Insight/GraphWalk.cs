using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>Walks a graph without computing it.</summary>
static class GraphWalk
{
    /// <summary>All tensors that a result is computed from and the result itself, each once, operands before what is computed from them.</summary>
    public static List<Tensor> From(Tensor result)
    {
        List<Tensor> order = [];
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        Stack<(Tensor Node, int Next)> stack = new();
        stack.Push((result, 0));
        while (stack.TryPop(out var top))
        {
            if (top.Next == 0 && !seen.Add(top.Node)) continue;
            if (top.Next < top.Node.Operands.Count)
            {
                stack.Push((top.Node, top.Next + 1));
                stack.Push((top.Node.Operands[top.Next], 0));
            }
            else order.Add(top.Node);
        }
        return order;
    }
}

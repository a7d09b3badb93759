namespace Fovea.Tensors;

/// <summary>
/// Back-propagation (deck 001) from graph to graph: the gradient of an operation is written in terms of operations, so gradients are ordinary lazy tensors
/// that are simplified, fused and differentiated again like everything else.
/// </summary>
public static class Gradient
{
    /// <summary>
    /// The gradients of the sum of <paramref name="y"/> with respect to each of <paramref name="x"/>, in their shapes; zeros where y does not depend on one.
    /// </summary>
    /// <param name="y">What is differentiated, mostly a loss of one element.</param>
    /// <param name="x">Variables or any tensors on the way to y.</param>
    /// <param name="dy">Weights of the elements of y in the sum, in its shape; ones where none are given.</param>
    /// <exception cref="ShapeException">dy has not the shape of y.</exception>
    public static Tensor[] Of(Tensor y, IReadOnlyList<Tensor> x, Tensor? dy = null)
    {
        if (dy is not null && dy.Shape != y.Shape) throw new ShapeException("Gradient", "dy has another shape than y", [("y", y.Shape, ""), ("dy", dy.Shape, "")]);

        HashSet<Tensor> wanted = new(x, ReferenceEqualityComparer.Instance);
        List<Tensor> order = PathsTo(y, wanted);
        HashSet<Tensor> onPath = new(order, ReferenceEqualityComparer.Instance);
        Dictionary<Tensor, Tensor> gradients = new(ReferenceEqualityComparer.Instance) { [y] = dy ?? Tensor.Ones(y.Shape) };
        for (int i = order.Count - 1; i >= 0; i--)
        {
            Tensor node = order[i];
            if (node.Operation is null || !gradients.TryGetValue(node, out Tensor? gradient)) continue;
            Tensor?[] parts = node.Operation.Gradient(node.Inputs, node, gradient);
            for (int k = 0; k < parts.Length; k++)
            {
                Tensor input = node.Inputs[k];
                if (parts[k] is not { } part || !onPath.Contains(input)) continue;
                gradients[input] = gradients.TryGetValue(input, out Tensor? sum) ? sum + part : part;
            }
        }
        return [.. x.Select(tensor => gradients.TryGetValue(tensor, out Tensor? gradient) ? gradient : Tensor.Zeros(tensor.Shape))];
    }

    /// <summary>All nodes between the wanted tensors and y, operands first.</summary>
    static List<Tensor> PathsTo(Tensor y, HashSet<Tensor> wanted)
    {
        List<Tensor> order = [];
        Dictionary<Tensor, bool> leads = new(ReferenceEqualityComparer.Instance);
        Stack<(Tensor Tensor, int Next)> stack = new();
        stack.Push((y, 0));
        while (stack.TryPop(out var top))
        {
            if (top.Next == 0 && leads.ContainsKey(top.Tensor)) continue;
            if (top.Next < top.Tensor.Inputs.Length)
            {
                stack.Push((top.Tensor, top.Next + 1));
                if (!leads.ContainsKey(top.Tensor.Inputs[top.Next])) stack.Push((top.Tensor.Inputs[top.Next], 0));
                continue;
            }
            bool found = wanted.Contains(top.Tensor) || Array.Exists(top.Tensor.Inputs, input => leads[input]);
            if (leads.TryAdd(top.Tensor, found) && found) order.Add(top.Tensor);
        }
        return order;
    }
}

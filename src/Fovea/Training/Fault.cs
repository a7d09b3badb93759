using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>Finds where numbers stop being numbers: the first layer, in the order of computing, whose result or weights are not finite.</summary>
static class Fault
{
    /// <summary>The error for a loss that is NaN or infinite, naming the first layer at fault for this batch.</summary>
    public static FoveaException Find(Module model, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor labels, double value, string where)
    {
        string what = $"the loss is {(double.IsNaN(value) ? "not a number" : "infinite")} {where}";
        const string Hint = "a lower learning rate (--lr), a warm-up (--set warmupEpochs=1) or gradient clipping (--set clipNorm=1) mostly helps; the weights are those from before this step";
        if (!IsFinite(x)) return new FoveaException($"{what}: the images themselves hold values that are not finite", "look at the data set");
        foreach (Variable variable in model.Variables())
            if (!IsFinite(variable)) return new FoveaException($"{what}: the weights {variable.Name} {variable.Shape} are not finite", Hint);

        Tensor result = loss(x, labels);
        foreach (Tensor node in InOrder(result))
            if (node.Source is not null && !IsFinite(node))
                return new FoveaException($"{what}: the first layer at fault is {Name(node)}, whose result {node.Shape} has values that are not finite", Hint);
        return new FoveaException($"{what}, though every layer is finite when computed alone", Hint);
    }

    static string Name(Tensor node) => node.Source is Module module ? $"{(module.Path.Length > 0 ? module.Path : "the model")} ({module})" : $"{node.Source}";

    static bool IsFinite(Tensor tensor) => Array.TrueForAll(tensor.ToArray(), float.IsFinite);

    static List<Tensor> InOrder(Tensor root)
    {
        List<Tensor> order = [];
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        Stack<(Tensor Node, int Next)> stack = new();
        stack.Push((root, 0));
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

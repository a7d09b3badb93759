using Fovea.Insight;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>Finds where numbers stop being numbers: the first result, in the order of computing, that is not finite and makes the loss so.</summary>
static class Fault
{
    const string Hint = "a lower learning rate (--lr), a warm-up (--set warmupEpochs=1) or gradient clipping (--set clipNorm=1) mostly helps";

    /// <summary>
    /// The error for a step that could not be taken, as its loss or a gradient is not finite. The batch is computed once more, as in training and
    /// with the same random numbers but without changing anything, and every result is looked at.
    /// </summary>
    /// <param name="model">What was trained; it has the weights from before the step, or those of the step where only a gradient is not finite.</param>
    /// <param name="loss">The loss of a batch: scores are the model's, labels the second tensor.</param>
    /// <param name="x">The images of the batch.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="value">The loss that was found.</param>
    /// <param name="where">Epoch and step, for the message.</param>
    public static FoveaException Find(Module model, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor labels, double value, string where)
    {
        string what = double.IsFinite(value) ? "a gradient is not finite" : double.IsNaN(value) ? "the loss is not a number" : "the loss is infinite";
        what += " " + where;
        if (!IsFinite(x)) return new FoveaException($"{what}: the images themselves hold values that are not finite", "look at the data set");
        if (FirstVariable(model.Variables()) is { } variable)
            return new FoveaException($"{what}: the weights {variable} are not finite, the step before has made them so",
                $"{Hint}; go on from the last checkpoint");

        const string Kept = $"{Hint}; the weights are those from before this step";
        const string Stepped = $"{Hint}; parameters with such gradients have kept their values, the others have made this step";
        if (double.IsFinite(value))
        {
            string? parameter = FirstGradient(model, loss, x, labels);
            string found = parameter is null ? "every gradient is finite when computed again" : $"the first at fault is that of {parameter}";
            return new FoveaException($"{what}, though the loss is {value:G4}: {found}", Stepped);
        }
        string? place = FirstResult(model, loss, x, labels);
        return new FoveaException(place is null ? $"{what}, though every result is finite when computed again" : $"{what}: {place}", Kept);
    }

    /// <summary>The first variable that holds values that are not finite, or null.</summary>
    public static Variable? FirstVariable(IEnumerable<Variable> variables) => variables.FirstOrDefault(variable => !IsFinite(variable));

    static string? FirstResult(Module model, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor labels)
    {
        List<Tensor> order = [];
        bool[] finite = Examine((input, target) =>
        {
            order = GraphWalk.From(loss(input, target)).FindAll(node => node.Operation is not null);
            return order;
        }, x, labels);
        // What is not finite but is left behind on the way, such as a mask of -infinity, is no fault: follow the chain back from the loss.
        HashSet<Tensor> chain = new(ReferenceEqualityComparer.Instance);
        for (int i = order.Count - 1; i >= 0; i--)
            if (!finite[i] && (i == order.Count - 1 || chain.Contains(order[i])))
            {
                chain.Add(order[i]);
                foreach (Tensor operand in order[i].Operands) chain.Add(operand);
            }
        int first = Enumerable.Range(0, order.Count).FirstOrDefault(i => !finite[i] && chain.Contains(order[i]), -1);
        return first < 0 ? null : $"the first {Place(model, order, order[first])}, whose result {order[first].Shape} has values that are not finite";
    }

    static string? FirstGradient(Module model, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor labels)
    {
        IReadOnlyList<Variable> parameters = model.Parameters();
        bool[] finite = Examine((input, target) => Gradient.Of(loss(input, target), parameters), x, labels);
        // Gradients are computed from the loss backwards.
        int first = Array.LastIndexOf(finite, false);
        return first < 0 ? null : $"{parameters[first]}";
    }

    /// <summary>Whether each of some results is finite, computed as in a training step with every variable left as it is.</summary>
    static bool[] Examine(Func<Tensor, Tensor, IReadOnlyList<Tensor>> results, Tensor x, Tensor labels)
    {
        Function examine = new(inputs =>
        {
            IReadOnlyList<Tensor> examined = results(inputs[0], inputs[1]);
            Variable.AssignOnlyIf(0);
            return [.. examined.Select(result => result.Shape.Count == 0 ? 1 : result.IsFinite().Min())];
        });
        return Array.ConvertAll(examine.Call(x, labels), flag => flag.Item() != 0);
    }

    /// <summary>The layer that a result belongs to, or the operation with the layers before and after it.</summary>
    static string Place(Module model, List<Tensor> order, Tensor result)
    {
        if (result.Source is not null) return $"layer at fault is {Name(result.Source)}";
        HashSet<Tensor> behind = new(ReferenceEqualityComparer.Instance) { result };
        object? next = null;
        for (int i = order.IndexOf(result) + 1; i < order.Count && next is null; i++)
            if (order[i].Operands.Any(behind.Contains))
            {
                behind.Add(order[i]);
                next = order[i].Source;
            }

        // What stands between the layers before and this result: one that reads a layer's own weights is a part of that layer.
        HashSet<Tensor> before = new(ReferenceEqualityComparer.Instance);
        Stack<Tensor> pending = new([result]);
        object? last = null;
        while (pending.TryPop(out Tensor? node))
            foreach (Tensor operand in node.Operands)
            {
                if (operand is Variable { Name: { } name } && next is Module { Path: var path }
                    && name.StartsWith(path + ".", StringComparison.Ordinal))
                    return $"layer at fault is {Name(next)}";
                if (operand.Source is not null) last = operand.Source;
                else if (before.Add(operand)) pending.Push(operand);
            }
        string between = (last, next) switch
        {
            (null, null) => $"of {model}",
            (null, _) => $"before {Name(next)}",
            (_, null) => $"after {Name(last)}",
            _ => $"between {Name(last)} and {Name(next)}",
        };
        return $"operation at fault is {result.Operation!.Name} {between}";
    }

    static string Name(object source) => source switch
    {
        Module module => $"{(module.Path.Length > 0 ? module.Path : "the model")} ({module})",
        INamedSource named => $"{named.Path} ({named})",
        _ => $"{source}",
    };

    /// <summary>The first element that is not finite, or null.</summary>
    public static (int At, float Value)? NotFinite(Tensor tensor)
    {
        (int At, float Value)? found = null;
        tensor.Read(values =>
        {
            if (System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(values)) return;
            int at = 0;
            while (float.IsFinite(values[at])) at++;
            found = (at, values[at]);
        });
        return found;
    }

    static bool IsFinite(Tensor tensor) => NotFinite(tensor) is null;
}

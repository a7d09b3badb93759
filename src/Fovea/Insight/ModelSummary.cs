using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>
/// A model layer by layer: shapes, parameters, multiply-adds and memory, read from the graph that its forward pass builds. Nothing is computed.
/// </summary>
public sealed class ModelSummary
{
    /// <summary>
    /// Operations that a figure of a network would show although no layer stands for them. All others that no layer claims (scaling, slicing, broadcasting)
    /// count to the layer that uses them first.
    /// </summary>
    static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "Relu", "LeakyRelu", "Elu", "Gelu", "Softplus", "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "MaxPool2d", "AvgPool2d", "Resize2d",
    };

    ModelSummary(Shape input, Shape output, IReadOnlyList<SummaryRow> rows, long parameters, long trainingOnly) =>
        (Input, Output, Rows, Parameters, TrainingOnlyParameters) = (input, output, rows, parameters, trainingOnly);

    /// <summary>The shape of the batch that goes in.</summary>
    public Shape Input { get; }

    /// <summary>The shape of the result.</summary>
    public Shape Output { get; }

    /// <summary>The layers, in the order of computing.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>Numbers that are learned and that the result is computed from.</summary>
    public long Parameters { get; }

    /// <summary>Numbers that are learned but play a part in training only: those of auxiliary heads.</summary>
    public long TrainingOnlyParameters { get; }

    /// <summary>Multiply-adds of one forward pass over the batch: products and convolutions, the count that papers give.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>Bytes of all layers' results in single precision. A plan needs less: buffers that are not alive together share memory.</summary>
    public long ActivationBytes => Rows.Sum(row => row.ActivationBytes);

    /// <summary>Looks at a model as it is outside of training.</summary>
    /// <param name="model">The model; its state stays as it is.</param>
    /// <param name="input">The shape of a batch, (N, H, W, C) for images.</param>
    /// <exception cref="ShapeException">The model does not take such a batch.</exception>
    public static ModelSummary Of(Module model, Shape input)
    {
        IReadOnlyList<Variable> variables = model.Variables();
        using IDisposable mode = model.Evaluating();
        Tensor x = Tensor.Zeros(input), y = model.Forward(x);
        List<Tensor> order = GraphWalk.From(y);
        HashSet<Tensor> used = new(order, ReferenceEqualityComparer.Instance);
        long Learned(bool isUsed) => variables.Where(variable => variable.Trainable && used.Contains(variable) == isUsed).Sum(variable => variable.Shape.Count);
        return new ModelSummary(input, y.Shape, RowsOf(model, x, y, order), Learned(true), Learned(false));
    }

    static List<SummaryRow> RowsOf(Module model, Tensor x, Tensor y, List<Tensor> order)
    {
        Dictionary<string, Module> modules = [];
        Index(model, "", modules);
        HashSet<Tensor> interior = InteriorOf(order);
        List<SummaryRow> rows = [];
        // What no row stands for yet goes along with the graph: to the first that uses it.
        Dictionary<Tensor, (long MultiplyAdds, List<Variable> Variables)> open = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
        {
            if (node == x) continue;
            long multiplyAdds = node.MultiplyAdds;
            List<Variable> variables = node is Variable own ? [own] : [];
            foreach (Tensor operand in node.Operands)
                if (open.Remove(operand, out var passed))
                {
                    multiplyAdds += passed.MultiplyAdds;
                    variables.AddRange(passed.Variables);
                }
            if (node != y && (interior.Contains(node) || !IsRow(node)))
            {
                open[node] = (multiplyAdds, variables);
                continue;
            }
            string path = PathOf(node, variables);
            long parameters = variables.Where(learned => learned.Trainable).Sum(learned => learned.Shape.Count);
            rows.Add(new SummaryRow(path, KindOf(node, path, modules), node.Shape, parameters, (node.Source as Module)?.MultiplyAdds(node.Shape) ?? multiplyAdds));
        }
        return rows;
    }

    /// <summary>What goes on inside a layer: its operations whose results it uses itself.</summary>
    static HashSet<Tensor> InteriorOf(List<Tensor> order)
    {
        HashSet<Tensor> interior = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
            foreach (Tensor operand in node.Operands)
                if (operand.Source is (Module or INamedSource) and var part && part == node.Source) interior.Add(operand);
        return interior;
    }

    static bool IsRow(Tensor node) => node.Operation is { } operation
        && (node.Source is not null || Shown.Contains(operation.Name) || IsFlatten(node) || IsStack(node));

    /// <summary>Slices that are put together again only choose channels.</summary>
    static bool IsStack(Tensor node) => node.Operation!.Name == "Concat" && node.Operands.Any(part => part.Operation?.Name != "Slice");

    static bool IsFlatten(Tensor node) =>
        node.Operation!.Name == "Reshape" && node.Shape.Rank == 2 && node.Operands[0].Shape is { Rank: > 2 } from && from[0] == node.Shape[0];

    /// <summary>The layer's own path; where weights of its neighbours were used on the way, that of the module that holds them all.</summary>
    static string PathOf(Tensor node, List<Variable> variables)
    {
        if (node.Source is INamedSource named) return named.Path;
        string? path = (node.Source as Module)?.Path;
        foreach (Variable variable in variables)
        {
            string owner = variable.Name is { } name && name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";
            path = path is null ? owner : Common(path, owner);
        }
        return path ?? "";
    }

    /// <summary>The innermost module that both paths lie in.</summary>
    static string Common(string a, string b)
    {
        string[] left = a.Split('.'), right = b.Split('.');
        int same = 0;
        while (same < left.Length && same < right.Length && left[same] == right[same]) same++;
        return string.Join('.', left[..same]);
    }

    static string KindOf(Tensor node, string path, Dictionary<string, Module> modules)
    {
        if (node.Source is INamedSource named) return named.ToString() ?? "";
        if (node.Source is Module own && own.Path == path) return own.ToString();
        if (path.Length > 0 && modules.TryGetValue(path, out Module? holder)) return holder.ToString();
        if (node.Source is { } source) return source.ToString() ?? "";
        return node.Operation is null ? "Identity" : IsFlatten(node) ? "Flatten" : node.Operation.Name;
    }

    static void Index(Module module, string path, Dictionary<string, Module> modules)
    {
        modules.TryAdd(path, module);
        foreach (var (name, child) in module.Children()) Index(child, path.Length == 0 ? name : $"{path}.{name}", modules);
    }
}

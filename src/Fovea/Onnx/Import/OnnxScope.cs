using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>A graph that is being turned into a lazy graph: the values that its names have so far, and the graph around it.</summary>
/// <param name="model">The model.</param>
/// <param name="graph">The graph.</param>
/// <param name="opsets">The versions of the operator sets, by domain.</param>
/// <param name="run">What all graphs of one pass share.</param>
/// <param name="outer">The graph around this one, whose values it sees.</param>
internal sealed class OnnxScope(OnnxModel model, OnnxGraph graph, IReadOnlyDictionary<string, long> opsets, OnnxRun run, OnnxScope? outer = null)
{
    readonly Dictionary<string, OnnxValue> found = new(StringComparer.Ordinal);
    readonly Dictionary<string, (OnnxNode Node, int Output)> absent = new(StringComparer.Ordinal);
    Func<string, OnnxAttribute?>? arguments;

    public OnnxModel Model => model;

    /// <summary>The versions of the operator sets, by domain.</summary>
    public IReadOnlyDictionary<string, long> Opsets => opsets;

    /// <summary>The values of the graph's outputs for values of its inputs.</summary>
    public OnnxValue[] Run(IReadOnlyDictionary<string, OnnxValue> inputs)
    {
        foreach (var (name, value) in inputs) found[name] = value;
        foreach (OnnxNode node in model.Program.Order(graph))
        {
            run.Count(model.File);
            OnnxValue?[] read = [.. node.Inputs.Select(name => name.Length == 0 ? null : Find(name))];
            OnnxValue[] written = Outputs(node, read);
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i].Length == 0) continue;
                if (i < written.Length) found[node.Outputs[i]] = written[i];
                else absent[node.Outputs[i]] = (node, i);
            }
        }
        return [.. graph.Outputs.Select(output => Find(output.Name) ?? throw new BadFileException(model.File, $"no value is given for {Quoted.Name(output.Name)}, an output of the graph {Quoted.Name(graph.Name)}"))];
    }

    /// <summary>The outputs of a graph inside this one, for values of its inputs in their order.</summary>
    public OnnxValue[] Inside(OnnxGraph inside, ReadOnlySpan<OnnxValue> values)
    {
        OnnxScope scope = new(model, inside, opsets, run, this) { arguments = arguments };
        return scope.Run(Named(inside, values.ToArray()));
    }

    /// <summary>An attribute; in a function's body, the one that it stands for, which the node that calls the function gives.</summary>
    public OnnxAttribute? Resolve(OnnxAttribute? attribute) => attribute?.Reference is { } name ? arguments?.Invoke(name) : attribute;

    /// <summary>The value of that name here or in the graphs around; null for an input of a function that is left out.</summary>
    OnnxValue? Find(string name)
    {
        if (found.TryGetValue(name, out OnnxValue? value)) return value;
        if (absent.TryGetValue(name, out var writer)) throw new BadFileException(model.File, $"the node {writer.Node} has an output {Quoted.Name(name)} (number {writer.Output}), which is not supported");
        return model.Held(graph, name) ?? outer?.Find(name);
    }

    OnnxValue[] Outputs(OnnxNode node, OnnxValue?[] read)
    {
        try
        {
            if (model.Program.Function(node) is { } called) return Call(node, called.Body, called.Function, read);
            OnnxOperator row = OnnxOperators.Find(node.Domain, node.OpType, opsets.GetValueOrDefault(node.Domain, 1))!;
            OnnxValue[] written = IsKnown(row, node, read) ? Known(row, new OnnxCall(this, node, read)) : row.Run(new OnnxCall(this, node, read));
            OnnxStep step = model.Step(node);
            foreach (OnnxValue value in written) step.Claim(value, run.Given);
            return written;
        }
        catch (ShapeException e)
        {
            throw new ShapeException($"{model.File}: the node {node} with inputs {string.Join(", ", read.Select(value => value?.ToString() ?? "none"))}: {e.Message}");
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new BadFileException(model.File, $"the node {node} with inputs {string.Join(", ", read.Select(value => value?.ToString() ?? "none"))} cannot be right: {e.Message}", inner: e);
        }
    }

    static bool IsKnown(OnnxOperator row, OnnxNode node, OnnxValue?[] read) =>
        row.Folds && read.Length > 0 && Array.TrueForAll(read, value => value is null or { IsKnown: true }) && !node.Attributes.Any(attribute => attribute.Graphs.Any());

    /// <summary>What follows from known numbers is known, whatever the operator: it is computed at once, in double precision, in which whole numbers are exact far beyond all sizes.</summary>
    static OnnxValue[] Known(OnnxOperator row, OnnxCall call)
    {
        using IDisposable exact = Backend.Use(Backend.Reference);
        return Array.ConvertAll(row.Run(call), value =>
        {
            if (value.IsKnown || value.Items is not null || value.Shape.Count > OnnxValue.MostKnown) return value;
            double[] numbers = new double[value.Shape.Count];
            value.Logical.CopyTo(numbers);
            return OnnxValue.Of(numbers, value.Shape, value.Type);
        });
    }

    OnnxValue[] Call(OnnxNode node, OnnxGraph body, OnnxFunction function, OnnxValue?[] read)
    {
        OnnxScope scope = new(model, body, function.Opsets, run)
        {
            arguments = name => Resolve(node.Attribute(name)) ?? function.AttributeDefaults.FirstOrDefault(attribute => attribute.Name == name),
        };
        return scope.Run(Named(body, read));
    }

    Dictionary<string, OnnxValue> Named(OnnxGraph inside, OnnxValue?[] list)
    {
        if (list.Length > inside.Inputs.Count) throw new ArgumentException($"{list.Length} values are given for the {inside.Inputs.Count} inputs of {Quoted.Name(inside.Name)}");
        Dictionary<string, OnnxValue> named = new(StringComparer.Ordinal);
        for (int i = 0; i < list.Length; i++)
            if (list[i] is { } value) named[inside.Inputs[i].Name] = value;
        return named;
    }
}

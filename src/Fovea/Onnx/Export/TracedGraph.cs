using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>
/// A network as a graph of tensors that holds for any size of the batch: it is traced for several sizes, without computing anything, and what differs between the traces is the
/// batch's size.
/// </summary>
/// <param name="Inputs">What is given from outside.</param>
/// <param name="Outputs">The results.</param>
/// <param name="Nodes">Everything on which the results depend, operands first.</param>
sealed record TracedGraph(IReadOnlyList<TracedNode> Inputs, IReadOnlyList<TracedNode> Outputs, IReadOnlyList<TracedNode> Nodes)
{
    // Two sizes give a size its two numbers, the third one proves them. None is 1, which would be stretched where the others are not.
    static readonly int[] BatchSizes = [2, 3, 5];

    /// <summary>Traces a function of tensors of these shapes.</summary>
    /// <exception cref="FoveaException">The graph is another one for another batch, or the function changes variables.</exception>
    public static TracedGraph Of(Func<Tensor[], IReadOnlyList<Tensor>> function, IReadOnlyList<Dim[]> shapes)
    {
        int[] sizes = shapes.All(shape => shape.All(size => size.IsFixed)) ? [1] : BatchSizes;
        Tensor[][] inputs = new Tensor[sizes.Length][];
        IReadOnlyList<Tensor>[] outputs = new IReadOnlyList<Tensor>[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            inputs[i] = [.. shapes.Select(shape => new Tensor(null, [], Shape.Create([.. shape.Select(size => checked((int)size.At(sizes[i])))])))];
            outputs[i] = Run(function, inputs[i]);
        }
        return new Builder(sizes).Build(inputs, outputs);
    }

    /// <summary>Runs in a trace, so that neither variables nor the state of random numbers change.</summary>
    static IReadOnlyList<Tensor> Run(Func<Tensor[], IReadOnlyList<Tensor>> function, Tensor[] inputs)
    {
        using Trace trace = Trace.Begin();
        IReadOnlyList<Tensor> outputs = function(inputs);
        if (trace.Updates.FirstOrDefault(update => update.Value.Operation is not NextKeyOp).Target is { } changed)
            throw new FoveaException($"ONNX export: the network changes {changed} whenever it runs, which a graph of ONNX cannot do",
                "only what has no state of its own can be exported");
        return outputs;
    }

    sealed class Builder(int[] sizes)
    {
        readonly Dictionary<Tensor, TracedNode> known = new(ReferenceEqualityComparer.Instance);
        readonly List<TracedNode> nodes = [];

        public TracedGraph Build(Tensor[][] inputs, IReadOnlyList<Tensor>[] outputs)
        {
            TracedNode[] given = [.. Enumerable.Range(0, inputs[0].Length).Select(i => Add(Array.ConvertAll(inputs, trace => trace[i]), null, [], isInput: true))];
            TracedNode[] results = [.. Enumerable.Range(0, outputs[0].Count).Select(i => Visit(Array.ConvertAll(outputs, trace => trace[i])))];
            return new TracedGraph(given, results, nodes);
        }

        /// <summary>Walks along all traces at once, with a stack of its own: graphs may be deeper than the thread's.</summary>
        TracedNode Visit(Tensor[] root)
        {
            Stack<(Tensor[] Tensors, int Next)> stack = new([(root, 0)]);
            while (stack.TryPop(out var top))
            {
                Tensor first = top.Tensors[0];
                if (known.TryGetValue(first, out TracedNode? node))
                {
                    if (!node.Tensors.SequenceEqual(top.Tensors)) throw Differs(first);
                }
                else if (top.Tensors.Any(tensor => tensor.IsLeaf)) Add(top.Tensors, null, [], isInput: false);
                else if (top.Next < first.Operands.Count)
                {
                    if (top.Next == 0 && top.Tensors.Any(tensor => !Same(tensor, first))) throw Differs(first);
                    stack.Push((top.Tensors, top.Next + 1));
                    stack.Push((Array.ConvertAll(top.Tensors, tensor => tensor.Operands[top.Next]), 0));
                }
                else Add(top.Tensors, first.Operation, [.. first.Operands.Select(operand => known[operand])], isInput: false);
            }
            return known[root[0]];
        }

        TracedNode Add(Tensor[] tensors, Operation? operation, TracedNode[] operands, bool isInput)
        {
            TracedNode node = new(tensors, sizes, ShapeOf(tensors), operation, operands, isInput);
            if (operation is null && !isInput && tensors.Any(tensor => !tensor.IsLeaf || !SameValues(tensor, tensors[0]))) throw Differs(tensors[0]);
            foreach (TracedNode operand in operands.Distinct()) operand.Uses.Add(node);
            nodes.Add(node);
            return known[tensors[0]] = node;
        }

        Dim[] ShapeOf(Tensor[] tensors)
        {
            if (tensors.Any(tensor => tensor.Shape.Rank != tensors[0].Shape.Rank)) throw Differs(tensors[0]);
            return Dim.Of(sizes, [.. tensors.Select(tensor => tensor.Shape)]) ?? throw Differs(tensors[0]);
        }

        static bool SameValues(Tensor a, Tensor b) => ReferenceEquals(a, b) || (a.Shape == b.Shape && a.ToArray().AsSpan().SequenceEqual(b.ToArray()));

        /// <summary>Whether two traces compute the same, apart from sizes that follow from the batch and are in the result's shape.</summary>
        static bool Same(Tensor a, Tensor b) => a.Operands.Count == b.Operands.Count && (a.Operation, b.Operation) switch
        {
            (ReshapeOp, ReshapeOp) or (BroadcastToOp, BroadcastToOp) or (FullOp, FullOp) => true,
            (SliceOp x, SliceOp y) => x.Step == y.Step,
            (Conv2dInputGradientOp x, Conv2dInputGradientOp y) => x with { Input = y.Input } == y,
            (FoldOp x, FoldOp y) => x.Neighbourhood == y.Neighbourhood,
            (ScatterAddOp x, ScatterAddOp y) => x.Axis == y.Axis,
            (RandomUniformOp, RandomUniformOp) => true,
            var (x, y) => Equals(x, y),
        };

        static FoveaException Differs(Tensor tensor) =>
            new($"ONNX export: at {tensor} the network computes something else for another number of samples", OnnxExport.FixedBatchHint);
    }
}

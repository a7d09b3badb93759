using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Reductions over axes, running sums, and the places of the largest.</summary>
internal static class ReductionOperators
{
    public static readonly OnnxOperator[] All =
    [
        Row("ReduceMean", (x, axes) => x.Mean(axes, keepDims: true), Enumerable.Average),
        Row("ReduceSum", (x, axes) => x.Sum(axes, keepDims: true), Enumerable.Sum),
        Row("ReduceMax", (x, axes) => x.Max(axes, keepDims: true), Enumerable.Max),
        Row("ReduceMin", (x, axes) => x.Min(axes, keepDims: true), Enumerable.Min),
        Row("ReduceProd", (x, axes) => x.Prod(axes, keepDims: true), x => x.Aggregate(1.0, (product, value) => product * value)),
        Row("ReduceL1", (x, axes) => x.Norm(axes, 1, keepDims: true)),
        Row("ReduceL2", (x, axes) => x.Norm(axes, 2, keepDims: true)),
        Row("ReduceLogSum", (x, axes) => x.Sum(axes, keepDims: true).Log()),
        Row("ReduceLogSumExp", (x, axes) => x.LogSumExp(axes, keepDims: true)),
        Row("ReduceSumSquare", (x, axes) => x.Square().Sum(axes, keepDims: true)),
        new("ArgMax", call => Place(call, (x, axis) => x.ArgMax(axis, keepDims: true))),
        new("ArgMin", call => Place(call, (x, axis) => x.ArgMin(axis, keepDims: true))),
        new("CumSum", call => call.X.With(call.X.Tensor.CumSum(call.X.Place(call.Narrow(call.Integers(1).Single())), call.Flag("exclusive"), call.Flag("reverse")))) { Options = [1] },
        new("TopK", TopK) { Options = [1] },
    ];

    /// <summary>A reduction: what it does to a tensor, keeping the axes with size 1, and to numbers that are known.</summary>
    static OnnxOperator Row(string name, Func<Tensor, int[], Tensor> tensor, Func<IEnumerable<double>, double>? numbers = null) => new(name, call => Reduce(call, tensor, numbers)) { Options = [1] };

    static OnnxValue Reduce(OnnxCall call, Func<Tensor, int[], Tensor> tensor, Func<IEnumerable<double>, double>? numbers)
    {
        OnnxValue x = call.X;
        // Axes were an option until they became an input.
        long[] given = call.IntegersOf("axes", 1) ?? [];
        IEnumerable<int> chosen = given.Length > 0 ? given.Select(axis => x.Shape.Axis(call.Narrow(axis))) : call.Flag("noop_with_empty_axes") ? [] : Enumerable.Range(0, x.Rank);
        int[] axes = [.. chosen.Distinct().Order()];
        OnnxValue y = x.IsKnown && numbers is not null ? Known(x, axes, numbers)
            // Each element by itself, of which there still are the logarithm, the square ...
            : axes.Length == 0 ? x.With(tensor(x.Tensor.Unsqueeze(-1), [x.Rank]).Squeeze(-1))
            : x.With(tensor(x.Tensor, [.. axes.Select(axis => x.Place(axis)).Order()]));
        return call.Flag("keepdims", true) || axes.Length == 0 ? y : y.Squeeze(axes);
    }

    static OnnxValue Known(OnnxValue x, int[] axes, Func<IEnumerable<double>, double> numbers)
    {
        int[] kept = [.. Enumerable.Range(0, x.Rank).Except(axes)];
        double[] values = x.Transpose([.. kept, .. axes]).Known!;
        Shape shape = Shape.Create([.. x.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)]);
        int length = (int)(shape.Count == 0 ? 1 : x.Shape.Count / shape.Count);
        return OnnxValue.Of([.. values.Chunk(Math.Max(length, 1)).Select(numbers)], shape, x.Type);
    }

    static OnnxValue Place(OnnxCall call, Func<Tensor, int, Tensor> find)
    {
        OnnxValue x = call.X;
        int axis = x.Shape.Axis(call.Axis("axis", 0)), place = x.Place(axis);
        // Of equal ones the last is the first from the other end.
        Tensor found = call.Flag("select_last_index") ? x.Shape[axis] - 1 - find(x.Tensor.Flip(place), place) : find(x.Tensor, place);
        OnnxValue y = x.With(found, OnnxElementType.Int64);
        return call.Flag("keepdims", true) ? y : y.Squeeze([axis]);
    }

    static OnnxValue[] TopK(OnnxCall call)
    {
        OnnxValue x = call.X;
        long count = call.Opset < 10 ? call.Int("k", 0) : call.Integers(1).Single();
        (Tensor values, Tensor places) = x.Tensor.TopK(call.Narrow(count), x.Place(call.Axis("axis", -1)), call.Flag("largest", true));
        return [x.With(values), x.With(places, OnnxElementType.Int64)];
    }
}

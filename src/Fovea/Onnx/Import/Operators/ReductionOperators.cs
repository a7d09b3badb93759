using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Reductions over axes.</summary>
internal static class ReductionOperators
{
    public static readonly OnnxOperator[] All =
    [
        Row("ReduceMean", (x, axes) => x.Mean(axes, keepDims: true), Enumerable.Average),
        Row("ReduceSum", (x, axes) => x.Sum(axes, keepDims: true), Enumerable.Sum),
        Row("ReduceMax", (x, axes) => x.Max(axes, keepDims: true), Enumerable.Max),
        Row("ReduceMin", (x, axes) => x.Min(axes, keepDims: true), Enumerable.Min),
    ];

    /// <summary>A reduction: what it does to a tensor, keeping the axes with size 1, and to numbers that are known.</summary>
    public static OnnxOperator Row(string name, Func<Tensor, int[], Tensor> tensor, Func<IEnumerable<double>, double> numbers) =>
        new(name, call => Reduce(call, tensor, numbers)) { Options = [1] };

    static OnnxValue Reduce(OnnxCall call, Func<Tensor, int[], Tensor> tensor, Func<IEnumerable<double>, double> numbers)
    {
        OnnxValue x = call.X;
        // Axes were an option until they became an input.
        long[] given = call.IntegersOf("axes", 1) ?? [];
        if (given.Length == 0 && call.Flag("noop_with_empty_axes")) return x;
        int[] axes = [.. (given.Length == 0 ? Enumerable.Range(0, x.Rank) : given.Select(axis => x.Shape.Axis(call.Narrow(axis)))).Distinct().Order()];
        OnnxValue y = x.IsKnown ? Known(x, axes, numbers) : x.With(axes.Length == 0 ? x.Tensor : tensor(x.Tensor, [.. axes.Select(axis => x.Place(axis)).Order()]));
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
}

using Fovea.Tensors;

namespace Fovea.Onnx;

// What moves elements and computes nothing: of known numbers at once, of a tensor in the order in which it lies.
internal sealed partial class OnnxValue
{
    /// <summary>Elements along an axis: number start, start + step, ... The step may be negative.</summary>
    public OnnxValue Slice(int axis, int start, int size, int step = 1)
    {
        axis = Shape.Axis(axis);
        if (start == 0 && size == Shape[axis] && step == 1) return this;
        if (!IsKnown) return With(Tensor.Slice(Place(axis), start, size, step));
        long[] strides = Shape.Strides();
        long offset = start * strides[axis];
        strides[axis] *= step;
        return Picked(Shape.With(axis, size), offset, strides);
    }

    /// <summary>Stretched to a larger shape.</summary>
    public OnnxValue BroadcastTo(Shape shape)
    {
        if (shape == Shape) return this;
        if (shape.Rank < Rank || Shape.Broadcast(Shape, shape) != shape) throw new ShapeException($"{Shape} cannot be stretched to {shape}");
        OnnxValue full = Reshape(Shape.Create([.. Enumerable.Repeat(1, shape.Rank - Rank), .. Shape.Sizes]));
        if (!IsKnown || shape.Count > MostKnown) return full.With(full.Tensor.BroadcastTo(Shape.Create([.. full.order.Select(axis => shape[axis])])));
        long[] strides = full.Shape.Strides();
        for (int axis = 0; axis < shape.Rank; axis++)
            if (full.Shape[axis] == 1) strides[axis] = 0;
        return full.Picked(shape, 0, strides);
    }

    /// <summary>Values one behind the other along an axis.</summary>
    public static OnnxValue Concat(int axis, IReadOnlyList<OnnxValue> values)
    {
        axis = values[0].Shape.Axis(axis);
        foreach (OnnxValue value in values)
            if (value.Rank != values[0].Rank || value.Shape.With(axis, size: 0) != values[0].Shape.With(axis, size: 0))
                throw new ShapeException($"the shapes {string.Join(", ", values.Select(each => each.Shape))} differ in more than axis {axis}");
        if (values.Count == 1) return values[0];
        OnnxElementType type = values[0].Type;
        if (values.All(value => value.IsKnown) && values.Sum(value => value.Shape.Count) <= MostKnown)
        {
            Shape shape = values[0].Shape.With(axis, values.Sum(value => value.Shape[axis]));
            return values.All(value => value.Integers is not null)
                ? new(Joined(axis, [.. values.Select(value => (value.Integers!, value.Shape))]), shape, type)
                : new(Joined(axis, [.. values.Select(value => (value.Known!, value.Shape))]), shape, type);
        }
        OnnxValue largest = values.Where(value => !value.IsKnown).MaxBy(value => value.Shape.Count) ?? values[0];
        return largest.With(Fovea.Tensors.Tensor.Concat(largest.Place(axis), [.. values.Select(value => value.In(largest.order))]), type);
    }

    /// <summary>Entries along an axis by their numbers; negative ones count from the end. The axis is replaced by the axes of the numbers.</summary>
    public OnnxValue Gather(int axis, OnnxValue indices)
    {
        axis = Shape.Axis(axis);
        int size = Shape[axis];
        if (indices.Integers is not { } numbers) return Gathered(axis, FromEnd(indices.Logical, size), indices.Rank);
        int[] from = Array.ConvertAll(numbers, number => number < -size || number >= size
            ? throw new ShapeException($"there is no entry {number} along axis {axis} of {Shape}") : (int)(number < 0 ? number + size : number));
        if (indices.Rank == 0) return Slice(axis, from[0], 1).Reshape(Without(axis));
        if (!IsKnown)
            return from.Length > 0 && from.SequenceEqual(Enumerable.Range(from[0], from.Length)) && indices.Rank == 1
                ? Slice(axis, from[0], from.Length)
                : Gathered(axis, Fovea.Tensors.Tensor.From(Array.ConvertAll(from, index => (double)index), indices.Shape), indices.Rank);

        Shape shape = Shape.Create([.. Shape.Sizes[..axis], .. indices.Shape.Sizes, .. Shape.Sizes[(axis + 1)..]]);
        long inner = Shape.Strides()[axis], outer = Shape.Count / Math.Max(1, inner * size);
        long[] places = new long[shape.Count];
        for (long o = 0, at = 0; o < outer; o++)
            foreach (int index in from)
                for (long i = 0; i < inner; i++) places[at++] = (o * size + index) * inner + i;
        return Picked(shape, places);
    }

    /// <summary>Without axes, each of which has size 1; without all such axes where none is given.</summary>
    public OnnxValue Squeeze(IReadOnlyCollection<int> axes)
    {
        foreach (int axis in axes)
            if (Shape[axis] != 1) throw new ShapeException($"axis {axis} of {Shape} has not size 1 and cannot be left out");
        HashSet<int> dropped = axes.Count > 0 ? [.. axes.Select(Shape.Axis)] : [.. Enumerable.Range(0, Rank).Where(axis => Shape[axis] == 1)];
        return Reshape(Shape.Create([.. Enumerable.Range(0, Rank).Where(axis => !dropped.Contains(axis)).Select(axis => Shape[axis])]));
    }

    /// <summary>With further axes of size 1, which have these numbers in the result.</summary>
    public OnnxValue Unsqueeze(IReadOnlyCollection<int> axes)
    {
        int rank = Rank + axes.Count;
        HashSet<int> added = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (added.Count != axes.Count || added.Any(axis => axis < 0 || axis >= rank))
            throw new ShapeException($"the axes ({string.Join(", ", axes)}) cannot be added to {Shape}: they are no different axes of the {rank} that the result has");
        Queue<int> sizes = new(Shape);
        return Reshape(Shape.Create([.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : sizes.Dequeue())]));
    }

    /// <summary>The shape without one axis.</summary>
    public Shape Without(int axis) => Shape.Create([.. Shape.Where((_, at) => at != axis)]);

    /// <summary>A result of which some axes are left out, and which otherwise lies in memory as this value does.</summary>
    public OnnxValue WithoutAxes(Tensor tensor, IReadOnlySet<int> left, OnnxElementType? type = null) =>
        new(tensor, type ?? Type, [.. order.Where(axis => !left.Contains(axis)).Select(axis => axis - left.Count(each => each < axis))]);

    /// <summary>Known elements in other places: element i of the result is element from[i].</summary>
    public OnnxValue Picked(Shape shape, long[] from) => Integers is { } integers
        ? new(Array.ConvertAll(from, at => integers[at]), shape, Type)
        : new(Array.ConvertAll(from, at => Numbers![at]), shape, Type);

    OnnxValue Picked(Shape shape, long offset, long[] strides)
    {
        long[] from = new long[shape.Count];
        int[] at = new int[shape.Rank];
        for (long i = 0; i < from.LongLength; i++)
        {
            from[i] = offset;
            for (int d = 0; d < at.Length; d++) from[i] += at[d] * strides[d];
            for (int d = at.Length - 1; d >= 0 && ++at[d] == shape[d]; d--) at[d] = 0;
        }
        return Picked(shape, from);
    }

    OnnxValue Gathered(int axis, Tensor indices, int added)
    {
        IEnumerable<int> Axes(int own) => own == axis ? Enumerable.Range(axis, added) : [own < axis ? own : own + added - 1];
        return new(Tensor.Gather(indices, Place(axis)), Type, [.. order.SelectMany(Axes)]);
    }

    static Tensor FromEnd(Tensor indices, int size) => Fovea.Tensors.Tensor.Where(indices < 0, indices + size, indices);

    static T[] Joined<T>(int axis, (T[] Values, Shape Shape)[] parts)
    {
        List<T> joined = [];
        long outer = 1;
        for (int d = 0; d < axis; d++) outer *= parts[0].Shape[d];
        for (long o = 0; o < outer; o++)
            foreach (var (values, shape) in parts)
            {
                int length = (int)(shape.Count / outer);
                joined.AddRange(values.AsSpan((int)(o * length), length));
            }
        return [.. joined];
    }
}

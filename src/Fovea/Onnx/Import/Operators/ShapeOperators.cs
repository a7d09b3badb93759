using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Shapes as numbers, and the same elements under other shapes.</summary>
internal static class ShapeOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Shape", ShapeOf),
        new("Size", call => OnnxValue.Of(call.X.Shape.Count)),
        new("Identity", call => call.X),
        new("Reshape", Reshape) { Options = [1] },
        new("Flatten", Flatten),
        new("Squeeze", call => call.X.Squeeze(call.Narrow(call.IntegersOf("axes", 1) ?? []))) { Options = [1] },
        new("Unsqueeze", call => call.X.Unsqueeze(call.Narrow(call.IntegersOf("axes", 1) ?? throw call.Bad("says no axes")))) { Options = [1] },
        new("Expand", Expand) { Options = [1] },
    ];

    static OnnxValue ShapeOf(OnnxCall call)
    {
        int rank = call.X.Rank, start = Bound(call.Axis("start", 0)), end = Bound(call.Axis("end", rank));
        int Bound(int axis) => Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
        return OnnxValue.Of([.. call.X.Shape.Skip(start).Take(Math.Max(0, end - start)).Select(size => (long)size)]);
    }

    static OnnxValue Reshape(OnnxCall call)
    {
        long[] sizes = [.. call.Integers(1)];
        bool keepsZeros = call.Flag("allowzero");
        int free = Array.IndexOf(sizes, -1);
        if (free != Array.LastIndexOf(sizes, -1)) throw call.Bad($"leaves two sizes open: ({string.Join(", ", sizes)})");
        for (int axis = 0; axis < sizes.Length; axis++)
            if (sizes[axis] == 0 && !keepsZeros)
                sizes[axis] = axis < call.X.Rank ? call.X.Shape[axis] : throw call.Bad($"copies the size of axis {axis}, which its input {call.X.Shape} does not have");
        if (free >= 0)
        {
            long known = 1;
            for (int axis = 0; axis < sizes.Length; axis++)
                if (axis != free) known = checked(known * sizes[axis]);
            sizes[free] = known > 0 && call.X.Shape.Count % known == 0 ? call.X.Shape.Count / known
                : known == 0 && call.X.Shape.Count == 0 ? 0
                : throw new ShapeException($"{call.X.Shape.Count} elements cannot be divided into ({string.Join(", ", sizes)})");
        }
        return call.X.Reshape(call.Sizes(sizes));
    }

    static OnnxValue Flatten(OnnxCall call)
    {
        int rank = call.X.Rank, axis = call.Axis("axis", 1);
        if (axis < -rank || axis > rank) throw call.Bad($"flattens from axis {axis} of {call.X.Shape}");
        if (axis < 0) axis += rank;
        int outer = 1, inner = 1;
        for (int d = 0; d < rank; d++)
            if (d < axis) outer = checked(outer * call.X.Shape[d]);
            else inner = checked(inner * call.X.Shape[d]);
        return call.X.Reshape([outer, inner]);
    }

    static OnnxValue Expand(OnnxCall call)
    {
        Shape shape = call.Sizes(call.Integers(1));
        return call.X.BroadcastTo(Shape.Broadcast(call.X.Shape, shape) ?? throw new ShapeException($"{call.X.Shape} cannot be stretched to {shape}"));
    }
}

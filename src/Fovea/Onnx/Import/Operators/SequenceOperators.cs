using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Sequences of values, whose lengths are known while the graph is built.</summary>
internal static class SequenceOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("SequenceConstruct", call => new OnnxValue(call.Inputs)),
        new("SequenceEmpty", call => new OnnxValue([])),
        new("SequenceAt", call => Items(call)[Place(call, 1, Items(call).Count)]) { Options = [1] },
        new("SequenceInsert", Insert) { Options = [2] },
        new("SequenceErase", Erase) { Options = [1] },
        new("SequenceLength", call => OnnxValue.Of(Items(call).Count, OnnxElementType.Int64)),
        new("SplitToSequence", Split) { Options = [1] },
        new("ConcatFromSequence", Concat),
    ];

    static IReadOnlyList<OnnxValue> Items(OnnxCall call) => call.X.Items ?? throw call.Bad($"needs a sequence, not {call.X}");

    static int Place(OnnxCall call, int input, int count)
    {
        long place = call.Integers(input).Single();
        if (place < 0) place += count;
        return place >= 0 && place < count ? (int)place : throw call.Bad($"asks for value {place} of a sequence of {count}");
    }

    static OnnxValue Insert(OnnxCall call)
    {
        List<OnnxValue> items = [.. Items(call)];
        items.Insert(call.Optional(2) is null ? items.Count : Place(call, 2, items.Count + 1), call[1]);
        return new OnnxValue(items);
    }

    static OnnxValue Erase(OnnxCall call)
    {
        List<OnnxValue> items = [.. Items(call)];
        items.RemoveAt(call.Optional(1) is null ? items.Count - 1 : Place(call, 1, items.Count));
        return new OnnxValue(items);
    }

    static OnnxValue Split(OnnxCall call)
    {
        OnnxValue x = call.X;
        int axis = x.Shape.Axis(call.Axis("axis", 0)), size = x.Shape[axis];
        // One number is a size, of which the last piece may have less; without it every element is a piece of its own.
        bool isSingle = call.Optional(1) is null;
        long[] sizes = isSingle ? [.. Enumerable.Repeat(1L, size)] : call.Integers(1);
        if (!isSingle && call[1].Rank == 0)
        {
            long piece = sizes[0] > 0 ? sizes[0] : throw call.Bad($"cuts pieces of {sizes[0]}");
            sizes = [.. Enumerable.Range(0, (int)((size + piece - 1) / piece)).Select(i => Math.Min(piece, size - i * piece))];
        }
        if (sizes.Any(piece => piece < 0) || sizes.Sum() != size) throw new ShapeException($"pieces of {string.Join(" + ", sizes)} do not fill axis {axis}, which has {size}");
        OnnxValue[] pieces = new OnnxValue[sizes.Length];
        for (int i = 0, start = 0; i < pieces.Length; start += (int)sizes[i++])
        {
            pieces[i] = x.Slice(axis, start, (int)sizes[i]);
            if (isSingle && !call.Flag("keepdims", true)) pieces[i] = pieces[i].Squeeze([axis]);
        }
        return new OnnxValue(pieces);
    }

    static OnnxValue Concat(OnnxCall call)
    {
        IReadOnlyList<OnnxValue> items = Items(call);
        if (items.Count == 0) throw call.Bad("joins an empty sequence");
        int axis = call.Axis("axis", 0);
        if (!call.Flag("new_axis")) return OnnxValue.Concat(axis, items);
        if (axis < 0) axis += items[0].Rank + 1;
        return OnnxValue.Concat(axis, [.. items.Select(item => item.Unsqueeze([axis]))]);
    }
}

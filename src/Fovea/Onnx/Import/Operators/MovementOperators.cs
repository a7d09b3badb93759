using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Elements in other places: transposition, parts, joining, picking, padding.</summary>
internal static class MovementOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Transpose", call => call.X.Transpose(call.Ints("perm") is { Length: > 0 } axes ? call.Narrow(axes) : [.. OnnxValue.Ascending(call.X.Rank).Reverse()])),
        new("Concat", call => OnnxValue.Concat(call.Axis("axis", 1), call.Inputs)),
        new("Split", Split) { Options = [1] },
        new("Slice", Slice) { Options = [1, 2, 3, 4] },
        new("Gather", call => call.X.Gather(call.Axis("axis", 0), call[1])),
        new("Tile", Tile) { Options = [1] },
        new("Pad", Pad) { Options = [1, 2, 3] },
        new("DepthToSpace", DepthToSpace),
        new("SpaceToDepth", call => Images(call, x => x.SpaceToDepth(call.Axis("blocksize", 0)))),
        new("Trilu", Trilu) { Options = [1] },
        new("ReverseSequence", ReverseSequence),
        new("CenterCropPad", CenterCropPad) { Options = [1] },
    ];

    static OnnxValue[] Split(OnnxCall call)
    {
        OnnxValue x = call.X;
        int axis = x.Shape.Axis(call.Axis("axis", 0)), size = x.Shape[axis], pieces = call.Axis("num_outputs", call.Node.Outputs.Count);
        long[] sizes = call.IntegersOf("split", 1) ?? Equal(size, pieces);
        if (sizes.Any(piece => piece < 0) || sizes.Sum() != size) throw new ShapeException($"pieces of {string.Join(" + ", sizes)} do not fill axis {axis}, which has {size}");
        OnnxValue[] parts = new OnnxValue[sizes.Length];
        for (int i = 0, start = 0; i < parts.Length; start += (int)sizes[i++]) parts[i] = x.Slice(axis, start, (int)sizes[i]);
        return parts;
    }

    /// <summary>Pieces of one size; the last may be smaller.</summary>
    static long[] Equal(int size, int pieces)
    {
        int piece = (size + pieces - 1) / Math.Max(pieces, 1);
        return [.. Enumerable.Range(0, pieces).Select(i => (long)Math.Clamp(size - i * piece, 0, piece))];
    }

    static OnnxValue Slice(OnnxCall call)
    {
        OnnxValue x = call.X;
        // Everything was an option until it became an input.
        bool isOption = call.Opset < 10;
        long[] starts = (isOption ? call.Ints("starts") : call.Integers(1)) ?? throw call.Bad("says no starts");
        long[] ends = (isOption ? call.Ints("ends") : call.Integers(2)) ?? throw call.Bad("says no ends");
        long[] axes = (isOption ? call.Ints("axes") : call.Optional(3) is null ? null : call.Integers(3)) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[]? steps = isOption || call.Optional(4) is null ? null : call.Integers(4);
        if (ends.Length != starts.Length || axes.Length != starts.Length || (steps is not null && steps.Length != starts.Length))
            throw call.Bad($"has {starts.Length} starts, {ends.Length} ends and {axes.Length} axes");
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = x.Shape.Axis(call.Narrow(axes[i]));
            (int start, int count, int step) = Range(call, starts[i], ends[i], steps?[i] ?? 1, x.Shape[axis]);
            x = x.Slice(axis, start, count, step);
        }
        return x;
    }

    /// <summary>The elements from start to before end; negative numbers count from the end of the axis, and what lies beyond it is cut off.</summary>
    static (int Start, int Count, int Step) Range(OnnxCall call, long start, long end, long step, int size)
    {
        if (step == 0) throw call.Bad("has the step 0");
        if (start < 0) start = Math.Max(start, -size - 1L) + size;
        if (end < 0) end = Math.Max(end, -size - 1L) + size;
        (start, end) = step > 0 ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size)) : (Math.Clamp(start, -1, size - 1), Math.Clamp(end, -1, size - 1));
        // A step beyond the axis reaches one element, however large it is.
        step = Math.Clamp(step, -Math.Max(size, 1), Math.Max(size, 1));
        long count = Math.Max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
        return count == 0 ? (0, 0, 1) : ((int)start, (int)count, count == 1 ? 1 : (int)step);
    }

    static OnnxValue Tile(OnnxCall call)
    {
        OnnxValue x = call.X;
        int[] repeats = call.Narrow(call.Integers(1));
        if (repeats.Length != x.Rank || repeats.Any(times => times < 0)) throw call.Bad($"repeats {x.Shape} ({string.Join(", ", repeats)}) times");
        for (int axis = 0; axis < repeats.Length; axis++)
        {
            if (repeats[axis] == 1) continue;
            Shape once = x.Shape;
            OnnxValue apart = x.Unsqueeze([axis]);
            x = apart.BroadcastTo(apart.Shape.With(axis, repeats[axis])).Reshape(once.With(axis, checked(once[axis] * repeats[axis])));
        }
        return x;
    }

    static OnnxValue Pad(OnnxCall call)
    {
        OnnxValue x = call.X;
        long[] pads = call.IntegersOf("pads", 1) ?? throw call.Bad("says no pads");
        double value = call.Opset < 11 ? call.Float("value", 0) : call.Numbers(2) is [var given, ..] ? given : 0;
        PadMode? mode = call.Text("mode", "constant") switch
        {
            "constant" => null,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Edge,
            "wrap" => PadMode.Wrap,
            var other => throw call.Bad($"has the unknown mode '{other}'"),
        };
        int[] axes = call.Optional(3) is null ? OnnxValue.Ascending(x.Rank) : [.. call.Integers(3).Select(axis => x.Shape.Axis(call.Narrow(axis)))];
        if (pads.Length != 2 * axes.Length) throw call.Bad($"has {pads.Length} pads for {axes.Length} axes");
        int[] before = new int[x.Rank], after = new int[x.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i], start = call.Narrow(pads[i]), end = call.Narrow(pads[axes.Length + i]);
            // Negative padding cuts off.
            int kept = checked(x.Shape[axis] + Math.Min(start, 0) + Math.Min(end, 0));
            if (start < 0 || end < 0) x = x.Slice(axis, Math.Max(-start, 0), kept);
            (before[axis], after[axis]) = (Math.Max(start, 0), Math.Max(end, 0));
        }
        if (before.Concat(after).All(width => width == 0)) return x;
        return Padded(x, before, after, value, mode);
    }

    /// <summary>The value with elements around it: of one value, or its own ones continued.</summary>
    static OnnxValue Padded(OnnxValue x, int[] before, int[] after, double value, PadMode? mode = null)
    {
        (Shape first, Shape last) = (Shape.Create([.. x.Order.Select(axis => before[axis])]), Shape.Create([.. x.Order.Select(axis => after[axis])]));
        if (mode is { } own) return x.With(x.Tensor.Pad(first, last, own));
        if (!x.IsKnown) return x.With(x.Tensor.Pad(first, last, value));
        for (int axis = 0; axis < x.Rank; axis++)
        {
            OnnxValue Filled(int width) => OnnxValue.Of([value], Shape.Scalar, x.Type).BroadcastTo(x.Shape.With(axis, width));
            if (before[axis] > 0 || after[axis] > 0) x = OnnxValue.Concat(axis, [Filled(before[axis]), x, Filled(after[axis])]);
        }
        return x;
    }

    static OnnxValue DepthToSpace(OnnxCall call)
    {
        BlockOrder order = call.Text("mode", "DCR") == "CRD" ? BlockOrder.ChannelByChannel : BlockOrder.PixelByPixel;
        return Images(call, x => x.DepthToSpace(call.Axis("blocksize", 0), order));
    }

    static OnnxValue Images(OnnxCall call, Func<Tensor, Tensor> move) => call.X.Rank == 4
        ? new OnnxValue(move(call.X.ChannelsLast), call.X.Type, OnnxValue.ChannelsLastOrder(4))
        : throw call.Bad($"needs images, not {call.X.Shape}");

    static OnnxValue Trilu(OnnxCall call)
    {
        int diagonal = call.Optional(1) is null ? 0 : (int)Math.Clamp(call.Integers(1).Single(), -int.MaxValue, int.MaxValue);
        return new OnnxValue(call.Flag("upper", true) ? call.X.Logical.UpperTriangle(diagonal) : call.X.Logical.LowerTriangle(diagonal), call.X.Type);
    }

    /// <summary>Of each entry of a batch the first so many steps in reverse.</summary>
    static OnnxValue ReverseSequence(OnnxCall call)
    {
        OnnxValue x = call.X;
        int batch = x.Shape.Axis(call.Axis("batch_axis", 1)), time = x.Shape.Axis(call.Axis("time_axis", 0));
        if (batch == time) throw call.Bad("has one axis for batch and time");
        int[] order = [batch, time, .. Enumerable.Range(0, x.Rank).Where(axis => axis != batch && axis != time)];
        Tensor length = call[1].Logical.Reshape(x.Shape[batch], 1), step = Tensor.Arange(x.Shape[time]);
        Tensor from = Tensor.Where(step < length, length - 1 - step, step);
        return new OnnxValue(x.In(order).GatherPoints(from.Unsqueeze(-1), batch: 1), x.Type, order);
    }

    static OnnxValue CenterCropPad(OnnxCall call)
    {
        OnnxValue x = call.X;
        int[] sizes = call.Narrow(call.Integers(1)), axes = call.Ints("axes") is { } given ? [.. given.Select(axis => x.Shape.Axis(call.Narrow(axis)))] : OnnxValue.Ascending(x.Rank);
        if (sizes.Length != axes.Length || sizes.Any(size => size < 0)) throw call.Bad($"asks for the sizes ({string.Join(", ", sizes)}) along {axes.Length} axes");
        int[] before = new int[x.Rank], after = new int[x.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i], missing = sizes[i] - x.Shape[axis];
            if (missing < 0) x = x.Slice(axis, -missing / 2, sizes[i]);
            else (before[axis], after[axis]) = (missing / 2, missing - missing / 2);
        }
        return Padded(x, before, after, 0);
    }
}

using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Elements by their numbers: picked, changed, and what numbers stand for.</summary>
internal static class IndexingOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("GatherElements", GatherElements),
        new("GatherND", GatherPoints),
        new("Scatter", ScatterElements),
        new("ScatterElements", ScatterElements),
        new("ScatterND", ScatterPoints),
        new("OneHot", OneHot) { Options = [1, 2] },
        new("Compress", Compress) { Options = [1], Refused = "a condition that follows from the data" },
        new("NonZero", NonZero) { Refused = "numbers that follow from the data" },
        new("Unique", Unique) { Refused = "numbers that follow from the data, and the option axis" },
    ];

    static OnnxValue GatherElements(OnnxCall call)
    {
        OnnxValue x = call.X;
        if (call[1].Rank != x.Rank) throw call.Bad($"has numbers {call[1].Shape} for data {x.Shape}");
        int axis = x.Shape.Axis(call.Axis("axis", 0));
        return x.With(x.Tensor.GatherElements(FromFront(call[1], x.Shape[axis], [.. x.Order]), x.Place(axis)));
    }

    static OnnxValue ScatterElements(OnnxCall call)
    {
        OnnxValue x = call.X;
        if (call[1].Rank != x.Rank || call[2].Rank != x.Rank) throw call.Bad($"has numbers {call[1].Shape} and updates {call[2].Shape} for data {x.Shape}");
        int axis = x.Shape.Axis(call.Axis("axis", 0));
        int[] order = [.. x.Order];
        return x.With(x.Tensor.ScatterElements(FromFront(call[1], x.Shape[axis], order), call[2].In(order), x.Place(axis), Mode(call)));
    }

    static OnnxValue GatherPoints(OnnxCall call)
    {
        int batch = call.Axis("batch_dims", 0);
        return new OnnxValue(call.X.Logical.GatherPoints(Points(call, batch), batch), call.X.Type);
    }

    static OnnxValue ScatterPoints(OnnxCall call) => new(call.X.Logical.ScatterPoints(Points(call, 0), call[2].Logical, Mode(call)), call.X.Type);

    static ScatterMode Mode(OnnxCall call) => call.Text("reduction", "none") switch
    {
        "none" => ScatterMode.Replace,
        "add" => ScatterMode.Add,
        "mul" => ScatterMode.Multiply,
        "max" => ScatterMode.Maximum,
        "min" => ScatterMode.Minimum,
        var other => throw call.Bad($"has the unknown reduction '{other}'"),
    };

    /// <summary>Numbers along an axis, those from its end as what they mean.</summary>
    static Tensor FromFront(OnnxValue numbers, int size, int[] order)
    {
        if (numbers.Integers is { } known) return new OnnxValue(Array.ConvertAll(known, number => number < 0 ? number + size : number), numbers.Shape).In(order);
        Tensor own = numbers.In(order);
        return Tensor.Where(own < 0, own + size, own);
    }

    /// <summary>Points of numbers along several axes, those from an axis' end as what they mean.</summary>
    static Tensor Points(OnnxCall call, int batch)
    {
        OnnxValue points = call[1];
        if (points.Rank == 0 || batch < 0 || batch + points.Shape[-1] > call.X.Rank) throw call.Bad($"has points {points.Shape} into data {call.X.Shape}");
        int count = points.Shape[-1];
        if (points.Integers is { } known)
            return new OnnxValue([.. known.Select((number, i) => number < 0 ? number + call.X.Shape[batch + i % count] : number)], points.Shape).Logical;
        Tensor own = points.Logical, sizes = Tensor.From([.. Enumerable.Range(0, count).Select(k => (float)call.X.Shape[batch + k])]);
        return count == 0 ? own : Tensor.Where(own < 0, own + sizes, own);
    }

    static OnnxValue OneHot(OnnxCall call)
    {
        int classes = call.Numbers(1) is [var depth] ? call.Narrow((long)depth) : throw call.Bad("needs one number of classes");
        double[] values = call.Numbers(2) is [_, _] two ? two : throw call.Bad("needs two values");
        OnnxValue numbers = call.X;
        int rank = numbers.Rank + 1, axis = call.Axis("axis", -1);
        if (axis < -rank || axis >= rank) throw call.Bad($"has the axis {axis} of {rank}");
        if (axis < 0) axis += rank;
        int[] along = [.. Enumerable.Repeat(1, rank)];
        along[axis] = classes;
        Tensor own = numbers.Logical.Unsqueeze(axis);
        // A number that names no class, also from the end, is nowhere on.
        Tensor on = Tensor.Where(own < 0, own + classes, own).EqualTo(Tensor.Arange(classes).Reshape(Shape.Create(along)));
        return new OnnxValue(Tensor.Where(on, values[1], values[0]), call[2].Type);
    }

    static OnnxValue Compress(OnnxCall call)
    {
        if (call[1].Integers is not { } condition) throw call.Unknown("the condition");
        OnnxValue x = call.Has("axis") ? call.X : call.X.Reshape([(int)call.X.Shape.Count]);
        long[] chosen = [.. Enumerable.Range(0, condition.Length).Where(i => condition[i] != 0).Select(i => (long)i)];
        return x.Gather(call.Axis("axis", 0), OnnxValue.Of(chosen));
    }

    static OnnxValue NonZero(OnnxCall call)
    {
        double[] values = call.X.Known ?? throw call.Unknown("where the data are not 0");
        Shape shape = call.X.Shape;
        long[] strides = shape.Strides();
        int[] places = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
        return new OnnxValue([.. from axis in Enumerable.Range(0, shape.Rank) from place in places select place / strides[axis] % shape[axis]], [shape.Rank, places.Length]);
    }

    static OnnxValue[] Unique(OnnxCall call)
    {
        if (call.Has("axis")) throw call.Unsupported("the option axis");
        double[] values = call.X.Known ?? throw call.Unknown("which values there are");
        double[] distinct = [.. values.Distinct()];
        if (call.Flag("sorted", true)) Array.Sort(distinct);
        OnnxValue Numbers(IEnumerable<int> numbers) => OnnxValue.Of([.. numbers.Select(number => (long)number)]);
        return
        [
            OnnxValue.Of(distinct, [distinct.Length], call.X.Type), Numbers(distinct.Select(value => Array.IndexOf(values, value))), Numbers(values.Select(value => Array.IndexOf(distinct, value))),
            Numbers(distinct.Select(value => values.Count(each => each.Equals(value)))),
        ];
    }
}

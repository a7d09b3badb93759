using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Branches, and loops that are unrolled.</summary>
internal static class ControlOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("If", If),
        new("Loop", Loop) { Options = [0, 1], Refused = "a number of turns that follows from the data" },
        new("Scan", Scan) { Since = 9 },
    ];

    /// <summary>Turns of a loop that are unrolled; more are an error, since every turn is a part of the graph.</summary>
    const int MostTurns = 1 << 14;

    /// <summary>The branch that a known condition chooses. Where the data decide, both branches are computed, and have to give values of equal shapes.</summary>
    static OnnxValue[] If(OnnxCall call)
    {
        OnnxGraph then = call.Graph("then_branch"), otherwise = call.Graph("else_branch");
        if (call.X.Known is [var known]) return call.Run(known != 0 ? then : otherwise);
        if (call.X.Shape.Count != 1) throw call.Bad($"has a condition {call.X.Shape}, which is no single truth value");
        OnnxValue[] a = call.Run(then), b = call.Run(otherwise);
        OnnxValue[] chosen = new OnnxValue[Math.Min(a.Length, b.Length)];
        for (int i = 0; i < chosen.Length; i++)
        {
            if (a[i].Items is not null || b[i].Items is not null || a[i].Shape != b[i].Shape) throw call.Unsupported($"branches that give {a[i]} and {b[i]}, between which the data decide");
            chosen[i] = Elementwise.Map([call.X.Reshape(Shape.Scalar), a[i], b[i]], x => Tensor.Where(x[0], x[1], x[2]), type: a[i].Type);
        }
        return chosen;
    }

    /// <summary>The body, once for each turn, as long as the condition holds; what it gives beside what it carries on is stacked.</summary>
    static OnnxValue[] Loop(OnnxCall call)
    {
        OnnxGraph body = call.Graph("body");
        long turns = call.Optional(0) is null ? long.MaxValue : call.Integers(0).Single();
        bool goesOn = call.Optional(1) is null || Holds(call, call[1]);
        OnnxValue[] carried = [.. Enumerable.Range(2, call.Count - 2).Select(input => call[input])];
        List<OnnxValue[]> scans = [];
        for (int turn = 0; turn < turns && goesOn; turn++)
        {
            if (turn == MostTurns) throw call.Unsupported($"more than {MostTurns} turns");
            OnnxValue[] written = call.Run(body, [OnnxValue.Of(turn), new OnnxValue([1L], Shape.Scalar, OnnxElementType.Bool), .. carried]);
            if (written.Length < 1 + carried.Length) throw call.Bad("has a body that gives less than it is given");
            goesOn = Holds(call, written[0]);
            carried = written[1..(1 + carried.Length)];
            scans.Add(written[(1 + carried.Length)..]);
        }
        return [.. carried, .. Stacked(scans, _ => 0, _ => false)];
    }

    static bool Holds(OnnxCall call, OnnxValue condition) => condition.Known is [var known] ? known != 0 : throw call.Unknown("how often the loop turns");

    /// <summary>The body, once for each element along an axis of its inputs; what it gives beside what it carries on is stacked.</summary>
    static OnnxValue[] Scan(OnnxCall call)
    {
        OnnxGraph body = call.Graph("body");
        int count = call.Axis("num_scan_inputs", 0), states = call.Count - count;
        if (count < 1 || states < 0) throw call.Bad($"scans {count} of {call.Count} inputs");
        int Option(string name, int index) => call.Ints(name) is { } values && index < values.Length ? call.Narrow(values[index]) : 0;
        OnnxValue[] carried = [.. Enumerable.Range(0, states).Select(input => call[input])], scanned = [.. Enumerable.Range(states, count).Select(input => call[input])];
        int[] axes = [.. scanned.Select((value, i) => value.Shape.Axis(Option("scan_input_axes", i)))];
        int turns = scanned[0].Shape[axes[0]];
        if (turns > MostTurns) throw call.Unsupported($"more than {MostTurns} turns");
        if (turns == 0) throw call.Unsupported("nothing to scan");
        List<OnnxValue[]> scans = [];
        for (int turn = 0; turn < turns; turn++)
        {
            IEnumerable<OnnxValue> slices = scanned.Select((value, i) => value.Slice(axes[i], Option("scan_input_directions", i) == 0 ? turn : turns - 1 - turn, 1).Squeeze([axes[i]]));
            OnnxValue[] written = call.Run(body, [.. carried, .. slices]);
            if (written.Length < states) throw call.Bad("has a body that gives less than it is given");
            carried = written[..states];
            scans.Add(written[states..]);
        }
        return [.. carried, .. Stacked(scans, i => Option("scan_output_axes", i), i => Option("scan_output_directions", i) != 0)];
    }

    /// <summary>Output i of every turn, one behind the other along a new axis.</summary>
    static IEnumerable<OnnxValue> Stacked(List<OnnxValue[]> turns, Func<int, int> axis, Func<int, bool> isReversed)
    {
        if (turns.Count == 0) yield break;
        for (int i = 0; i < turns[0].Length; i++)
        {
            IEnumerable<OnnxValue> parts = turns.Select(turn => turn[i].Unsqueeze([axis(i)]));
            yield return OnnxValue.Concat(axis(i), [.. isReversed(i) ? parts.Reverse() : parts]);
        }
    }
}

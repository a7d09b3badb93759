using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Branches.</summary>
internal static class ControlOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("If", If),
    ];

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
}

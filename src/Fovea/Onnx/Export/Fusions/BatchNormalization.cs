using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Batch normalisation with running statistics: (x - mean) (weight / sqrt(variance + epsilon)) + bias.</summary>
/// <param name="X">What is normalised.</param>
/// <param name="Weight">The factor of every channel.</param>
/// <param name="Bias">What is added to every channel.</param>
/// <param name="Mean">The mean of every channel.</param>
/// <param name="Variance">The variance of every channel.</param>
/// <param name="Epsilon">What is added to the variance.</param>
sealed record BatchNormalization(TracedNode X, TracedNode Weight, TracedNode Bias, TracedNode Mean, TracedNode Variance, double Epsilon)
{
    /// <summary>The batch normalisation whose result a node is.</summary>
    public static BatchNormalization? Of(TracedNode root)
    {
        if (root is not
            {
                Operation: AddOp,
                Inputs:
                [
                    {
                        Operation: MultiplyOp,
                        Inputs:
                        [
                            { Operation: SubtractOp, Inputs: [var x, var mean] },
                            { Operation: MultiplyOp, Inputs: [var weight, { Operation: RsqrtOp, Inputs: [{ Operation: AddOp, Inputs: [var variance, var epsilon] }] }] },
                        ],
                    },
                    var bias,
                ],
            }) return null;
        bool fits = x.Shape.Length is 2 or 4 && new[] { mean, weight, variance, bias }.All(number => PerChannel.Is(number, x.Shape[^1]));
        return fits && epsilon.Operation is FullOp { Value: var number } ? new(x, weight, bias, mean, variance, number) : null;
    }

    public static Fusion? Find(TracedNode root, OnnxExportOptions options) => Of(root) is { } norm ? new Fusion(root, [norm.X], to => norm.Emit(to, root)) : null;

    ExportedValue Emit(Exporter to, TracedNode root)
    {
        Layout layout = Layout.Home(X.Shape);
        string[] numbers = [.. new[] { Weight, Bias, Mean, Variance }.Select(number => PerChannel.Vector(to, number))];
        return new ExportedValue(to.Graph.Emit("BatchNormalization", [to.In(X, layout), .. numbers], [new("epsilon", (float)Epsilon)]), Layout.Home(root.Shape));
    }
}

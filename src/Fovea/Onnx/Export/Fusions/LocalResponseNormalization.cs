using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>
/// Local response normalisation: x (k + alpha times the sum of x² over neighbouring channels)^-beta. Over an even number of channels ONNX takes the surplus one from behind; where a
/// network takes it from before, as PyTorch does, the operations are written one by one.
/// </summary>
static class LocalResponseNormalization
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options)
    {
        if (root is not
            {
                Operation: MultiplyOp,
                Inputs:
                [
                    { Shape.Length: 4 } x,
                    {
                        Operation: PowOp,
                        Inputs:
                        [
                            { Operation: AddOp, Inputs: [{ Operation: MultiplyOp, Inputs: [{ Operation: ReshapeOp, Inputs: [var pool] }, { Operation: FullOp alpha }] }, { Operation: FullOp bias }] },
                            { Operation: FullOp { Value: < 0 } power },
                        ],
                    },
                ],
            }) return null;
        if (pool is not
            {
                Operation: AvgPool2dOp { Name: "SumPool2d", Neighbourhood: { Stride: { Y: 1, X: 1 }, Adjacency: var window } },
                Inputs:
                [
                    { Operation: PadOp { Value: 0 } pad, Inputs: [{ Operation: ReshapeOp, Inputs: [{ Operation: SquareOp, Inputs: [var squared] }], Shape: [_, var channels, { Rest: 1 }, { Rest: 1 }] }] },
                ],
            }) return null;
        int size = window.Count;
        if (squared != x || channels != x.Shape[3] || window != Adjacency.At((0, 0), (size, 1), 1) || pad.Before != [0, (size - 1) / 2, 0, 0] || pad.After != [0, size / 2, 0, 0]) return null;
        return new Fusion(root, [x], to =>
        {
            string y = to.Graph.Emit("LRN", [to.In(x, Layout.Images(x.Shape))], new OnnxAttribute("alpha", (float)(alpha.Value * size)), new OnnxAttribute("beta", (float)-power.Value),
                new OnnxAttribute("bias", (float)bias.Value), new OnnxAttribute("size", (long)size));
            return new ExportedValue(y, Layout.Images(root.Shape));
        });
    }
}

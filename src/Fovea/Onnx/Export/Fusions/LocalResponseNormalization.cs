using Fovea.Compute;
using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>
/// Local response normalisation: x (k + alpha times the sum of x² over neighbouring channels)^-beta. Over an even number of channels ONNX takes the surplus one from
/// behind; where a network takes it from before, as PyTorch does, the operations are written one by one.
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
                            { Operation: AddOp, Inputs: [{ Operation: MultiplyOp, Inputs: [var sums, { Operation: FullOp alpha }] }, { Operation: FullOp bias }] },
                            { Operation: FullOp { Value: < 0 } power },
                        ],
                    },
                ],
            }) return null;
        if (SumOfSquares(sums) is not var (size, squared) || squared != x) return null;
        OnnxAttribute[] attributes = [new("alpha", (float)(alpha.Value * size)), new("beta", (float)-power.Value), new("bias", (float)bias.Value), new("size", (long)size)];
        return new Fusion(root, [x], to => new ExportedValue(to.Graph.Emit("LRN", [to.In(x, Layout.Images(x.Shape))], attributes), Layout.Images(root.Shape)));
    }

    /// <summary>Over how many channels a node is the sum of squares, and of what: a pool whose rows are the channels.</summary>
    static (int Size, TracedNode Of)? SumOfSquares(TracedNode sums)
    {
        if (sums is not { Operation: ReshapeOp, Inputs: [{ Operation: AvgPool2dOp { Divisor: AverageDivisor.One, Neighbourhood: var window } } pool] }) return null;
        if (pool.Inputs is not [{ Operation: PadOp { Value: 0 } pad, Inputs: [{ Operation: ReshapeOp, Inputs: [var squares] } column] }]) return null;
        if (squares is not { Operation: SquareOp, Inputs: [var squared] }) return null;
        int size = window.Adjacency.Count;
        bool fits = column.Shape is [_, var channels, { IsFixed: true, Rest: 1 }, { IsFixed: true, Rest: 1 }] && channels == squared.Shape[^1]
            && window.Stride == 1 && window.Adjacency == Adjacency.At((0, 0), (size, 1), 1) && pad.Before == [0, (size - 1) / 2, 0, 0] && pad.After == [0, size / 2, 0, 0];
        return fits ? (size, squared) : null;
    }
}

using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>The maximum over whole images, which is computed along rows and then along columns.</summary>
static class GlobalMaximum
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options)
    {
        if (root is not { Operation: MaxPool2dOp columns, Inputs: [{ Operation: MaxPool2dOp rows, Inputs: [var x] }] }) return null;
        (int height, int width) = ((int)x.Shape[1].Fixed, (int)x.Shape[2].Fixed);
        bool isWhole = rows.Neighbourhood.Adjacency == Adjacency.At((0, 0), (1, width), 1) && rows.Neighbourhood is { Stride.Y: 1, Output: var output } && output == (height, 1)
            && columns.Neighbourhood.Adjacency == Adjacency.At((0, 0), (height, 1), 1) && columns.Neighbourhood.Output == 1;
        return isWhole ? new Fusion(root, [x], to => new ExportedValue(to.Graph.Emit("GlobalMaxPool", [to.In(x, Layout.Images(x.Shape))]), Layout.Images(root.Shape))) : null;
    }
}

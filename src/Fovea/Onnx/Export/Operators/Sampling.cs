using Fovea.Tensors;

namespace Fovea.Onnx.Export.Operators;

/// <summary>Images of another size. Images are N C H W.</summary>
static class Sampling
{
    public static ExportRule[] Rules { get; } = [ExportRule.Of<Resize2dOp>(Resize), ExportRule.None<Resize2dGradientOp>("it is a gradient")];

    static ExportedValue Resize(Exporter to, TracedNode node, Resize2dOp op)
    {
        TracedNode input = node.Inputs[0];
        Layout images = Layout.Images(input.Shape), result = Layout.Images(node.Shape);
        string x = to.In(input, images);
        int height = (int)input.Shape[1].Fixed, width = (int)input.Shape[2].Fixed;
        if (op.Mode == ResizeMode.Nearest && !(IsWhole(height, op.Size.Y) && IsWhole(width, op.Size.X))) return new ExportedValue(Pick(to, Pick(to, x, 2, height, op.Size.Y), 3, width, op.Size.X), result);
        OnnxAttribute[] options = op.Mode == ResizeMode.Nearest
            ? [new("mode", "nearest"), new("coordinate_transformation_mode", "asymmetric"), new("nearest_mode", "floor")]
            : [new("mode", "linear"), new("coordinate_transformation_mode", op.AlignCorners ? "align_corners" : "half_pixel")];
        bool isEnlarged = IsWhole(height, op.Size.Y) && IsWhole(width, op.Size.X);
        float[] scales = [1, 1, (float)op.Size.Y / height, (float)op.Size.X / width];
        // A whole factor is exact; of any other the number of rows would be rounded, so it is given.
        List<string> inputs = isEnlarged
            ? [x, "", to.Graph.Tensor(null, $"scales {string.Join(' ', scales)}", [4], () => Tensor.From(scales, [4]))]
            : [x, "", "", to.Sizes(result.Dims)];
        return new ExportedValue(to.Graph.Emit("Resize", inputs, options), result);
    }

    /// <summary>Whether one size is a whole multiple of the other, so that no rounding can move a pixel.</summary>
    static bool IsWhole(int size, int larger) => larger % size == 0;

    /// <summary>Rows or columns by their numbers: rounding in another system must not choose others.</summary>
    static string Pick(Exporter to, string x, int axis, int size, int wanted)
    {
        if (size == wanted) return x;
        long[] places = Array.ConvertAll(new ResizeAxis(size, wanted, ResizeMode.Nearest, false).First, place => (long)place);
        return to.Graph.Emit("Gather", [x, to.Graph.Integers(places)], new OnnxAttribute("axis", (long)axis));
    }
}

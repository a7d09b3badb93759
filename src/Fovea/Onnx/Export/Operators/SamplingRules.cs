using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Images of another size, and images at given positions. Images are N C H W.</summary>
static class SamplingRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.Of<Resize2dOp>(Resize),
        ExportRule.Of<GridSampleOp>(GridSample),
        ExportRule.None<Resize2dGradientOp>("it is a gradient"),
    ];

    /// <summary>
    /// The operator where it means the same for sure; else rows and columns are picked by their numbers or, where several count, mixed by a product with a known matrix,
    /// so that no other rounding can move a pixel and nothing is missing that only later versions of the operator have.
    /// </summary>
    static ExportedValue Resize(Exporter to, TracedNode node, Resize2dOp op)
    {
        TracedNode input = node.Inputs[0];
        Layout images = Layout.Images(input.Shape), result = Layout.Images(node.Shape);
        string x = to.In(input, images);
        Pair from = ((int)input.Shape[1].Fixed, (int)input.Shape[2].Fixed);
        if (Options(op, from) is not { } options)
            return new ExportedValue(Along(to, Along(to, x, 2, op.How.Rows(from.Y, op.Size.Y)), 3, op.How.Columns(from.X, op.Size.X)), result);
        float[] scales = [1, 1, (float)op.Size.Y / from.Y, (float)op.Size.X / from.X];
        // A whole factor is exact; with any other the number of rows would be rounded, so it is given.
        List<string> inputs = IsWhole(op, from)
            ? [x, "", to.Graph.Tensor(null, $"scales {string.Join(' ', scales)}", [4], () => Tensor.From(scales, [4]))]
            : [x, "", "", to.Sizes(result.Dims)];
        return new ExportedValue(to.Graph.Emit("Resize", inputs, options), result);
    }

    /// <summary>The operator's options, or null where it would not surely give the same.</summary>
    static OnnxAttribute[]? Options(Resize2dOp op, Pair from)
    {
        Resampling how = op.How;
        bool isScaled = how.Scale is { } scale && (Math.Abs(scale.Y * from.Y / op.Size.Y - 1) > 1e-7 || Math.Abs(scale.X * from.X / op.Size.X - 1) > 1e-7);
        if (isScaled || how.Antialias || (how.ExcludeOutside && how.Mode != ResizeMode.Bicubic)) return null;
        string? coordinates = how.Coordinates switch
        {
            ResizeCoordinates.HalfPixel => "half_pixel",
            ResizeCoordinates.HalfPixelOrZero => "pytorch_half_pixel",
            ResizeCoordinates.AlignCorners => "align_corners",
            ResizeCoordinates.Asymmetric => "asymmetric",
            _ => null,
        };
        if (coordinates is null) return null;
        OnnxAttribute place = new("coordinate_transformation_mode", coordinates);
        switch (how.Mode)
        {
            case ResizeMode.Bilinear: return [new("mode", "linear"), place];
            case ResizeMode.Bicubic:
                return [new("mode", "cubic"), place, new("cubic_coeff_a", (float)how.CubicCoefficient), new("exclude_outside", how.ExcludeOutside ? 1L : 0L)];
        }
        // With a whole factor no place lies so near to the border between two pixels that rounding could take the other one.
        bool isSafe = how is { Coordinates: ResizeCoordinates.Asymmetric, Rounding: ResizeRounding.Floor } or { Coordinates: ResizeCoordinates.HalfPixel };
        if (!isSafe || !IsWhole(op, from)) return null;
        string rounding = how.Rounding switch
        {
            ResizeRounding.Floor => "floor",
            ResizeRounding.Ceiling => "ceil",
            ResizeRounding.PreferCeiling => "round_prefer_ceil",
            _ => "round_prefer_floor",
        };
        return [new("mode", "nearest"), place, new("nearest_mode", rounding)];
    }

    static bool IsWhole(Resize2dOp op, Pair from) => op.Size.Y % from.Y == 0 && op.Size.X % from.X == 0;

    static string Along(Exporter to, string x, int axis, ResizeAxis places)
    {
        if (places.IsIdentity) return x;
        bool picks = Enumerable.Range(0, places.Output).All(i => places.First[i] == i && places.First[i + 1] == i + 1 && places.Weight[i] == 1);
        if (picks) return to.Graph.Emit("Gather", [x, to.Graph.Integers(Array.ConvertAll(places.At, place => (long)place))], [new("axis", (long)axis)]);
        float[] weights = new float[places.Output * places.Input];
        for (int i = 0; i < places.Output; i++)
            for (int k = places.First[i]; k < places.First[i + 1]; k++) weights[i * places.Input + places.At[k]] += (float)places.Weight[k];
        Tensor matrix = Tensor.From(weights, [places.Output, places.Input]);
        bool isRows = axis == 2;
        long[] dims = isRows ? [places.Output, places.Input] : [places.Input, places.Output];
        string mix = to.Graph.Tensor(null, $"mix {to.Number(matrix)}", dims, () => isRows ? matrix : matrix.Transpose());
        return to.Graph.Emit("MatMul", isRows ? [mix, x] : [x, mix]);
    }

    static ExportedValue GridSample(Exporter to, TracedNode node, GridSampleOp op)
    {
        (TracedNode images, TracedNode grid) = (node.Inputs[0], node.Inputs[1]);
        string mode = op.Mode switch { ResizeMode.Nearest => "nearest", ResizeMode.Bilinear => "bilinear", _ => "bicubic" };
        string border = op.Border switch { GridBorder.Zeros => "zeros", GridBorder.Edge => "border", _ => "reflection" };
        OnnxAttribute[] options = [new("mode", mode), new("padding_mode", border), new("align_corners", op.AlignCorners ? 1L : 0L)];
        string y = to.Graph.Emit("GridSample", [to.In(images, Layout.Images(images.Shape)), to.In(grid, Layout.Standard(grid.Shape))], options);
        return new ExportedValue(y, Layout.Images(node.Shape));
    }
}

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
        ResizeAxis rows = op.How.Rows(height, op.Size.Y), columns = op.How.Columns(width, op.Size.X);
        if (Options(op, height, width) is not { } options)
            return new ExportedValue(op.How.Mode == ResizeMode.Nearest ? Pick(to, Pick(to, x, 2, rows), 3, columns) : Weigh(to, x, rows, columns), result);
        float[] scales = [1, 1, (float)op.Size.Y / height, (float)op.Size.X / width];
        // A whole factor is exact; of any other the number of rows would be rounded, so it is given.
        List<string> inputs = IsWhole(height, op.Size.Y) && IsWhole(width, op.Size.X)
            ? [x, "", to.Graph.Tensor(null, $"scales {string.Join(' ', scales)}", [4], () => Tensor.From(scales, [4]))]
            : [x, "", "", to.Sizes(result.Dims)];
        return new ExportedValue(to.Graph.Emit("Resize", inputs, options), result);
    }

    /// <summary>The same as attributes of ONNX's Resize, or null where this version of it cannot say it, or other systems round differently.</summary>
    static OnnxAttribute[]? Options(Resize2dOp op, int height, int width)
    {
        Resampling how = op.How;
        string? coordinates = how.Coordinates switch
        {
            ResizeCoordinates.HalfPixel => "half_pixel",
            ResizeCoordinates.AlignCorners => "align_corners",
            ResizeCoordinates.Asymmetric => "asymmetric",
            _ => null,
        };
        if (coordinates is null || how.Antialias || how.Scale is not null) return null;
        OnnxAttribute coordinate = new("coordinate_transformation_mode", coordinates);
        return how.Mode switch
        {
            ResizeMode.Bilinear when !how.ExcludeOutside => [new("mode", "linear"), coordinate],
            ResizeMode.Bicubic => [new("mode", "cubic"), coordinate, new("cubic_coeff_a", (float)how.CubicCoefficient), new("exclude_outside", how.ExcludeOutside ? 1L : 0L)],
            ResizeMode.Nearest when how is { Coordinates: ResizeCoordinates.Asymmetric, Rounding: ResizeRounding.Floor } && IsWhole(height, op.Size.Y) && IsWhole(width, op.Size.X) =>
                [new("mode", "nearest"), coordinate, new("nearest_mode", "floor")],
            _ => null,
        };
    }

    /// <summary>Whether one size is a whole multiple of the other, so that no rounding can move a pixel.</summary>
    static bool IsWhole(int size, int larger) => larger % size == 0;

    /// <summary>Rows or columns by their numbers: rounding in another system must not choose others.</summary>
    static string Pick(Exporter to, string x, int axis, ResizeAxis places) =>
        places.IsIdentity ? x : to.Graph.Emit("Gather", [x, to.Graph.Integers(Array.ConvertAll(places.At, place => (long)place))], new OnnxAttribute("axis", (long)axis));

    /// <summary>Rows and columns as weighted sums: one product with a matrix from each side.</summary>
    static string Weigh(Exporter to, string x, ResizeAxis rows, ResizeAxis columns)
    {
        if (!rows.IsIdentity) x = to.Graph.Emit("MatMul", [Matrix(to, rows, transposed: false), x]);
        return columns.IsIdentity ? x : to.Graph.Emit("MatMul", [x, Matrix(to, columns, transposed: true)]);
    }

    static string Matrix(Exporter to, ResizeAxis axis, bool transposed)
    {
        float[] matrix = new float[axis.Input * axis.Output];
        for (int i = 0; i < axis.Output; i++)
            for (int k = axis.First[i]; k < axis.First[i + 1]; k++) matrix[transposed ? axis.At[k] * axis.Output + i : i * axis.Input + axis.At[k]] += (float)axis.Weight[k];
        int[] sizes = transposed ? [axis.Input, axis.Output] : [axis.Output, axis.Input];
        return to.Graph.Tensor(null, $"resize {string.Join(' ', sizes)} {string.Join(' ', axis.At)} {string.Join(' ', axis.Weight)}", [.. sizes], () => Tensor.From(matrix, Shape.Create(sizes)));
    }
}

using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Maps of another size.</summary>
internal static class ResizeOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Resize", Resize) { Options = [1, 2, 3] },
        new("Upsample", Upsample) { Options = [1] },
    ];

    static OnnxValue Resize(OnnxCall call)
    {
        // Version 10 had no region and no sizes, and the coordinates of Upsample.
        if (call.Opset < 11) return Resized(call, Scaled(call, call.Numbers(1)), call.Text("mode", "nearest"), "asymmetric", "floor");
        int[] sizes = call.Optional(3) is { Shape.Count: > 0 } ? call.Narrow(call.Integers(3)) : Scaled(call, call.Numbers(2));
        return Resized(call, sizes, call.Text("mode", "nearest"), call.Text("coordinate_transformation_mode", "half_pixel"), call.Text("nearest_mode", "round_prefer_floor"));
    }

    static OnnxValue Upsample(OnnxCall call) =>
        Resized(call, Scaled(call, call.Opset < 9 ? call.Floats("scales")?.Select(scale => (double)scale).ToArray() : call.Numbers(1)), call.Text("mode", "nearest"), "asymmetric", "floor");

    static int[] Scaled(OnnxCall call, double[]? scales)
    {
        if (scales is null || scales.Length != call.X.Rank) throw call.Bad($"does not say a scale for each axis of {call.X.Shape}");
        return [.. call.X.Shape.Select((size, axis) => call.Narrow((long)Math.Floor(size * scales[axis])))];
    }

    static OnnxValue Resized(OnnxCall call, int[] sizes, string mode, string coordinates, string nearest)
    {
        OnnxValue x = call.X;
        if (x.Rank != 4 || sizes.Length != 4 || sizes[0] != x.Shape[0] || sizes[1] != x.Shape[1]) throw call.Unsupported($"a change from {x.Shape} to ({string.Join(", ", sizes)}): rows and columns of images can change");
        Tensor y = (mode, coordinates) switch
        {
            ("nearest", "asymmetric") when nearest == "floor" => x.ChannelsLast.Resize2d(sizes[2], sizes[3]),
            ("linear", "half_pixel" or "pytorch_half_pixel") => x.ChannelsLast.Resize2d(sizes[2], sizes[3], ResizeMode.Bilinear),
            ("linear", "align_corners") => x.ChannelsLast.Resize2d(sizes[2], sizes[3], ResizeMode.Bilinear, alignCorners: true),
            _ => throw call.Unsupported($"the mode '{mode}' with coordinates '{coordinates}' and nearest mode '{nearest}'"),
        };
        return new OnnxValue(y, x.Type, OnnxValue.ChannelsLastOrder(4));
    }
}

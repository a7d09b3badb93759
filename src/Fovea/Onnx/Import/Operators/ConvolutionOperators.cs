using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Convolution and transposed convolution over one or two axes of positions.</summary>
internal static class ConvolutionOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Conv", Conv) { Kernels = [1], Weights = [2] },
        new("ConvTranspose", ConvTranspose) { Kernels = [1], Weights = [2] },
        new("DeformConv", DeformConv) { Kernels = [1], Weights = [3], Refused = "rows and volumes" },
        new("Col2Im", Col2Im) { Options = [1, 2], Refused = "volumes" },
    ];

    static OnnxValue Conv(OnnxCall call) => Convolved(call, call.X, call[1], call.Optional(2)?.Logical);

    /// <summary>What the options of a node make of an input with kernels (out, in, kH, kW) and a bias.</summary>
    public static OnnxValue Convolved(OnnxCall call, OnnxValue input, OnnxValue kernels, Tensor? bias)
    {
        OnnxValue x = WindowOptions.Map(call, input);
        WindowOptions window = WindowOptions.Of(call, x, kernels.Shape.Sizes[2..]);
        Tensor y = x.ChannelsLast.Conv2d(Kernels(call, kernels), bias, window.Stride, window.Padding, window.Dilation, call.Axis("group", 1), floor: true);
        return WindowOptions.Result(call, y);
    }

    static OnnxValue ConvTranspose(OnnxCall call)
    {
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x, call[1].Shape.Sizes[2..]);
        Pair more = WindowOptions.Two(call, call.Ints("output_padding"), 0);
        if (more.Y < 0 || more.X < 0) throw call.Bad("has a negative output_padding");
        string automatic = call.Text("auto_pad", "NOTSET");
        if (call.Ints("output_shape") is { Length: > 0 } || automatic.StartsWith("SAME", StringComparison.Ordinal))
        {
            // The size of the result is given; what the sides lose follows from it.
            long[]? sizes = call.Ints("output_shape");
            if (sizes is not null && sizes.Length == call.X.Rank) sizes = sizes[2..];
            Pair wanted = sizes is { Length: > 0 } ? WindowOptions.Two(call, sizes, 1) : (checked(x.Shape[2] * window.Stride.Y), checked(x.Shape[3] * window.Stride.X));
            int cutY = Full(x.Shape[2], window.Kernel.Y, window.Stride.Y, window.Dilation.Y) + more.Y - wanted.Y, cutX = Full(x.Shape[3], window.Kernel.X, window.Stride.X, window.Dilation.X) + more.X - wanted.X;
            (int top, int bottom) = WindowOptions.Halves(Math.Max(cutY, 0), automatic == "SAME_UPPER");
            (int left, int right) = WindowOptions.Halves(Math.Max(cutX, 0), automatic == "SAME_UPPER");
            (window, more) = (window with { Padding = new Padding(top, bottom, left, right) }, (more.Y + Math.Max(-cutY, 0), more.X + Math.Max(-cutX, 0)));
        }
        Tensor input = x.ChannelsLast, weight = Kernels(call, call[1]);
        Tensor? bias = call.Optional(2)?.Logical;
        int groups = call.Axis("group", 1);
        if (more.Y < window.Stride.Y && more.X < window.Stride.X)
            return WindowOptions.Result(call, input.ConvTranspose2d(weight, bias, window.Stride, window.Padding, more, window.Dilation, groups));

        // More rows than a convolution would have left out are zeros, before the bias.
        Tensor whole = input.ConvTranspose2d(weight, null, window.Stride, default, 0, window.Dilation, groups).Pad(new Padding(0, more.Y, 0, more.X));
        Tensor y = whole.Slice(1, window.Padding.Top, whole.Shape[1] - window.Padding.Top - window.Padding.Bottom).Slice(2, window.Padding.Left, whole.Shape[2] - window.Padding.Left - window.Padding.Right);
        return WindowOptions.Result(call, bias is null ? y : y + bias);
    }

    static OnnxValue DeformConv(OnnxCall call)
    {
        if (call.X.Rank != 4) throw call.Unsupported($"an input {call.X.Shape}, where images are needed");
        WindowOptions window = WindowOptions.Of(call, call.X, call[1].Shape.Sizes[2..]);
        Tensor y = call.X.ChannelsLast.DeformableConv2d(Kernels(call, call[1]), call[2].ChannelsLast, call.Optional(4)?.ChannelsLast, call.Optional(3)?.Logical, window.Stride, window.Padding, window.Dilation, call.Axis("group", 1));
        return WindowOptions.Result(call, y);
    }

    /// <summary>Patches (N, C x block, positions) added up to images (N, C, H, W).</summary>
    static OnnxValue Col2Im(OnnxCall call)
    {
        long[] image = call.Integers(1), block = call.Integers(2);
        if (image.Length != 2 || block.Length != 2) throw call.Unsupported($"images of {image.Length} axes of positions, where there are 2");
        if (call.X.Rank != 3) throw call.Bad($"needs patches (N, C x block, positions), not {call.X.Shape}");
        Pair Two(string name) => call.Ints(name) switch { null or [] => 1, [var y, var x] => (call.Narrow(y), call.Narrow(x)), _ => throw call.Bad($"has {name} for more than 2 axes") };
        (Pair window, Pair stride, Pair dilation) = ((call.Narrow(block[0]), call.Narrow(block[1])), Two("strides"), Two("dilations"));
        Padding padding = call.Ints("pads") is [var top, var left, var bottom, var right] ? new Padding(call.Narrow(top), call.Narrow(bottom), call.Narrow(left), call.Narrow(right)) : default;
        (int height, int width) = (call.Narrow(image[0]), call.Narrow(image[1]));
        int points = checked(window.Y * window.X);
        if (points < 1 || stride is not { Y: > 0, X: > 0 } || dilation is not { Y: > 0, X: > 0 } || call.X.Shape[1] % points != 0) throw call.Bad($"has blocks of {window.Y} x {window.X}, {call.X.Shape[1]} numbers are none");
        int rows = (height + padding.Top + padding.Bottom - WindowOptions.Span(window.Y, dilation.Y)) / stride.Y + 1;
        if (rows < 1 || call.X.Shape[2] % rows != 0) throw call.Bad($"has {call.X.Shape[2]} positions, which are not {rows} rows");
        Tensor patches = call.X.Logical.Reshape(call.X.Shape[0], call.X.Shape[1] / points, points, rows, call.X.Shape[2] / rows).Transpose(0, 3, 4, 2, 1);
        Tensor y = patches.Reshape(patches.Shape[0], rows, patches.Shape[2], call.X.Shape[1]).Fold(height, width, window, stride, padding, dilation);
        return new OnnxValue(y, call.X.Type, OnnxValue.ChannelsLastOrder(4));
    }

    static int Full(int size, int kernel, int stride, int dilation) => checked((size - 1) * stride + WindowOptions.Span(kernel, dilation));

    static Tensor Kernels(OnnxCall call, OnnxValue weight)
    {
        if (weight.Rank != call.X.Rank) throw call.Bad($"has kernels {weight.Shape} for an input {call.X.Shape}");
        return (weight.Rank == 3 ? weight.Unsqueeze([2]) : weight).ChannelsLast;
    }
}

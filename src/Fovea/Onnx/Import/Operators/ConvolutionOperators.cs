using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Convolution and transposed convolution over one or two axes of positions.</summary>
internal static class ConvolutionOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Conv", Conv) { Kernels = [1], Weights = [2] },
        new("ConvTranspose", ConvTranspose) { Kernels = [1], Weights = [2] },
    ];

    static OnnxValue Conv(OnnxCall call)
    {
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x, call[1].Shape.Sizes[2..]);
        Tensor y = x.ChannelsLast.Conv2d(Kernels(call), call.Optional(2)?.Logical, window.Stride, window.Padding, window.Dilation, call.Axis("group", 1), floor: true);
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
        Tensor input = x.ChannelsLast, weight = Kernels(call);
        Tensor? bias = call.Optional(2)?.Logical;
        int groups = call.Axis("group", 1);
        if (more.Y < window.Stride.Y && more.X < window.Stride.X)
            return WindowOptions.Result(call, input.ConvTranspose2d(weight, bias, window.Stride, window.Padding, more, window.Dilation, groups));

        // More rows than a convolution would have left out are zeros, before the bias.
        Tensor whole = input.ConvTranspose2d(weight, null, window.Stride, default, 0, window.Dilation, groups).Pad(new Padding(0, more.Y, 0, more.X));
        Tensor y = whole.Slice(1, window.Padding.Top, whole.Shape[1] - window.Padding.Top - window.Padding.Bottom).Slice(2, window.Padding.Left, whole.Shape[2] - window.Padding.Left - window.Padding.Right);
        return WindowOptions.Result(call, bias is null ? y : y + bias);
    }

    static int Full(int size, int kernel, int stride, int dilation) => checked((size - 1) * stride + WindowOptions.Span(kernel, dilation));

    static Tensor Kernels(OnnxCall call)
    {
        OnnxValue weight = call[1];
        if (weight.Rank != call.X.Rank) throw call.Bad($"has kernels {weight.Shape} for an input {call.X.Shape}");
        return (weight.Rank == 3 ? weight.Unsqueeze([2]) : weight).ChannelsLast;
    }
}

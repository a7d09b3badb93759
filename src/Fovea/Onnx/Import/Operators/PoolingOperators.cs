using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Pooling over windows and over whole images.</summary>
internal static class PoolingOperators
{
    /// <summary>Axes of volumes, (N, C, D, H, W).</summary>
    const int VolumeRank = 5;

    public static readonly OnnxOperator[] All =
    [
        new("MaxPool", MaxPool) { Refused = "places in volumes, and volumes with ceil_mode or auto_pad" },
        new("AveragePool", call => Average(call, call.X)) { Refused = "volumes with ceil_mode or auto_pad" },
        new("LpPool", LpPool) { Refused = "volumes" },
        new("GlobalAveragePool", call => Global(call, call.X, (x, axes) => x.Mean(axes, keepDims: true))),
        new("GlobalMaxPool", call => Global(call, call.X, (x, axes) => x.Max(axes, keepDims: true))),
        new("GlobalLpPool", call => Global(call, call.X, (x, axes) => x.Norm(axes, call.Int("p", 2), keepDims: true))),
        new("MaxUnpool", MaxUnpool) { Options = [2], Refused = "volumes" },
        new("RoiAlign", RoiAlign) { Refused = "the mode max" },
    ];

    static OnnxValue[] MaxPool(OnnxCall call)
    {
        if (call.X.Rank == VolumeRank && !call.Wants(1))
            return [Volumes(call, call.X, (x, window) => x.MaxPool2d(window.Kernel, window.Stride, window.Padding, window.Dilation, floor: true))];
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x);
        Padding padding = call.Flag("ceil_mode") ? Reaching(x, window) : window.Padding;
        Tensor images = x.ChannelsLast;
        OnnxValue y = WindowOptions.Result(call, images.MaxPool2d(window.Kernel, window.Stride, padding, window.Dilation, floor: true));
        if (!call.Wants(1)) return [y];

        Tensor places = images.MaxPool2dPlaces(window.Kernel, window.Stride, padding, window.Dilation, floor: true);
        if (call.Flag("storage_order"))
        {
            // Column by column.
            Tensor column = places % images.Shape[2];
            places = column * images.Shape[1] + (places - column) / images.Shape[2];
        }
        return [y, WindowOptions.Result(call, places + FirstPlaces(call, images.Shape)).As(OnnxElementType.Int64)];
    }

    /// <summary>How many elements lie before each channel of a batch of images in the file's order (N, C, H, W): (N, 1, 1, C).</summary>
    static Tensor FirstPlaces(OnnxCall call, Shape images)
    {
        if (images.Count > 1 << 24) throw call.Unsupported($"places in {images.Count} elements: whole numbers are exact to {1 << 24}");
        return Tensor.Arange(images[0] * images[3], step: images[1] * images[2]).Reshape(images[0], 1, 1, images[3]);
    }

    static OnnxValue MaxUnpool(OnnxCall call)
    {
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x);
        Tensor images = x.ChannelsLast;
        int height = Unpooled(x.Shape[2], window.Kernel.Y, window.Stride.Y, window.Padding.Top + window.Padding.Bottom);
        int width = Unpooled(x.Shape[3], window.Kernel.X, window.Stride.X, window.Padding.Left + window.Padding.Right);
        if (call.Optional(2) is not null)
        {
            // Places count in the whole of the result, so those of another size lie in other rows, and perhaps channels.
            Shape shape = call.Sizes(call.Integers(2));
            if (shape.Rank != call.X.Rank) throw call.Bad($"has an output shape {shape} for {call.X.Shape}");
            Tensor all = Tensor.Zeros([checked((int)shape.Count)]).ScatterElements(call[1].Logical.Reshape(-1), call.X.Logical.Reshape(-1), axis: 0);
            return new OnnxValue(all.Reshape(shape), call.X.Type);
        }
        Tensor places = WindowOptions.Map(call, call[1]).ChannelsLast - FirstPlaces(call, [images.Shape[0], height, width, images.Shape[3]]);
        return WindowOptions.Result(call, images.MaxUnpool2d(places, height, width));
    }

    static int Unpooled(int size, int kernel, int stride, int padding) => checked((size - 1) * stride + kernel - padding);

    static OnnxValue LpPool(OnnxCall call)
    {
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x);
        Padding padding = call.Flag("ceil_mode") ? Reaching(x, window) : window.Padding;
        return WindowOptions.Result(call, x.ChannelsLast.LpPool2d(window.Kernel, call.Int("p", 2), window.Stride, padding, window.Dilation, floor: true));
    }

    static OnnxValue RoiAlign(OnnxCall call)
    {
        if (call.X.Rank != 4) throw call.Bad($"needs images, not {call.X.Shape}");
        if (call.Text("mode", "avg") is not "avg" and var mode) throw call.Unsupported($"the mode '{mode}'");
        // Before version 16 there were only regions that lie half a pixel off.
        bool aligned = call.Opset >= 16 && call.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
        Tensor y = call.X.ChannelsLast.RoiAlign(call[1].Logical, call[2].Logical, (call.Axis("output_height", 1), call.Axis("output_width", 1)), call.Axis("sampling_ratio", 0), call.Float("spatial_scale", 1), aligned);
        return new OnnxValue(y, call.X.Type, OnnxValue.ChannelsLastOrder(4));
    }

    /// <summary>The mean over windows of a value in the place of the node's input.</summary>
    public static OnnxValue Average(OnnxCall call, OnnxValue input)
    {
        bool countPadding = call.Flag("count_include_pad");
        if (input.Rank == VolumeRank)
            return Volumes(call, input, (volume, part) => volume.AvgPool2d(part.Kernel, part.Stride, part.Padding, part.Dilation, countPadding, floor: true));
        OnnxValue x = WindowOptions.Map(call, input);
        WindowOptions window = WindowOptions.Of(call, x);
        Padding padding = call.Flag("ceil_mode") ? Reaching(x, window) : window.Padding;
        if (padding == window.Padding || !countPadding)
            return WindowOptions.Result(call, x.ChannelsLast.AvgPool2d(window.Kernel, window.Stride, padding, window.Dilation, countPadding, floor: true));

        // The given padding counts, what a last window reaches beyond it does not.
        Tensor sums = x.ChannelsLast.SumPool2d(window.Kernel, window.Stride, padding, window.Dilation, floor: true);
        float[] rows = Counts(x.Shape[2], window.Kernel.Y, window.Stride.Y, window.Dilation.Y, window.Padding.Top, window.Padding.Bottom, sums.Shape[1]);
        float[] columns = Counts(x.Shape[3], window.Kernel.X, window.Stride.X, window.Dilation.X, window.Padding.Left, window.Padding.Right, sums.Shape[2]);
        return WindowOptions.Result(call, sums / (Tensor.From(rows, [rows.Length, 1, 1]) * Tensor.From(columns, [columns.Length, 1])));
    }

    /// <summary>
    /// Volumes (N, C, D, H, W): a pool over their depth, then one over rows and columns, which for largest values and for means is the same as over both at once. PyTorch writes
    /// its local response normalisation so, with the channels as the depth.
    /// </summary>
    static OnnxValue Volumes(OnnxCall call, OnnxValue x, Func<Tensor, WindowOptions, Tensor> pool)
    {
        if (call.Flag("ceil_mode") || call.Text("auto_pad", "NOTSET") is not ("NOTSET" or "")) throw call.Unsupported($"a volume {x.Shape} with ceil_mode or auto_pad");
        (int[] kernel, int[] stride, int[] dilation, int[] pads) = (Numbers("kernel_shape", 3, 1, 1), Numbers("strides", 3, 1, 1), Numbers("dilations", 3, 1, 1), Numbers("pads", 6, 0, 0));
        // The positions of a layer stand for channels.
        Tensor deep = pool(x.Logical.Reshape(-1, x.Shape[2], 1, checked(x.Shape[3] * x.Shape[4])),
            new WindowOptions((kernel[0], 1), (stride[0], 1), (dilation[0], 1), new Padding(pads[0], pads[3], 0, 0)));
        int depth = deep.Shape[1];
        WindowOptions flat = new((kernel[1], kernel[2]), (stride[1], stride[2]), (dilation[1], dilation[2]), new Padding(pads[1], pads[4], pads[2], pads[5]));
        Tensor y = flat == new WindowOptions(1, 1, flat.Dilation, default) ? deep.Reshape(-1, x.Shape[3], x.Shape[4], 1) : pool(deep.Reshape(-1, x.Shape[3], x.Shape[4], 1), flat);
        return new OnnxValue(y.Reshape(x.Shape[0], x.Shape[1], depth, y.Shape[1], y.Shape[2]), x.Type);

        int[] Numbers(string option, int count, int otherwise, int least)
        {
            if (call.Ints(option) is not { Length: > 0 } given) return [.. Enumerable.Repeat(otherwise, count)];
            if (given.Length != count || given.Min() < least) throw call.Bad($"has {option} {string.Join(", ", given)}, where a volume needs {count} numbers of at least {least}");
            return call.Narrow(given);
        }
    }

    /// <summary>The padding with which a last window that is not whole is there too; one that would begin in the padding is not.</summary>
    static Padding Reaching(OnnxValue x, WindowOptions window) => new(
        window.Padding.Top, End(x.Shape[2], window.Kernel.Y, window.Stride.Y, window.Dilation.Y, window.Padding.Top, window.Padding.Bottom),
        window.Padding.Left, End(x.Shape[3], window.Kernel.X, window.Stride.X, window.Dilation.X, window.Padding.Left, window.Padding.Right));

    static int End(int size, int kernel, int stride, int dilation, int before, int after)
    {
        int span = WindowOptions.Span(kernel, dilation), room = size + before + after - span;
        if (room < 0) return after;
        int last = (room + stride - 1) / stride * stride;
        if (last >= size + before) last -= stride;
        return Math.Max(after, last + span - size - before);
    }

    /// <summary>How many elements of each window lie in the image or in its given padding.</summary>
    static float[] Counts(int size, int kernel, int stride, int dilation, int before, int after, int windows) =>
        [.. Enumerable.Range(0, windows).Select(window => (float)Enumerable.Range(0, kernel).Count(k => window * stride + k * dilation < before + size + after))];

    /// <summary>What a pool over all positions makes of a value in the place of the node's input.</summary>
    public static OnnxValue Global(OnnxCall call, OnnxValue x, Func<Tensor, int[], Tensor> pool)
    {
        if (x.Rank < 3) throw call.Bad($"needs an input with positions, {x.Shape} has none");
        return x.With(pool(x.Tensor, [.. Enumerable.Range(2, x.Rank - 2).Select(axis => x.Place(axis)).Order()]));
    }
}

using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Pooling over windows and over whole images.</summary>
internal static class PoolingOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("MaxPool", MaxPool),
        new("AveragePool", AveragePool),
        new("GlobalAveragePool", call => Global(call, (x, axes) => x.Mean(axes, keepDims: true))),
        new("GlobalMaxPool", call => Global(call, (x, axes) => x.Max(axes, keepDims: true))),
    ];

    static OnnxValue MaxPool(OnnxCall call)
    {
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x);
        Padding padding = call.Flag("ceil_mode") ? Reaching(x, window) : window.Padding;
        return WindowOptions.Result(call, x.ChannelsLast.MaxPool2d(window.Kernel, window.Stride, padding, window.Dilation, floor: true));
    }

    static OnnxValue AveragePool(OnnxCall call)
    {
        OnnxValue x = WindowOptions.Map(call);
        WindowOptions window = WindowOptions.Of(call, x);
        bool countPadding = call.Flag("count_include_pad");
        Padding padding = call.Flag("ceil_mode") ? Reaching(x, window) : window.Padding;
        if (padding == window.Padding || !countPadding)
            return WindowOptions.Result(call, x.ChannelsLast.AvgPool2d(window.Kernel, window.Stride, padding, window.Dilation, countPadding, floor: true));

        // The given padding counts, what a last window reaches beyond it does not.
        Tensor sums = x.ChannelsLast.SumPool2d(window.Kernel, window.Stride, padding, window.Dilation, floor: true);
        float[] rows = Counts(x.Shape[2], window.Kernel.Y, window.Stride.Y, window.Dilation.Y, window.Padding.Top, window.Padding.Bottom, sums.Shape[1]);
        float[] columns = Counts(x.Shape[3], window.Kernel.X, window.Stride.X, window.Dilation.X, window.Padding.Left, window.Padding.Right, sums.Shape[2]);
        return WindowOptions.Result(call, sums / (Tensor.From(rows, [rows.Length, 1, 1]) * Tensor.From(columns, [columns.Length, 1])));
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

    static OnnxValue Global(OnnxCall call, Func<Tensor, int[], Tensor> pool)
    {
        OnnxValue x = call.X;
        if (x.Rank < 3) throw call.Bad($"needs an input with positions, {x.Shape} has none");
        return x.With(pool(x.Tensor, [.. Enumerable.Range(2, x.Rank - 2).Select(axis => x.Place(axis)).Order()]));
    }
}

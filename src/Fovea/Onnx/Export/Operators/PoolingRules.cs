using Fovea.Compute;
using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Pools over windows, over any adjacency and over regions. Images are N C H W.</summary>
static class PoolingRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.Of<MaxPool2dOp>(Max),
        ExportRule.Of<AvgPool2dOp>(Average),
        ExportRule.Of<RoiAlignOp>(RoiAlign),
        ExportRule.None<RoiAlignGradientOp>("it is a gradient"),
        ExportRule.None<MaxPool2dGradientOp>("it is a gradient"),
        ExportRule.None<MaxPool2dSelectOp>("it is a gradient"),
        ExportRule.None<AvgPool2dGradientOp>("it is a gradient"),
    ];

    static ExportedValue Max(Exporter to, TracedNode node, MaxPool2dOp op)
    {
        TracedNode input = node.Inputs[0];
        string x = to.In(input, Layout.Images(input.Shape));
        PoolWindow window = PoolWindow.Of(op.Neighbourhood, input.Shape);
        string y = window.IsFull ? Pool(to, "MaxPool", x, window, op.Neighbourhood.Stride, double.NegativeInfinity, []) : MaxOverRuns(to, x, op.Neighbourhood, window);
        return new ExportedValue(y, Layout.Images(node.Shape));
    }

    /// <summary>The maximum over any adjacency is that over its runs of neighbours in a row.</summary>
    static string MaxOverRuns(Exporter to, string x, Neighbourhood neighbourhood, PoolWindow window)
    {
        Adjacency adjacency = neighbourhood.Adjacency;
        Pair stride = neighbourhood.Stride, output = neighbourhood.Output;
        x = Pad(to, window.Cut(to, x), window.Padding, double.NegativeInfinity);
        List<(Pair First, int Length)> runs = [];
        foreach (Pair d in adjacency)
            if (runs.Count > 0 && runs[^1] is var (first, length) && first.Y == d.Y && first.X + length == d.X) runs[^1] = (first, length + 1);
            else runs.Add((d, 1));
        string[] maxima = [.. runs.Select(run =>
        {
            (long top, long left) = (run.First.Y - adjacency.Top, run.First.X - adjacency.Left);
            long bottom = top + (output.Y - 1L) * stride.Y + 1, right = left + (output.X - 1L) * stride.X + run.Length;
            string part = to.Graph.Emit("Slice", [x, to.Graph.Integers(top, left), to.Graph.Integers(bottom, right), to.Graph.Integers(2, 3)]);
            return to.Graph.Emit("MaxPool", [part], ConvolutionRules.Options((1, run.Length), stride, default, 1));
        })];
        return maxima.Length == 1 ? maxima[0] : to.Graph.Emit("Max", maxima);
    }

    static ExportedValue Average(Exporter to, TracedNode node, AvgPool2dOp op)
    {
        TracedNode input = node.Inputs[0];
        Neighbourhood neighbourhood = op.Neighbourhood;
        PoolWindow window = PoolWindow.Of(neighbourhood, input.Shape);
        string x = to.In(input, Layout.Images(input.Shape));
        bool isPlain = window.IsFull && window.Dilation == 1, isInside = op.Divisor == AverageDivisor.Inside && window.Padding != default;
        string y;
        if (isPlain && (!isInside || IsSmall(window)))
        {
            y = Pool(to, "AveragePool", x, window, neighbourhood.Stride, 0, [new OnnxAttribute("count_include_pad", isInside ? 0L : 1L)]);
            if (op.Divisor == AverageDivisor.One) y = to.Graph.Emit("Mul", [y, to.Graph.Number(neighbourhood.Adjacency.Count)]);
        }
        else
        {
            y = Weighted(to, x, neighbourhood, input, op.Divisor == AverageDivisor.Window ? 1f / neighbourhood.Adjacency.Count : 1);
            if (op.Divisor == AverageDivisor.Inside) y = to.Graph.Emit("Mul", [y, Shares(to, op, input)]);
        }
        return new ExportedValue(y, Layout.Images(node.Shape));
    }

    /// <summary>The sum over an adjacency is a convolution of every channel with a mask.</summary>
    static string Weighted(Exporter to, string x, Neighbourhood neighbourhood, TracedNode input, float weight)
    {
        PoolWindow window = PoolWindow.Around(neighbourhood, input.Shape);
        Adjacency adjacency = neighbourhood.Adjacency;
        int channels = (int)input.Shape[3].Fixed, size = window.Kernel.Y * window.Kernel.X;
        float[] mask = new float[size];
        foreach (Pair d in adjacency) mask[(d.Y - adjacency.Top) * window.Kernel.X + d.X - adjacency.Left] = weight;
        string kernels = to.Graph.Tensor(null, $"mask {channels} {weight} {string.Join(' ', adjacency)}", [channels, 1, window.Kernel.Y, window.Kernel.X],
            () => Tensor.From(mask, [1, size]).BroadcastTo([channels, size]));
        return to.Graph.Emit("Conv", [window.Cut(to, x), kernels],
            [.. ConvolutionRules.Options(window.Kernel, neighbourhood.Stride, window.Padding, 1), new("group", (long)channels)]);
    }

    /// <summary>1 over the number of pixels inside the image that each output pixel sees, (H', W').</summary>
    static string Shares(Exporter to, AvgPool2dOp op, TracedNode input)
    {
        Neighbourhood neighbourhood = op.Neighbourhood;
        Shape image = [1, (int)input.Shape[1].Fixed, (int)input.Shape[2].Fixed, 1];
        (int rows, int columns) = neighbourhood.Output;
        return to.Graph.Tensor(null, $"shares {image} {neighbourhood.Stride} {neighbourhood.Output} {string.Join(' ', neighbourhood.Adjacency)}", [rows, columns],
            () => 1 / Tensor.Apply(new AvgPool2dOp(neighbourhood, AverageDivisor.One), Tensor.Ones(image)).Reshape(rows, columns));
    }

    static ExportedValue RoiAlign(Exporter to, TracedNode node, RoiAlignOp op)
    {
        (TracedNode input, TracedNode regions, TracedNode images) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        RoiGeometry geometry = op.Geometry;
        string y = to.Graph.Emit("RoiAlign", [to.In(input, Layout.Images(input.Shape)), to.In(regions, Layout.Standard(regions.Shape)), IndexingRules.Indices(to, images)],
        [
            new("output_height", (long)geometry.Size.Y), new("output_width", (long)geometry.Size.X), new("sampling_ratio", (long)geometry.Samples),
            new("spatial_scale", (float)geometry.Scale), new("coordinate_transformation_mode", geometry.Aligned ? "half_pixel" : "output_half_pixel"),
        ]);
        return new ExportedValue(y, Layout.Images(node.Shape));
    }

    /// <summary>A pool over a window; padding that is not smaller than the window, which runtimes refuse, becomes a step of its own.</summary>
    static string Pool(Exporter to, string operation, string x, PoolWindow window, Pair stride, double outside, OnnxAttribute[] more)
    {
        x = window.Cut(to, x);
        if (!IsSmall(window))
        {
            x = Pad(to, x, window.Padding, outside);
            window = window with { Padding = default };
        }
        IEnumerable<OnnxAttribute> options = ConvolutionRules.Options(window.Kernel, stride, window.Padding, window.Dilation);
        // An average has no dilation in this version of the operators.
        return to.Graph.Emit(operation, [x], [.. options.Where(option => operation == "MaxPool" || option.Name != "dilations"), .. more]);
    }

    static bool IsSmall(PoolWindow window) =>
        Math.Max(window.Padding.Top, window.Padding.Bottom) < window.Kernel.Y && Math.Max(window.Padding.Left, window.Padding.Right) < window.Kernel.X;

    static string Pad(Exporter to, string x, Padding padding, double value) => padding == default ? x
        : to.Graph.Emit("Pad", [x, to.Graph.Integers(0, 0, padding.Top, padding.Left, 0, 0, padding.Bottom, padding.Right), to.Graph.Number(value)]);
}

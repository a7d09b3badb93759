using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Convolutions and patches. Images are N C H W, kernels O I H W.</summary>
static class ConvolutionRules
{
    // From (out, kH, kW, in), or (in, kH, kW, out) where it is transposed.
    static readonly int[] KernelOrder = [0, 3, 1, 2];

    public static ExportRule[] Rules { get; } =
    [
        ExportRule.Of<Conv2dOp>((to, node, op) => Write(to, node, op, Bank(to, node), null)),
        ExportRule.Of<Conv2dInputGradientOp>((to, node, op) => Write(to, node, op, Bank(to, node), null)),
        ExportRule.Of<UnfoldOp>(Unfold),
        ExportRule.Of<FoldOp>(Fold),
        ExportRule.None<Conv2dWeightGradientOp>("it is the gradient of a weight"),
    ];

    /// <summary>The kernels of a convolution.</summary>
    public static string Bank(Exporter to, TracedNode convolution)
    {
        TracedNode weight = convolution.Inputs[convolution.Operation is Conv2dOp ? 1 : 0];
        return to.In(weight, Layout.Ordered(weight.Shape, KernelOrder));
    }

    /// <summary>Writes a convolution or a transposed one.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="node">The operation.</param>
    /// <param name="operation">The same.</param>
    /// <param name="bank">The kernels.</param>
    /// <param name="bias">What is added to every channel, or null.</param>
    public static ExportedValue Write(Exporter to, TracedNode node, Operation operation, string bank, string? bias) => operation switch
    {
        Conv2dOp op => Write(to, node, "Conv", node.Inputs[0], op.Window, op.Groups, bank, bias),
        Conv2dInputGradientOp op => Write(to, node, "ConvTranspose", node.Inputs[1], op.Window, op.Groups, bank, bias),
        _ => throw new ArgumentException($"{operation.Name} is no convolution", nameof(operation)),
    };

    static ExportedValue Write(Exporter to, TracedNode node, string name, TracedNode input, Window window, int groups, string bank, string? bias)
    {
        List<OnnxAttribute> options = [.. Options(window.Kernel, window.Stride, window.Padding, window.Dilation), new("group", (long)groups)];
        if (name == "ConvTranspose")
        {
            long rows = Rest(1, window.Kernel.Y, window.Stride.Y, window.Padding.Top + window.Padding.Bottom, window.Dilation.Y);
            long columns = Rest(2, window.Kernel.X, window.Stride.X, window.Padding.Left + window.Padding.Right, window.Dilation.X);
            options.Add(new("output_padding", [rows, columns]));
        }
        string x = to.In(input, Layout.Images(input.Shape));
        return new ExportedValue(to.Graph.Emit(name, bias is null ? [x, bank] : [x, bank, bias], options), Layout.Images(node.Shape));

        // Of the sizes that the convolution would reduce to the input's, how far this one is from the smallest.
        long Rest(int axis, int kernel, int stride, int padding, int dilation) =>
            node.Shape[axis].Fixed - ((input.Shape[axis].Fixed - 1) * stride - padding + Window.Span(kernel, dilation));
    }

    /// <summary>The options that convolutions and pools share.</summary>
    public static OnnxAttribute[] Options(Pair kernel, Pair stride, Padding padding, Pair dilation) =>
    [
        new("kernel_shape", [kernel.Y, (long)kernel.X]), new("strides", [stride.Y, (long)stride.X]),
        new("pads", [padding.Top, padding.Left, padding.Bottom, (long)padding.Right]), new("dilations", [dilation.Y, (long)dilation.X]),
    ];

    /// <summary>Patches are a convolution of every channel with kernels of a single one: channel c of the input becomes the channels c K to c K + K - 1.</summary>
    static ExportedValue Unfold(Exporter to, TracedNode node, UnfoldOp op)
    {
        TracedNode input = node.Inputs[0];
        int count = op.Neighbourhood.Adjacency.Count, channels = (int)input.Shape[3].Fixed;
        PoolWindow window = PoolWindow.Around(op.Neighbourhood, input.Shape);
        string x = window.Cut(to, to.In(input, Layout.Images(input.Shape)));
        string y = to.Graph.Emit("Conv", [x, Selectors(to, op.Neighbourhood.Adjacency, channels)],
            [.. Options(window.Kernel, op.Neighbourhood.Stride, window.Padding, 1), new("group", (long)channels)]);
        return new ExportedValue(y, Patches(node.Shape, count, channels));
    }

    /// <summary>Adding patches up is the transposed convolution with the same kernels.</summary>
    static ExportedValue Fold(Exporter to, TracedNode node, FoldOp op)
    {
        TracedNode input = node.Inputs[0];
        Neighbourhood neighbourhood = op.Neighbourhood;
        int count = neighbourhood.Adjacency.Count, channels = (int)node.Shape[3].Fixed;
        string x = to.In(input, Patches(input.Shape, count, channels));
        Pair kernel = neighbourhood.Adjacency.Window;
        string y = to.Graph.Emit("ConvTranspose", [x, Selectors(to, neighbourhood.Adjacency, channels)],
            [.. Options(kernel, neighbourhood.Stride, default, 1), new("group", (long)channels)]);

        // What reaches over the image is cut off, where the patches do not reach there are zeros.
        (long top, long height) = Reach(neighbourhood.Adjacency.Top, neighbourhood.Output.Y, neighbourhood.Stride.Y, kernel.Y, node.Shape[1].Fixed);
        (long left, long width) = Reach(neighbourhood.Adjacency.Left, neighbourhood.Output.X, neighbourhood.Stride.X, kernel.X, node.Shape[2].Fixed);
        y = to.Graph.Emit("Pad", [y, to.Graph.Integers(0, 0, top, left, 0, 0, height, width)]);
        return new ExportedValue(y, Layout.Images(node.Shape));

        static (long Before, long After) Reach(int first, int positions, int stride, int kernel, long size) => (first, size - first - ((positions - 1L) * stride + kernel));
    }

    /// <summary>Kernels (C K, 1, kH, kW), each of which takes one displacement.</summary>
    static string Selectors(Exporter to, Adjacency adjacency, int channels)
    {
        Pair window = adjacency.Window;
        float[] kernels = new float[adjacency.Count * window.Y * window.X];
        for (int k = 0; k < adjacency.Count; k++)
            kernels[(k * window.Y + adjacency.Displacements[k].Y - adjacency.Top) * window.X + adjacency.Displacements[k].X - adjacency.Left] = 1;
        return to.Graph.Tensor(null, $"selectors {channels} {string.Join(' ', adjacency)}", [(long)channels * adjacency.Count, 1, window.Y, window.X],
            () => Tensor.From(kernels, [1, kernels.Length]).BroadcastTo([channels, kernels.Length]));
    }

    /// <summary>Patches (N, H', W', K C) whose channels lie as C K.</summary>
    static Layout Patches(IReadOnlyList<Dim> shape, int count, int channels) =>
        Layout.Ordered([shape[0], shape[1], shape[2], count, channels], [0, 4, 3, 1, 2]).Grouped(1, 2).Reshaped(shape)!;
}

using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A convolution and the batch normalisation behind it as one convolution, where <see cref="OnnxExportOptions.FoldBatchNorm"/> asks for it.</summary>
static class FoldedBatchNormalization
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options)
    {
        if (!options.FoldBatchNorm || BatchNormalization.Of(root) is not { } norm) return null;
        TracedNode? bias = null;
        TracedNode convolution = norm.X;
        if (convolution is { Operation: AddOp, Inputs: [var inner, var added] } && PerChannel.Is(added, root.Shape[^1])) (convolution, bias) = (inner, added);
        if (convolution is not { Operation: Conv2dOp op, Inputs: [var x, { IsConstant: true } weight] }) return null;
        return new Fusion(root, [x], to =>
        {
            Tensor scale = norm.Weight.Tensor.Reshape(-1) * (norm.Variance.Tensor.Reshape(-1) + norm.Epsilon).Rsqrt(), mean = norm.Mean.Tensor.Reshape(-1);
            Tensor shift = norm.Bias.Tensor.Reshape(-1) + ((bias is null ? 0 : bias.Tensor.Reshape(-1)) - mean) * scale;
            string? name = (weight.Tensor as Variable)?.Name;
            Shape kernels = weight.Tensor.Shape;
            string bank = to.Graph.Tensor(name, $"folded {to.Number(root.Tensor)}", [kernels[0], kernels[3], kernels[1], kernels[2]],
                () => (weight.Tensor * scale.Reshape(-1, 1, 1, 1)).Transpose(0, 3, 1, 2));
            string? biasName = name is null ? null : name.EndsWith("weight", StringComparison.Ordinal) ? $"{name[..^"weight".Length]}bias" : $"{name}.bias";
            string vector = to.Graph.Tensor(biasName, $"shift {to.Number(root.Tensor)}", [kernels[0]], () => shift);
            return ConvolutionRules.Write(to, convolution, op, bank, vector);
        });
    }
}

using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A convolution or a product with a known matrix, and what is added to each of its channels: one Conv or Gemm.</summary>
static class Bias
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options)
    {
        if (root is not { Operation: AddOp, Inputs: [var product, var bias] } || !PerChannel.Is(bias, root.Shape[^1])) return null;
        return product switch
        {
            { Operation: Conv2dOp or Conv2dInputGradientOp } => new Fusion(root, product.Inputs,
                to => ConvolutionRules.Write(to, product, product.Operation, ConvolutionRules.Bank(to, product), PerChannel.Vector(to, bias))),
            { Operation: MatMulOp op, Inputs: [_, { IsConstant: true, Shape.Length: 2 }] } => new Fusion(root, product.Inputs, to => ProductRules.Write(to, product, op, bias)),
            _ => null,
        };
    }
}

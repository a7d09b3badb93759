namespace Fovea.Tensors;

/// <summary>
/// The gradient of <see cref="Conv2dOp"/> with respect to its input: every output element is spread back over the window it saw.
/// Operands are the weight (Cout, kH, kW, Cin / groups) and dy (N, H', W', Cout); the result has the input's shape. Also the transposed convolution.
/// </summary>
internal sealed partial record Conv2dInputGradientOp(Window Window, int Groups, Shape Input) : Operation
{
    public override string Name => "ConvTranspose2d";

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Input;

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => x[1].Count * x[0][1] * x[0][2] * x[0][3];

    // Linear in both operands, so the three convolution operations are each other's gradients.
    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
    [
        Tensor.Apply(new Conv2dWeightGradientOp(Window, Groups, x[0].Shape), dy, x[1]),
        Tensor.Apply(new Conv2dOp(Window, Groups), dy, x[0]),
    ];
}

/// <summary>
/// The gradient of <see cref="Conv2dOp"/> with respect to its weight: the correlation of the input (N, H, W, Cin) with dy (N, H', W', Cout).
/// </summary>
internal sealed partial record Conv2dWeightGradientOp(Window Window, int Groups, Shape Weight) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => Weight;

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => x[1].Count * Weight[1] * Weight[2] * Weight[3];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
    [
        Tensor.Apply(new Conv2dInputGradientOp(Window, Groups, x[0].Shape), dy, x[1]),
        Tensor.Apply(new Conv2dOp(Window, Groups), x[0], dy),
    ];
}

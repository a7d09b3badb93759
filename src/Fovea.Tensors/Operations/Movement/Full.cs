namespace Fovea.Tensors;

/// <summary>Every element is one known number. Costs nothing where it meets an element-wise operation.</summary>
internal sealed record FullOp(Shape Shape, double Value) : Operation, IReferenceOperation, ICpuOperation
{
    // Equal numbers by their bits: 0 and -0 are not the same divisor.
    public bool Equals(FullOp? other) => other is not null && Shape == other.Shape && BitConverter.DoubleToInt64Bits(Value) == BitConverter.DoubleToInt64Bits(other.Value);

    public override int GetHashCode() => HashCode.Combine(Shape, BitConverter.DoubleToInt64Bits(Value));

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Shape;

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [];

    public void Reference(ReferenceArray[] x, ReferenceArray y) => Array.Fill(y.Data, Value);

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (long count, float value) = (Shape.Count, (float)Value);
        return (x, y, scratch) => new Span<float>(y, checked((int)count)).Fill(value);
    }
}

public partial class Tensor
{
    /// <summary>A tensor whose elements are all the same number.</summary>
    public static Tensor Full(Shape shape, double value) => Apply(new FullOp(shape, value));

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape) => Full(shape, 0);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(Shape shape) => Full(shape, 1);
}

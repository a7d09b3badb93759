namespace Fovea.Tensors;

/// <summary>Where an extreme element along one axis stands, as a whole number; no gradient.</summary>
internal abstract record PlaceOp(int Axis) : ReduceOp([Axis])
{
    const int LongestAxis = 1 << 24;

    protected abstract bool IsBetter(double value, double best);

    protected sealed override double Fold(ReadOnlySpan<double> values)
    {
        int place = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) return i;
            if (IsBetter(values[i], values[place])) place = i;
        }
        return place;
    }

    internal sealed override Shape Infer(ReadOnlySpan<Shape> x)
    {
        if (x[0][Axis] > LongestAxis)
            throw new ShapeException(Name, $"axis {Axis} has {x[0][Axis]} elements; whole numbers are exact up to {LongestAxis}", [("input", x[0], "")]);
        return base.Infer(x);
    }

    internal sealed override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null];
}

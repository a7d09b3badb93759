using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Constants, and the change of types.</summary>
internal static class ConstantOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Constant", Constant),
        new("ConstantOfShape", ConstantOfShape) { Options = [0] },
        new("Range", Range) { Options = [0, 1, 2] },
        new("EyeLike", EyeLike),
        new("Cast", call => Cast(call, call.X, (OnnxElementType)call.Int("to", 0))),
        new("CastLike", call => Cast(call, call.X, call[1].Type)),
    ];

    /// <summary>The value under another type: a fraction is cut off where whole numbers are wanted. Floats of all widths are the same here.</summary>
    public static OnnxValue Cast(OnnxCall call, OnnxValue x, OnnxElementType type)
    {
        if (type.Bytes() == 0) throw call.Unsupported($"the type {type}");
        if (type == OnnxElementType.Bool && x.Type != OnnxElementType.Bool)
            return Elementwise.Map([x], value => value[0].NotEqualTo(0), value => value[0] != 0 ? 1 : 0, value => value[0] != 0 ? 1 : 0, type);
        if (type.IsInteger() && x.Type.IsFloating())
            return x.Numbers is { } numbers ? new OnnxValue(Array.ConvertAll(numbers, value => (long)value), x.Shape, type) : x.With(ArithmeticOperators.Truncated(x.Tensor), type);
        return x.As(type);
    }

    static OnnxValue Constant(OnnxCall call)
    {
        if (call.Tensor("value") is { } value) return value;
        if (call.Has("value_int")) return OnnxValue.Of(call.Int("value_int", 0));
        if (call.Ints("value_ints") is { } integers) return OnnxValue.Of(integers);
        if (call.Has("value_float")) return new OnnxValue([call.Float("value_float", 0)], Shape.Scalar);
        if (call.Floats("value_floats") is { } floats) return new OnnxValue(Array.ConvertAll(floats, number => (double)number), [floats.Length]);
        throw call.Unsupported($"a constant of the kind {string.Join(", ", call.Node.Attributes.Select(attribute => attribute.Name))}");
    }

    static OnnxValue ConstantOfShape(OnnxCall call)
    {
        Shape shape = call.Sizes(call.Integers(0));
        OnnxValue one = call.Tensor("value") is { } given ? given.Reshape(Shape.Scalar) : new OnnxValue([0.0], Shape.Scalar);
        return one.BroadcastTo(shape);
    }

    static OnnxValue EyeLike(OnnxCall call)
    {
        if (call.X.Rank != 2) throw call.Bad($"needs a matrix, not {call.X.Shape}");
        OnnxElementType type = call.Has("dtype") ? (OnnxElementType)call.Int("dtype", 0) : call.X.Type;
        return new OnnxValue(Tensor.Eye(call.X.Shape[0], call.X.Shape[1], call.Axis("k", 0)), type);
    }

    static OnnxValue Range(OnnxCall call)
    {
        double[] bounds = [.. Enumerable.Range(0, 3).Select(input => call.Numbers(input) is [var number] ? number : throw call.Bad("needs single numbers"))];
        (double start, double limit, double delta) = (bounds[0], bounds[1], bounds[2]);
        if (delta == 0) throw call.Bad("has the step 0");
        int count = checked((int)Math.Max(0, Math.Ceiling((limit - start) / delta)));
        if (count > OnnxValue.MostKnown) return new OnnxValue(Tensor.Arange(count, start, delta), call.X.Type);
        return OnnxValue.Of([.. Enumerable.Range(0, count).Select(i => start + i * delta)], [count], call.X.Type);
    }
}

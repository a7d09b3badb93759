using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Random numbers, of this library's generator: other ones at every run, the same for the same <see cref="RandomState.Key"/>. A file's seeds are not followed.</summary>
internal static class RandomOperators
{
    public static readonly OnnxOperator[] All =
    [
        Row("RandomUniform", call => call.Sizes(call.Ints("shape") ?? throw call.Bad("says no shape")), Uniform),
        Row("RandomUniformLike", call => call.X.Shape, Uniform),
        Row("RandomNormal", call => call.Sizes(call.Ints("shape") ?? throw call.Bad("says no shape")), Normal),
        Row("RandomNormalLike", call => call.X.Shape, Normal),
        new("Bernoulli", call => call.X.With(Tensor.RandomUniform(call.X.Tensor.Shape, RandomState.Key) < call.X.Tensor, Type(call))) { Folds = false },
    ];

    static OnnxOperator Row(string name, Func<OnnxCall, Shape> shape, Func<OnnxCall, Shape, Tensor> draw) =>
        new(name, call => new OnnxValue(draw(call, shape(call)), Type(call))) { Folds = false };

    static Tensor Uniform(OnnxCall call, Shape shape)
    {
        double low = call.Float("low", 0), high = call.Float("high", 1);
        return low + (high - low) * Tensor.RandomUniform(shape, RandomState.Key);
    }

    static Tensor Normal(OnnxCall call, Shape shape) => call.Float("mean", 0) + call.Float("scale", 1) * Tensor.RandomNormal(shape, RandomState.Key);

    /// <summary>The type that the node says, that of its input, or single precision.</summary>
    static OnnxElementType Type(OnnxCall call) => call.Has("dtype") ? (OnnxElementType)call.Int("dtype", 0) : call.Optional(0)?.Type ?? OnnxElementType.Float;
}

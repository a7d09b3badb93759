using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>What networks and operations are timed on: numbers from -1 to 1, the same ones every time.</summary>
static class RandomTensor
{
    public static Tensor Of(Shape shape)
    {
        Random random = new(1);
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() * 2 - 1;
        return Tensor.From(values, shape);
    }
}

namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// Random numbers of the normal distribution with mean 0 and variance 1, by the method of Box and Muller from two streams of uniform ones:
    /// none is farther from 0 than 5.77. Keys, repeatability and gradient are those of <see cref="RandomUniform"/>, whose numbers for the same key are not independent of these; the last bits may differ from backend to backend.
    /// </summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="key">A key (4) from <see cref="RandomKey"/>, or a variable that holds one.</param>
    /// <exception cref="ShapeException">The key has not the shape (4).</exception>
    public static Tensor RandomNormal(Shape shape, Tensor key)
    {
        (Tensor own, int stream) = RandomKey.Draw(key);
        // 1 - u is never 0. Streams are counted from 0, so the ones with the highest bit are free for the second number.
        Tensor radius = (-2 * (1 - RandomUniformOp.Of(shape, own, stream)).Log()).Sqrt();
        Tensor angle = 2 * Math.PI * RandomUniformOp.Of(shape, own, stream | int.MinValue);
        return (radius * angle.Cos()).Labelled("RandomNormal");
    }
}

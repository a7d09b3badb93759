namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// Random numbers of the normal distribution with mean 0 and variance 1, by the method of Box and Muller from two <see cref="RandomUniform"/>:
    /// none is farther from 0 than 5.77. Keys, repeatability and gradient are as there; the last bits may differ from backend to backend.
    /// </summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="key">A key (4) from <see cref="RandomKey"/>.</param>
    /// <exception cref="ShapeException">The key has not the shape (4).</exception>
    public static Tensor RandomNormal(Shape shape, Tensor key)
    {
        // 1 - u is never 0.
        Tensor radius = (-2 * (1 - RandomUniform(shape, key)).Log()).Sqrt(), angle = 2 * Math.PI * RandomUniform(shape, key);
        return (radius * angle.Cos()).Labelled("RandomNormal");
    }
}

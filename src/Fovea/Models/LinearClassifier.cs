using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>Linear score function f = W x + b (deck 001, "Last time: Neural Networks"): one row of W is a template of one class.</summary>
public sealed class LinearClassifier(Shape image, int classes = 10) : Module
{
    readonly Linear fc = new(image, classes);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => fc.Forward(x.Flatten());
}

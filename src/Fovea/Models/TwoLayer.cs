using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>Two-layer network f = W2 max(0, W1 x) with biases (deck 001, "Last time: Neural Networks").</summary>
public sealed class TwoLayer(Shape image, int classes = 10, int hidden = 100) : Module
{
    readonly Linear fc1 = new(image, hidden), fc2 = new(hidden, classes);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => fc2.Forward(fc1.Forward(x.Flatten()).Relu());
}

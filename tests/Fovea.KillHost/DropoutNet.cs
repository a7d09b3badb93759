using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.KillHost;

/// <summary>A small network with everything that a training has to remember beside weights: running statistics, and chance.</summary>
public sealed class DropoutNet : Module
{
    readonly Conv2d conv1 = new(1, 6, kernelSize: 4, stride: 2, padding: 1);   // 28x28x1 -> 14x14x6
    readonly BatchNorm2d norm1 = new(6);
    readonly Dropout drop1 = new(0.2);
    readonly Linear fc1 = new(7 * 7 * 6, 32);
    readonly Dropout drop2 = new(0.5);
    readonly Linear fc2 = new(32, 10);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = drop1.Forward(norm1.Forward(conv1.Forward(x)).Relu().MaxPool2d(2)).Flatten();
        return fc2.Forward(drop2.Forward(fc1.Forward(x).Relu()));
    }
}

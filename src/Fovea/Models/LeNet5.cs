using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// LeNet-5 in the dense form of today (LeCun et al. 1998, fig. 2, with every C3 map connected to all six before it): 61,706 parameters for 10 classes.
/// Tanh and average pooling, or ReLU and max pooling.
/// </summary>
public sealed class LeNet5(int classes = 10) : Module
{
    readonly Conv2d conv1 = new(1, 6, kernelSize: 5, padding: 2);      // 28x28x1 -> 28x28x6
    readonly Conv2d conv2 = new(6, 16, kernelSize: 5);                 // 14x14x6 -> 10x10x16
    readonly Linear fc1 = new([5, 5, 16], 120), fc2 = new(120, 84), fc3 = new(84, classes);

    /// <summary>Whether activations are ReLU and pools maxima, instead of tanh and means.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = Pool(Act(conv1.Forward(x)));                               // 14x14x6
        x = Pool(Act(conv2.Forward(x))).Flatten();                     // 5x5x16 -> 400
        return fc3.Forward(Act(fc2.Forward(Act(fc1.Forward(x)))));
    }

    internal LeNet5 For(Shape input) => LeNetInput.Check(this, input);

    Tensor Act(Tensor x) => Relu ? x.Relu() : x.Tanh();

    Tensor Pool(Tensor x) => Relu ? x.MaxPool2d(2) : x.AvgPool2d(2);
}

/// <summary>The input that both forms of LeNet-5 are made for.</summary>
static class LeNetInput
{
    public static T Check<T>(T model, Shape input) where T : Module => input == [28, 28, 1] ? model
        : throw new ShapeException(model.GetType().Name, "is made for grey images of 28x28 pixels", [("sample", input, "(H, W, C)")], "choose another model or data set");
}

using Fovea.Tensors;

namespace Fovea.Losses;

/// <summary>What a network is trained to make small. Every loss is the mean over the samples, a tensor of one element (deck 001, "Learning a CNN").</summary>
public static partial class Loss
{
    static void CheckSame(string loss, Tensor prediction, Tensor target)
    {
        if (prediction.Shape != target.Shape)
            throw new ShapeException(loss, "prediction and target have different shapes", [("prediction", prediction.Shape, ""), ("target", target.Shape, "")]);
    }
}

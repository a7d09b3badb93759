namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The sigmoid as three straight lines, max(0, min(1, <paramref name="slope"/> x + <paramref name="offset"/>)) of every element. MobileNetV3 takes x / 6 + 1 / 2
    /// (Howard et al., arXiv:1905.02244), which is the default; Keras and ONNX x / 5 + 1 / 2. NaN stays NaN.
    /// </summary>
    public Tensor HardSigmoid(double slope = 1.0 / 6, double offset = 0.5) => (this * slope + offset).Clamp(0, 1).Labelled("HardSigmoid");
}

using Fovea.Tensors;

namespace Fovea.Optimizers;

/// <summary>Adam with weight decay of its own: w ← w - eta decay w besides Adam's step (Loshchilov and Hutter 2019, algorithm 2).</summary>
public sealed class AdamW(IReadOnlyList<Variable> parameters, double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
    : Adam(parameters, learningRate, beta1, beta2, epsilon, weightDecay)
{
    /// <inheritdoc/>
    protected override void Update(Variable parameter, Tensor gradient) => Set(parameter, parameter - parameter * (Rate * WeightDecay) - Move(parameter, gradient));
}

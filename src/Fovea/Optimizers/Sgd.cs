using Fovea.Tensors;

namespace Fovea.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum in the form of deck 001: m ← mu m + eta g, w ← w - m. With weight decay g is g + decay w; with Nesterov the step is
/// mu m + eta g after m has moved (Sutskever et al. 2013).
/// </summary>
public sealed class Sgd : Optimizer
{
    readonly double momentum, weightDecay;
    readonly bool nesterov;
    readonly Dictionary<Variable, Variable> moving = new(ReferenceEqualityComparer.Instance);

    /// <summary>An optimiser with momentum <paramref name="momentum"/> (mu), 0 to below 1.</summary>
    public Sgd(IReadOnlyList<Variable> parameters, double learningRate = 0.01, double momentum = 0.9, double weightDecay = 0, bool nesterov = false) : base(parameters, learningRate)
    {
        if (!(momentum >= 0 && momentum < 1)) throw new FoveaException($"Sgd: the momentum must be 0 to below 1, it is {momentum}");
        if (!(weightDecay >= 0)) throw new FoveaException($"Sgd: the weight decay must be at least 0, it is {weightDecay}");
        if (nesterov && momentum == 0) throw new FoveaException("Sgd: Nesterov needs a momentum greater than 0");
        (this.momentum, this.weightDecay, this.nesterov) = (momentum, weightDecay, nesterov);
        if (momentum > 0)
            foreach (Variable parameter in parameters) moving[parameter] = Remember(parameter, "momentum", parameter.Shape);
    }

    /// <inheritdoc/>
    protected override void Update(Variable parameter, Tensor gradient)
    {
        if (weightDecay > 0) gradient += parameter * weightDecay;
        Tensor step = gradient * Rate;
        if (moving.TryGetValue(parameter, out Variable? m))
        {
            Tensor moved = Set(m, m * momentum + step);
            step = nesterov ? moved * momentum + step : moved;
        }
        Set(parameter, parameter - step);
    }
}

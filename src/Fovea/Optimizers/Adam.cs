using Fovea.Tensors;

namespace Fovea.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1): steps of eta m / (sqrt v + eps) with the means m of the gradient and v of its square, both freed of their bias towards zero.
/// Weight decay is added to the gradient; <see cref="AdamW"/> keeps it apart.
/// </summary>
public class Adam : Optimizer
{
    readonly double beta1, beta2, epsilon;
    readonly Dictionary<Variable, (Variable M, Variable V)> means = new(ReferenceEqualityComparer.Instance);
    readonly Variable power1, power2;
    Tensor power1Now = 1, power2Now = 1;

    /// <summary>An optimiser with the decays of the two means.</summary>
    public Adam(IReadOnlyList<Variable> parameters, double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) throw new FoveaException($"Adam: the betas must be 0 to below 1, they are {beta1} and {beta2}");
        if (!(weightDecay >= 0)) throw new FoveaException($"Adam: the weight decay must be at least 0, it is {weightDecay}");
        if (parameters.Count == 0) throw new FoveaException("Adam: there is no parameter to optimise");
        (this.beta1, this.beta2, this.epsilon, WeightDecay) = (beta1, beta2, epsilon, weightDecay);
        foreach (Variable parameter in parameters)
            means[parameter] = (Remember(parameter, "mean", parameter.Shape), Remember(parameter, "square", parameter.Shape));
        // beta^t, kept as variables: they are the step count that a plan can read.
        power1 = Remember(parameters[0], "beta1_power", Shape.Scalar, 1);
        power2 = Remember(parameters[0], "beta2_power", Shape.Scalar, 1);
    }

    /// <summary>The strength of the weight decay.</summary>
    protected double WeightDecay { get; }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        (power1Now, power2Now) = (Set(power1, power1 * beta1), Set(power2, power2 * beta2));
    }

    /// <inheritdoc/>
    protected override void Update(Variable parameter, Tensor gradient) =>
        Set(parameter, parameter - Move(parameter, WeightDecay > 0 ? gradient + parameter * WeightDecay : gradient));

    /// <summary>The step that the means make, after they have taken in a gradient.</summary>
    protected Tensor Move(Variable parameter, Tensor gradient)
    {
        var (m, v) = means[parameter];
        Tensor mean = Set(m, m * beta1 + gradient * (1 - beta1)), square = Set(v, v * beta2 + gradient.Square() * (1 - beta2));
        Tensor meanScale = Rate / (1 - power1Now), squareScale = (1 - power2Now).Rsqrt();
        return mean * meanScale / (square.Sqrt() * squareScale + epsilon);
    }
}

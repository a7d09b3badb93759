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
    readonly Variable meanShare, squareShare;
    Tensor meanShareNow = 1, squareShareNow = 1;

    /// <summary>An optimiser with the decays of the two means.</summary>
    /// <param name="parameters">What is optimised.</param>
    /// <param name="learningRate">The rate eta at the start.</param>
    /// <param name="beta1">How much of the mean of the gradient stays at each step, 0 to below 1.</param>
    /// <param name="beta2">How much of the mean of its square stays, 0 to below 1.</param>
    /// <param name="epsilon">Added to the root of the latter.</param>
    /// <param name="weightDecay">At least 0.</param>
    public Adam(IReadOnlyList<Variable> parameters, double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) throw new FoveaException($"Adam: the betas must be 0 to below 1, they are {beta1} and {beta2}");
        if (!(weightDecay >= 0)) throw new FoveaException($"Adam: the weight decay must be at least 0, it is {weightDecay}");
        if (!(epsilon >= 0)) throw new FoveaException($"Adam: epsilon must be at least 0, it is {epsilon}");
        (this.beta1, this.beta2, this.epsilon, WeightDecay) = (beta1, beta2, epsilon, weightDecay);
        foreach (Variable parameter in parameters)
            means[parameter] = (Remember(parameter, "mean", parameter.Shape), Remember(parameter, "square", parameter.Shape));
        // 1 - beta^t, kept as variables: the step count in the form that a plan needs. They grow as sums, since 1 - beta2^t from a single-precision beta2^t
        // has only four good digits in the first steps.
        meanShare = Remember(parameters[0], "mean_share", Shape.Scalar);
        squareShare = Remember(parameters[0], "square_share", Shape.Scalar);
    }

    /// <summary>The strength of the weight decay.</summary>
    protected double WeightDecay { get; }

    /// <inheritdoc/>
    protected override void BeginStep() =>
        (meanShareNow, squareShareNow) = (Set(meanShare, meanShare * beta1 + (1 - beta1)), Set(squareShare, squareShare * beta2 + (1 - beta2)));

    /// <inheritdoc/>
    protected override void Update(Variable parameter, Tensor gradient) =>
        Set(parameter, parameter - Move(parameter, WeightDecay > 0 ? gradient + parameter * WeightDecay : gradient));

    /// <summary>The step that the means make, after they have taken in a gradient: eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps).</summary>
    protected Tensor Move(Variable parameter, Tensor gradient)
    {
        var (m, v) = means[parameter];
        Tensor mean = Set(m, m * beta1 + gradient * (1 - beta1)), square = Set(v, v * beta2 + gradient.Square() * (1 - beta2));
        Tensor meanScale = Rate / meanShareNow, squareScale = squareShareNow.Rsqrt();
        return mean * meanScale / (square.Sqrt() * squareScale + epsilon);
    }
}

using Fovea.Layers;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Optimizers;

/// <summary>
/// Turns gradients into steps. <see cref="Step"/> belongs inside a <see cref="Function"/>, so that forward pass, gradients and update are one plan;
/// the learning rate is a variable, so changing it needs no new plan. A step whose loss is not finite changes nothing, so that its cause can still be found; where the loss is
/// finite, a parameter whose gradient is not keeps its value. Every gradient is used, and its memory free again, as soon as it is there; only clipping needs all of them at once.
/// </summary>
public abstract class Optimizer
{
    readonly List<(Variable Parameter, string Name, Variable Slot)> slots = [];
    readonly Variable learningRateNow;
    double learningRate;
    Tensor finite = 1;

    /// <summary>An optimiser of some variables, mostly <c>model.Parameters()</c>.</summary>
    protected Optimizer(IReadOnlyList<Variable> parameters, double learningRate)
    {
        if (parameters.Count == 0) throw new FoveaException($"{GetType().Name}: there is no parameter to optimise", "the model has no weights, or all of them are frozen");
        HashSet<Variable> once = new(ReferenceEqualityComparer.Instance);
        foreach (Variable parameter in parameters)
            if (!once.Add(parameter)) throw new FoveaException($"{GetType().Name}: the parameter {parameter} is listed twice");
        Parameters = parameters;
        learningRateNow = new Variable(Shape.Scalar, "learning rate") { Trainable = false };
        LearningRate = learningRate;
    }

    /// <summary>What is optimised.</summary>
    public IReadOnlyList<Variable> Parameters { get; }

    /// <summary>The learning rate eta of the next steps; finite and at least 0.</summary>
    /// <exception cref="FoveaException">It is negative, infinite or not a number.</exception>
    public double LearningRate
    {
        get => learningRate;
        set
        {
            if (!(value >= 0) || !float.IsFinite((float)value)) throw new FoveaException($"{GetType().Name}: the learning rate must be a number of at least 0, it is {value}");
            learningRate = value;
            learningRateNow.Write([value]);
        }
    }

    /// <summary>The length to which the whole gradient (the root of the sum of all squares) is cut where it is longer; 0 for no cut (Pascanu et al. 2013).</summary>
    public double ClipNorm
    {
        get;
        init => field = value >= 0 ? value : throw new FoveaException($"{GetType().Name}: the length to clip to must be at least 0, it is {value}");
    }

    /// <summary>What the optimiser remembers, with names such as <c>conv1.weight.momentum</c>: saved and restored with the weights.</summary>
    public IReadOnlyList<Variable> State => [.. slots.Select(slot =>
    {
        slot.Slot.Name = $"{slot.Parameter.Name}.{slot.Name}";
        return slot.Slot;
    })];

    /// <summary><see cref="State"/> with the places of values in files: what is remembered of every number of a weight lies as the weight does.</summary>
    internal IReadOnlyList<ModelWeight> StateOf(Module model)
    {
        Dictionary<Variable, WorldLayout> layouts = new(ReferenceEqualityComparer.Instance);
        foreach (ModelWeight weight in model.Weights()) layouts[weight.Variable] = weight.Layout;
        return [.. State.Zip(slots, (slot, of) => new ModelWeight(slot.Name!, slot,
            slot.Shape == of.Parameter.Shape && layouts.TryGetValue(of.Parameter, out WorldLayout? layout) ? layout : WorldLayout.Same(slot.Shape)))];
    }

    /// <summary>The learning rate as a tensor, for updates.</summary>
    protected Tensor Rate => learningRateNow;

    /// <summary>
    /// Adds the gradients of the loss and the update of every parameter to the function that is being compiled (or makes one step at once outside of one).
    /// Inside of a function, a step that is not taken also holds back what was assigned before it, such as running statistics.
    /// </summary>
    /// <param name="loss">What is to become smaller: one element, or several whose sum it is.</param>
    /// <returns>
    /// 1 where the step is taken; 0 where the loss or an element of a gradient is infinite or not a number. Then nothing changes, but for those parameters whose own gradients
    /// are finite where the loss is finite and no clipping has been asked for.
    /// </returns>
    public Tensor Step(Tensor loss)
    {
        Tensor[] gradients = Gradient.Of(loss, Parameters);
        Tensor lossFinite = (loss.Shape.Rank == 0 ? loss : loss.Sum()).IsFinite(), taken = lossFinite;
        Tensor[] each = Array.ConvertAll(gradients, gradient => lossFinite * gradient.AllFinite());
        foreach (Tensor one in each) taken *= one;
        if (ClipNorm > 0)
        {
            Tensor norm = gradients.Select(gradient => gradient.Square().Sum()).Aggregate((a, b) => a + b).Sqrt();
            Tensor scale = Tensor.Minimum(ClipNorm / (norm + 1e-6), 1);
            gradients = Array.ConvertAll(gradients, gradient => gradient * scale);
        }
        Variable.Together(() =>
        {
            Variable.AssignOnlyIf(taken);
            finite = ClipNorm > 0 ? taken : lossFinite;
            BeginStep();
            for (int i = 0; i < gradients.Length; i++)
            {
                if (ClipNorm == 0) finite = each[i];
                Update(Parameters[i], gradients[i]);
            }
        }, loss, taken);
        return taken;
    }

    /// <summary>What changes once a step, before any parameter.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>Sets the new value of one parameter, and of what is remembered of it.</summary>
    protected abstract void Update(Variable parameter, Tensor gradient);

    /// <summary>Gives a variable its value after this step, and gives that value: the old one where the step is not taken.</summary>
    protected Tensor Set(Variable variable, Tensor value)
    {
        Tensor next = Tensor.Where(finite, value, variable);
        variable.Assign(next);
        return next;
    }

    /// <summary>A variable that goes with a parameter, made before the first step.</summary>
    protected Variable Remember(Variable parameter, string name, Shape shape, float start = 0)
    {
        Variable slot = new(shape, values => values.Fill(start)) { Trainable = false };
        slots.Add((parameter, name, slot));
        return slot;
    }
}

using System.Text.Json;
using Fovea.Optimizers;
using Fovea.Tensors;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Optimizers;

/// <summary>
/// Optimisers against PyTorch in double precision (bench/reference/optimizers.py), in a compiled function and outside of one, and the decks' form of momentum where the
/// rate changes, in which PyTorch's differs.
/// </summary>
public class OptimizerTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("optimizers.expected.json");

    static readonly Dictionary<string, Func<IReadOnlyList<Variable>, Optimizer>> Optimizers = new()
    {
        ["sgd"] = p => new Sgd(p, 0.1, momentum: 0),
        ["sgd, momentum"] = p => new Sgd(p, 0.1),
        ["sgd, weight decay"] = p => new Sgd(p, 0.1, weightDecay: 0.05),
        ["sgd, nesterov"] = p => new Sgd(p, 0.1, momentum: 0.8, weightDecay: 0.01, nesterov: true),
        ["sgd, clipped"] = p => new Sgd(p, 0.1) { ClipNorm = 1.5 },
        ["sgd, clipped far away"] = p => new Sgd(p, 0.1, momentum: 0) { ClipNorm = 1e6 },
        ["adam"] = p => new Adam(p, 0.1),
        ["adam, betas and weight decay"] = p => new Adam(p, 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1),
        ["adamw"] = p => new AdamW(p, 0.1, weightDecay: 0.3),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void EveryExpectedValueIsUsed() => Assert.Equal(Cases.Keys.Order(), Optimizers.Keys.Order());

    [Theory, MemberData(nameof(Names))]
    public void ReferenceGivesWhatPyTorchGives(string name) => Check(Backend.Reference, name, compiled: true, 1e-10);

    [Theory, MemberData(nameof(Names))]
    public void CpuGivesWhatPyTorchGives(string name) => Check(Backend.Cpu, name, compiled: true, 1e-6);

    [Theory, MemberData(nameof(Names))]
    public void AStepOutsideOfAFunctionIsTheSameStep(string name) => Check(Backend.Reference, name, compiled: false, 1e-10);

    /// <summary>m ← mu m + eta g: a change of the rate leaves what has gathered in m as it is; PyTorch scales all of it by the new rate.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void MomentumKeepsTheRateOfItsTime(bool nesterov)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        double[] rates = [0.1, 0.1, 0.01, 0.01, 0.001], gradients = [1, -0.5, 0.25, 2, -1];
        Variable parameter = new([1f], [1]);
        Sgd optimizer = new([parameter], rates[0], momentum: 0.9, nesterov: nesterov);
        Function step = Step(optimizer, [parameter]);
        double w = 1, m = 0, torch = 1, buffer = 0;
        for (int i = 0; i < rates.Length; i++)
        {
            optimizer.LearningRate = rates[i];
            step.Call(Tensor.From([gradients[i]], [1]));
            m = 0.9 * m + rates[i] * gradients[i];
            w -= nesterov ? 0.9 * m + rates[i] * gradients[i] : m;
            buffer = 0.9 * buffer + gradients[i];
            torch -= rates[i] * (nesterov ? gradients[i] + 0.9 * buffer : buffer);
            Assert.Equal(w, Read(parameter)[0], 1e-12);
            // As long as the rate stays, both forms agree.
            if (i < 2) Assert.Equal(torch, w, 1e-12);
        }
        Assert.True(Math.Abs(torch - w) > 0.01, "the two forms should have come apart");
    }

    [Fact]
    public void AStepOutsideOfAFunctionLeavesTheLossOfBefore()
    {
        Variable w = new([3f], [1]);
        Sgd optimizer = new([w], 0.1, momentum: 0);
        Tensor loss = w.Square().Sum();
        optimizer.Step(loss);
        Assert.Equal(9, loss.Item());
        Assert.Equal(3 - 0.1 * 6, w.Item(), 1e-6);
    }

    [Fact]
    public void ALossThatIsNotFiniteChangesNothing()
    {
        foreach (Func<IReadOnlyList<Variable>, Optimizer> make in Optimizers.Values)
        {
            Variable w = new([2f, 3f], [2], "w");
            Optimizer optimizer = make([w]);
            Function step = new(x =>
            {
                Tensor loss = (w * x[0]).Sum();
                optimizer.Step(loss);
                return [loss];
            });
            step.Call(Tensor.From(1, -1));
            float[][] before = [w.ToArray(), .. optimizer.State.Select(slot => slot.ToArray())];
            step.Call(Tensor.From(float.NaN, 1));
            step.Call(Tensor.From(float.PositiveInfinity, 1));
            Assert.Equal(before, [w.ToArray(), .. optimizer.State.Select(slot => slot.ToArray())]);
        }
    }

    [Fact]
    public void StateHasNamesAndAllThereIs()
    {
        Variable a = new([2], "conv1.weight"), b = new([3], "conv1.bias");
        Assert.Equal(["conv1.weight.momentum", "conv1.bias.momentum"], new Sgd([a, b]).State.Select(slot => slot.Name));
        Assert.Empty(new Sgd([a, b], momentum: 0).State);
        Assert.Equal(
            ["conv1.weight.mean", "conv1.weight.square", "conv1.bias.mean", "conv1.bias.square", "conv1.weight.mean_share", "conv1.weight.square_share"],
            new AdamW([a, b]).State.Select(slot => slot.Name));
    }

    [Theory, MemberData(nameof(Names))]
    public void AnOptimiserWithTheStateOfAnotherGoesOnTheSame(string name)
    {
        Variable w = new([1f, -2f], [2], "w"), copy = new([0f, 0f], [2], "w");
        Optimizer first = Optimizers[name]([w]), second = Optimizers[name]([copy]);
        Function step = Step(first, [w]), resumed = Step(second, [copy]);
        for (int i = 0; i < 3; i++) step.Call(Tensor.From(i + 0.5f, 1 - i));
        copy.Write(w.ToArray());
        foreach (var (from, to) in first.State.Zip(second.State)) to.Write(from.ToArray());
        for (int i = 0; i < 3; i++)
        {
            step.Call(Tensor.From(i - 0.5f, 2));
            resumed.Call(Tensor.From(i - 0.5f, 2));
        }
        Assert.Equal(w.ToArray(), copy.ToArray());
    }

    [Fact]
    public void TheRateIsGivenBackAsItWasSet()
    {
        Sgd optimizer = new([new Variable([1])], 0.02);
        Assert.Equal(0.02, optimizer.LearningRate);
        optimizer.LearningRate = 0.3;
        Assert.Equal(0.3, optimizer.LearningRate);
        Assert.Throws<FoveaException>(() => optimizer.LearningRate = double.NaN);
        Assert.Equal(0.3, optimizer.LearningRate);
    }

    public static TheoryData<string, Action> Wrong => new()
    {
        { "Sgd: there is no parameter to optimise", () => _ = new Sgd([]) },
        { "Adam: there is no parameter to optimise", () => _ = new Adam([]) },
        { "Sgd: the parameter w (1) is listed twice", () => _ = new Sgd([One, One]) },
        { "Sgd: the learning rate must be a number of at least 0, it is -1", () => _ = new Sgd([One], -1) },
        { "AdamW: the learning rate must be a number of at least 0, it is NaN", () => _ = new AdamW([One], double.NaN) },
        { "Sgd: the momentum must be 0 to below 1, it is 1", () => _ = new Sgd([One], momentum: 1) },
        { "Sgd: the weight decay must be at least 0, it is -0.1", () => _ = new Sgd([One], weightDecay: -0.1) },
        { "Sgd: Nesterov needs a momentum greater than 0", () => _ = new Sgd([One], momentum: 0, nesterov: true) },
        { "Sgd: the length to clip to must be at least 0, it is NaN", () => _ = new Sgd([One]) { ClipNorm = double.NaN } },
        { "Adam: the betas must be 0 to below 1, they are 0.9 and 1", () => _ = new Adam([One], beta2: 1) },
        { "Adam: epsilon must be at least 0, it is -1", () => _ = new Adam([One], epsilon: -1) },
        { "Adam: the weight decay must be at least 0, it is NaN", () => _ = new Adam([One], weightDecay: double.NaN) },
    };

    static Variable One { get; } = new([1], "w");

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void NumbersThatMakeNoOptimiser(string message, Action make) => Assert.StartsWith(message, Assert.Throws<FoveaException>(make).Message, StringComparison.Ordinal);

    static void Check(Backend backend, string name, bool compiled, double tolerance)
    {
        using IDisposable scope = Backend.Use(backend);
        JsonElement expected = Cases[name];
        Variable[] parameters = [.. expected.GetProperty("start").EnumerateArray().Select(Expected.Of).Select(start =>
        {
            Variable variable = new(start.Shape);
            variable.Write(start.Values);
            return variable;
        })];
        Optimizer optimizer = Optimizers[name](parameters);
        Function step = Step(optimizer, parameters);
        int number = 0;
        foreach (JsonElement entry in expected.GetProperty("steps").EnumerateArray())
        {
            Tensor[] gradients = [.. entry.GetProperty("gradients").EnumerateArray().Select(gradient => Expected.Of(gradient).ToTensor())];
            if (compiled) step.Call(gradients);
            else optimizer.Step(Loss(parameters, gradients));
            Expected[] after = [.. entry.GetProperty("parameters").EnumerateArray().Select(Expected.Of)];
            number++;
            for (int i = 0; i < after.Length; i++) after[i].IsNear(parameters[i], tolerance, $"{name}, step {number}, parameter {i}");
        }
    }

    /// <summary>A step with given gradients: those of the sum of parameters times them.</summary>
    static Function Step(Optimizer optimizer, Variable[] parameters) => new(gradients =>
    {
        Tensor loss = Loss(parameters, gradients);
        optimizer.Step(loss);
        return [loss];
    });

    static Tensor Loss(Variable[] parameters, Tensor[] gradients) => parameters.Zip(gradients, (parameter, gradient) => (parameter * gradient).Sum()).Aggregate((a, b) => a + b);

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

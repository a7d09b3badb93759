using Fovea.Optimizers;
using Fovea.Tensors;

namespace Fovea.Tests.Optimizers;

/// <summary>The gradient of a linear layer over few images goes into the update row by row: it is never stored, the result is the same, and what is not finite still changes nothing.</summary>
public class UnstoredGradientTests
{
    const int Images = 6, In = 530, Out = 410;

    static readonly Dictionary<string, Func<IReadOnlyList<Variable>, Optimizer>> Optimizers = new()
    {
        ["sgd"] = p => new Sgd(p, 0.1, momentum: 0),
        ["sgd, momentum"] = p => new Sgd(p, 0.1, momentum: 0.9),
        ["sgd, weight decay"] = p => new Sgd(p, 0.1, momentum: 0.9, weightDecay: 0.05),
        ["sgd, nesterov"] = p => new Sgd(p, 0.1, momentum: 0.8, weightDecay: 0.01, nesterov: true),
        ["adam"] = p => new Adam(p, 0.01),
        ["adam, weight decay"] = p => new Adam(p, 0.01, weightDecay: 0.1),
        ["adamw"] = p => new AdamW(p, 0.01, weightDecay: 0.3),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    static Tensor Values(Shape shape, int seed, float scale = 1)
    {
        Random random = new(seed);
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = scale * (random.NextSingle() * 2 - 1);
        return Tensor.From(values, shape);
    }

    static (Variable Weight, Function Step) Make(string name)
    {
        Variable weight = new(Values([Out, In], 1, 0.1f).ToArray(), [Out, In]);
        Optimizer optimizer = Optimizers[name]([weight]);
        return (weight, new Function(x =>
        {
            Tensor loss = (x[0].MatMul(weight, transposeB: true).Tanh() - x[1]).Square().Sum();
            optimizer.Step(loss);
            return [loss];
        }));
    }

    static float[] After(Backend backend, string name, int steps)
    {
        using IDisposable scope = Backend.Use(backend);
        (Variable weight, Function step) = Make(name);
        for (int i = 0; i < steps; i++) step.Call(Values([Images, In], 10 + i), Values([Images, Out], 20 + i));
        return weight.ToArray();
    }

    [Theory, MemberData(nameof(Names))]
    public void TheUpdateIsTheReferences(string name)
    {
        float[] actual = After(Backend.Cpu, name, 3), expected = After(Backend.Reference, name, 3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void TheGradientHasNoPlace(string name)
    {
        (Variable weight, Function step) = Make(name);
        PlanStep[] steps = [.. step.Plan(Values([Images, In], 1), Values([Images, Out], 2))];
        Assert.Contains(steps, one => one.Name.StartsWith("MatMul Multiply", StringComparison.Ordinal) && one.Output == weight.Shape);
        Assert.DoesNotContain(steps, one => one.Name == "MatMul" && one.Output == weight.Shape);
        Assert.DoesNotContain(steps, one => one.Name == "AllFinite");
    }

    /// <summary>Numbers that are not finite in the layer's input, and some whose products overflow only as sums.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AnInputThatIsNotFiniteChangesNothing(float bad)
    {
        foreach (string name in Optimizers.Keys)
        {
            (Variable weight, Function step) = Make(name);
            float[] before = weight.ToArray(), x = Values([Images, In], 1).ToArray();
            x[^1] = bad;
            step.Call(Tensor.From(x, [Images, In]), Values([Images, Out], 2));
            Assert.Equal(before, weight.ToArray());
            step.Call(Values([Images, In], 1), Values([Images, Out], 2));
            Assert.NotEqual(before, weight.ToArray());
        }
    }

    [Fact]
    public void AGradientThatOverflowsInOneRowHoldsBackAllOfItsWeight()
    {
        Variable weight = new(new float[Out * In], [Out, In]);
        Sgd optimizer = new([weight], 0.1);
        Function step = new(x =>
        {
            // Finite losses: tanh(0) = 0; the gradient of row 0 is 1e20 times the input.
            Tensor loss = (x[0].MatMul(weight, transposeB: true).Tanh() * x[1]).Sum();
            optimizer.Step(loss);
            return [loss];
        });
        float[] factors = new float[Images * Out];
        Array.Fill(factors, 1f);
        factors[0] = 1e20f;
        float[] large = new float[Images * In];
        Array.Fill(large, 1e19f);
        Assert.Equal(0, step.Call(Tensor.From(large, [Images, In]), Tensor.From(factors, [Images, Out]))[0].Item());
        Assert.All(weight.ToArray(), value => Assert.Equal(0, value));
        // Far beyond what a bound by the largest operands allows, and still finite: taken.
        factors[0] = 1;
        large[0] = 3e38f;
        step.Call(Tensor.From(large, [Images, In]), Tensor.From(factors, [Images, Out]));
        Assert.Contains(weight.ToArray(), value => value != 0);
    }

    [Fact]
    public void TheNumberOfThreadsChangesNoBit()
    {
        int before = Compute.Workers.Threads;
        try
        {
            Compute.Workers.Threads = 1;
            float[] one = After(Backend.Cpu, "adam", 2);
            Compute.Workers.Threads = 3;
            Assert.Equal(one, After(Backend.Cpu, "adam", 2));
        }
        finally
        {
            Compute.Workers.Threads = before;
        }
    }
}

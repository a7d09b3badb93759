using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>A layer with running statistics that is used twice in one function, as in a siamese net.</summary>
public class SharedNormalizationTests
{
    static readonly double[] First = [1, 2, 4, -3, 0.5, 6], Second = [0, 7, -2, 5, 3, 1];

    static readonly Shape Shape = [3, 1, 1, 2];

    public static TheoryData<string, Func<Module>> Layers => new()
    {
        { "BatchNorm2d", () => new BatchNorm2d(2, momentum: 0.3) },
        { "PixelBatchNorm", () => new PixelBatchNorm(1, 1, 2, momentum: 0.3) },
    };

    [Theory, MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void TwoUsesInAFunctionAreTwoUsesInOrder(string name, Func<Module> make)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Module inside = make(), outside = make();
        Function both = new(x => [inside.Forward(x[0]), inside.Forward(x[1])]);
        Tensor first = Tensor.From(First, Shape), second = Tensor.From(Second, Shape);
        for (int run = 0; run < 2; run++)
        {
            Tensor[] y = both.Call(first, second);
            AssertNear(Read(outside.Forward(first)), Read(y[0]), name);
            AssertNear(Read(outside.Forward(second)), Read(y[1]), name);
            foreach (var (a, b) in outside.Variables().Zip(inside.Variables())) AssertNear(Read(a), Read(b), $"{name} {a.Name}");
        }
    }

    [Fact]
    public void RunningStatisticsFollowTheRuleTwice()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        const double Momentum = 0.3;
        BatchNorm2d layer = new(2, momentum: Momentum);
        new Function(x => [layer.Forward(x[0]) + layer.Forward(x[1])]).Call(Tensor.From(First, Shape), Tensor.From(Second, Shape));
        double[] means = [0, 0], variances = [1, 1];
        foreach (double[] x in new[] { First, Second })
            for (int c = 0; c < 2; c++)
            {
                double[] channel = [x[c], x[2 + c], x[4 + c]];
                double mean = channel.Average(), variance = channel.Sum(value => Math.Pow(value - mean, 2)) / 2;
                means[c] = (1 - Momentum) * means[c] + Momentum * mean;
                variances[c] = (1 - Momentum) * variances[c] + Momentum * variance;
            }
        IReadOnlyList<Variable> variables = layer.Variables();
        AssertNear(means, Read(variables[2]), "running mean");
        AssertNear(variances, Read(variables[3]), "running variance");
    }

    [Theory, MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void OutsideOfFunctionsTheInputIsComputedOnce(string name, Func<Module> make)
    {
        Variable weight = new([1f, 2], [2]);
        Tensor x = Tensor.From(First, Shape) * weight;
        make().Forward(x);
        // What was computed keeps its values; what is computed again would not.
        weight.Write([0f, 0]);
        Assert.True(x.ToArray()[0] == 1, name);
    }

    static void AssertNear(double[] expected, double[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-12, $"{what}, element {i}: {actual[i]}, expected {expected[i]}");
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

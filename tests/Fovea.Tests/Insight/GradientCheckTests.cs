using Fovea.Insight;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Insight;

public class GradientCheckTests
{
    public static TheoryData<string> Cases => [.. LayerCase.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Back_propagation_agrees_with_central_differences(string name)
    {
        LayerCase row = LayerCase.All.First(layer => layer.Name == name);
        using IDisposable scope = Initializer.Seed(3);
        Module module = row.Make();
        IReadOnlyList<GradientError> errors = GradientCheck.Of(module, row.Input, seed: 3, samples: row.Samples);
        Assert.Equal(1 + module.Parameters().Count, errors.Count);
        Assert.All(errors, error => Assert.True(error.IsRight, $"{name}: {error}"));
    }

    [Fact]
    public void Every_kind_of_layer_has_a_case()
    {
        IEnumerable<string> kinds = typeof(Module).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Module)) && type is { IsAbstract: false, IsPublic: true, Namespace: "Fovea.Layers" }).Select(type => type.Name);
        Assert.Empty(kinds.Except(LayerCase.Layers.Select(row => row.Name.Split(' ')[0])));
    }

    [Fact]
    public void The_error_is_shown_as_it_is_and_judged_without_what_rounding_explains()
    {
        IReadOnlyList<GradientError> errors = GradientCheck.Of(new Conv2d(2, 3, kernelSize: 3), [2, 5, 5, 2]);
        Assert.All(errors, error => Assert.True(error.Largest > 0 && error.Unexplained < error.Largest && error.IsRight, $"{error}"));
    }

    [Fact]
    public void A_wrong_gradient_is_found()
    {
        GradientError error = Assert.Single(GradientCheck.Of(new TwoFaced(), [3, 4]));
        Assert.False(error.IsRight);
        Assert.Equal(1.0 / 3, error.Largest, 1e-6);
        Assert.Equal(3, error.Analytic / error.Numeric * 2, 1e-6);
    }

    [Fact]
    public void A_result_that_is_not_a_number_is_not_right() => Assert.All(GradientCheck.Of(new Broken(), [2, 2]), error => Assert.False(error.IsRight));

    [Fact]
    public void The_values_of_the_module_are_the_same_afterwards()
    {
        BatchNorm2d norm = new(3);
        Conv2d conv = new(2, 3, kernelSize: 3);
        Sequential module = new(conv, norm);
        float[][] before = [.. module.Variables().Select(variable => variable.ToArray())];
        GradientCheck.Of(module, [2, 5, 5, 2]);
        Assert.Equal(before, module.Variables().Select(variable => variable.ToArray()));
        Assert.Same(Backend.Cpu, Backend.Current);
    }

    [Fact]
    public void The_same_seed_checks_the_same() =>
        Assert.Equal(GradientCheck.Of(new Gelu(), [4, 9], seed: 5, samples: 4), GradientCheck.Of(new Gelu(), [4, 9], seed: 5, samples: 4));

    /// <summary>Another function when it is differentiated than when it is evaluated.</summary>
    sealed class TwoFaced : Module
    {
        int calls;

        public override Tensor Forward(Tensor x) => x * (calls++ == 0 ? 3.0 : 2.0);
    }

    sealed class Broken : Module
    {
        public override Tensor Forward(Tensor x) => x / (x - x);
    }
}

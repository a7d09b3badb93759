using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>Holds every row of <see cref="LayerCases"/> to the contract of layers, and every layer of the library to having a row.</summary>
public class LayerTests
{
    public static TheoryData<LayerCase> All => [.. LayerCases.All];

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void CpuEqualsReference(LayerCase row) => LayerContract.CpuEqualsReference(row);

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void GradientIsTheSlope(LayerCase row) => LayerContract.GradientIsTheSlope(row);

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void GivesTheShapeAndSaysWhoseResultItIs(LayerCase row)
    {
        Module module = row.Build();
        Tensor x = Tensor.From(row.Values(), row.Input), y = module.Forward(x);
        Assert.Equal(row.Output, y.Shape);
        // A layer without anything to compute gives its input; the result of a layer's last layer is that one's.
        if (ReferenceEquals(x, y)) return;
        if (module is Sequential or SelfAttention) Assert.Contains(y.Source, module.Children().Select(child => child.Child).Prepend(module));
        else Assert.Same(module, y.Source);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void NamesOfVariablesAreThoseInTheTable(LayerCase row) => Assert.Equal(row.Variables, LayerCase.Describe(row.Make()));

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void SameSeedSameBits(LayerCase row)
    {
        float[][] Weights(ulong seed)
        {
            using IDisposable scope = Initializer.Seed(seed);
            return [.. row.Make().Variables().Select(variable => variable.ToArray())];
        }
        float[][] first = Weights(1);
        Assert.Equal(first, Weights(1));
        if (row.Variables.Contains("weight (", StringComparison.Ordinal) && row.Make() is not (LearnedPool2d or BatchNorm2d or PixelBatchNorm or LayerNorm or GroupNorm or InstanceNorm2d)) Assert.NotEqual(first, Weights(2));
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void SaysWhatItIs(LayerCase row) => Assert.StartsWith(row.Make().GetType().Name, row.Make().ToString(), StringComparison.Ordinal);

    [Fact]
    public void EveryLayerHasARow()
    {
        HashSet<Type> seen = [.. LayerCases.All.Select(row => row.Make().GetType())];
        Assert.Empty(typeof(Module).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Module)) && !type.IsAbstract && type.Namespace == typeof(Module).Namespace && !seen.Contains(type)).Select(type => type.Name));
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Models;

/// <summary>
/// The networks of the registry against their peers: what bench/reference/models.py reads off torchvision itself, and off the papers' forms written in PyTorch.
/// All of it is read off the graph; nothing is computed, and no weight is drawn.
/// </summary>
public class PublishedModelTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("models.expected.json");

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void EveryNetworkOfTorchvisionHasACase() => Assert.Empty(ModelRegistry.All.Where(entry => entry.InTorchvision).Select(entry => entry.Name).Except(Cases.Keys));

    [Theory, MemberData(nameof(Names))]
    public void IsMadeOfWhatItsPeerIsMadeOf(string name)
    {
        JsonElement expected = Cases[name];
        ModelEntry entry = ModelRegistry.Get(name);
        Module model = entry.Create();
        ModelSummary summary = ModelSummary.Of(model, [1, .. entry.Input]);
        Assert.Equal((expected.GetProperty("parameters").GetInt64(), expected.GetProperty("trainingOnly").GetInt64(), expected.GetProperty("multiplyAdds").GetInt64()),
            (summary.Parameters, summary.TrainingOnlyParameters, summary.MultiplyAdds));

        string lines = string.Concat(model.Variables().Select(variable => $"{variable.Name} {variable.Shape}\n"));
        Assert.True(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))) == expected.GetProperty("variables").GetString(),
            $"names or shapes are not the peer's; 'python bench/reference/models.py {name}' lists those, here are ours:\n{lines}");
    }

    /// <summary>The figures that every overview of these networks quotes, to the digits that they quote.</summary>
    [Theory]
    [InlineData("alexnet", 61_100_840, 0.714), InlineData("vgg16", 138_357_544, 15.47), InlineData("googlenet", 6_624_904, 1.498), InlineData("resnet18", 11_689_512, 1.814)]
    [InlineData("alexnet_two_towers", 60_965_224, 0.724), InlineData("googlenet_paper", 6_998_552, 1.583)]
    [InlineData("resnet50", 25_557_032, 4.089), InlineData("resnext50_32x4d", 25_028_904, 4.23)]
    [InlineData("vit_b_16", 86_567_656, 17.564), InlineData("vit_b_32", 88_224_232, 4.409), InlineData("vit_l_16", 304_326_632, 61.555)]
    public void HasThePublishedParametersAndMultiplyAdds(string name, long parameters, double billions)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        ModelSummary summary = ModelSummary.Of(entry.Create(), [1, .. entry.Input]);
        Assert.Equal(parameters, summary.Parameters);
        Assert.Equal(billions, summary.MultiplyAdds / 1e9, 0.0005 + (name is "vgg16" or "resnext50_32x4d" ? 0.005 : 0));
    }
}

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

    /// <summary>
    /// Deviations as torchvision draws them (weights with fan-out, a linear layer of VGG and all of GoogLeNet with 0.01, AlexNet uniform by fan-in) and as the paper of AlexNet says.
    /// Thousands of draws each: 5 % is beyond four deviations of such an estimate.
    /// </summary>
    [Theory]
    [InlineData("alexnet", "features.0.weight", 0, 0.030305)]                  // 1 / sqrt(3 * 363)
    [InlineData("alexnet_two_towers", "conv1.weight", 0, 0.01)]
    [InlineData("alexnet_two_towers", "conv2.bias", 1, 0)]
    [InlineData("alexnet_two_towers", "conv3.bias", 0, 0)]
    [InlineData("alexnet_two_towers", "fc7.bias", 1, 0)]
    [InlineData("alexnet_two_towers", "fc8.bias", 0, 0)]
    [InlineData("vgg11", "features.3.weight", 0, 0.041667)]                    // sqrt(2 / (9 * 128))
    [InlineData("vgg11", "features.3.bias", 0, 0)]
    [InlineData("vgg16_bn", "features.1.weight", 1, 0)]
    [InlineData("googlenet", "inception3a.branch1.conv.weight", 0, 0.01)]
    [InlineData("googlenet", "inception3a.branch1.bn.weight", 1, 0)]
    [InlineData("googlenet_paper", "inception3a.branch1.conv.weight", 0, 0.102062)]    // sqrt(2 / 192)
    [InlineData("resnet18", "conv1.weight", 0, 0.025254)]                      // sqrt(2 / (49 * 64))
    [InlineData("resnet18", "layer1.0.bn2.weight", 1, 0)]
    [InlineData("resnext50_32x4d", "layer1.0.conv2.weight", 0, 0.041667)]      // sqrt(2 / (9 * 128)), as if there were no groups
    [InlineData("resnet20", "layer3.0.conv1.weight", 0, 0.058926)]             // sqrt(2 / (9 * 64))
    public void StartsAsPublished(string name, string variable, double mean, double deviation)
    {
        float[] values = ModelRegistry.Get(name).Create().Variables().Single(found => found.Name == variable).ToArray();
        double found = values.Average(value => (double)value), spread = Math.Sqrt(values.Average(value => (value - found) * (value - found)));
        Assert.Equal(mean, found, 0.05 * deviation);
        Assert.Equal(deviation, spread, 0.05 * deviation);
    }
}

using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;
using LayerCase = Fovea.Tests.Layers.LayerCase;
using LayerContract = Fovea.Tests.Layers.LayerContract;

namespace Fovea.Tests.Models;

/// <summary>The blocks of GoogLeNet and ResNet by themselves: shapes, counts, Cpu against Reference in values and gradients, gradients against slopes.</summary>
public class BlockTests
{
    static readonly LayerCase[] Cases =
    [
        new("Inception, naive", [2, 5, 4, 3], [2, 5, 4, 2 + 4 + 1 + 3], () => new Inception(3, ones: 2, threes: 4, fives: 1)),
        new("Inception with reduction", [2, 5, 4, 3], [2, 5, 4, 2 + 4 + 3 + 1], () => new Inception(3, ones: 2, (2, 4), (1, 3), pool: 1)),
        new("Inception of torchvision", [2, 5, 4, 3], [2, 5, 4, 2 + 4 + 3 + 1], () => new Inception(3, ones: 2, (2, 4), (1, 3), pool: 1, batchNorm: true, large: 3)),
        new("BasicBlock", [2, 5, 4, 3], [2, 5, 4, 3], () => new BasicBlock(3, 3)),
        new("BasicBlock, strided", [2, 5, 4, 3], [2, 3, 2, 5], () => new BasicBlock(3, 5, stride: 2)),
        new("Bottleneck", [2, 5, 4, 8], [2, 5, 4, 8], () => new Bottleneck(8, 2)),
        new("Bottleneck in groups, strided", [2, 5, 4, 3], [2, 3, 2, 8], () => new Bottleneck(3, 2, stride: 2, groups: 3, width: 6)),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(row => row.Name)];

    [Theory, MemberData(nameof(Names))]
    public void GivesTheShapeInAndOutOfTraining(string name)
    {
        LayerCase row = Of(name);
        Module block = row.Make();
        Assert.Equal(row.Output, block.Forward(Tensor.Zeros(row.Input)).Shape);
        block.Train(false);
        Assert.Equal(row.Output, block.Forward(Tensor.Zeros(row.Input)).Shape);
    }

    [Theory, MemberData(nameof(Names))]
    public void CpuEqualsReference(string name) => LayerContract.CpuEqualsReference(Of(name));

    /// <summary>128 + 192 + 96 kernels over 28x28x256 and the pooled channels: 854 M multiply-adds in the naive form, 271 M with 64 channels left before and after.</summary>
    [Fact]
    public void ReductionMakesABlockCheap()
    {
        Inception naive = new(256, ones: 128, threes: 192, fives: 96), reduced = new(256, ones: 128, (64, 192), (64, 96), pool: 64);
        Assert.Equal((672, 480), (naive.OutChannels, reduced.OutChannels));
        Assert.Equal(784 * 256 * (128 + 9 * 192 + 25 * 96), ModelSummary.Of(naive, [1, 28, 28, 256]).MultiplyAdds);
        Assert.Equal(784 * (256 * (128 + 64 + 64 + 64) + 64 * (9 * 192 + 25 * 96)), ModelSummary.Of(reduced, [1, 28, 28, 256]).MultiplyAdds);
    }

    /// <summary>Fig. 2a: the result is what its four branches give one after the other, and the pooled channels pass as they are.</summary>
    [Fact]
    public void TheNaiveFormStacksThePooledChannelsLast()
    {
        Inception block = new(2, ones: 1, threes: 1, fives: 1);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 32).Select(i => (float)((i * 7 % 16) - 8))], [1, 4, 4, 2]);
        Assert.Equal(x.MaxPool2d(3, stride: 1, padding: 1).ToArray(), block.Forward(x)[.., .., .., 3..].ToArray());
    }

    /// <summary>Its linear layer has 2048 inputs whatever the size of the map; the paper's form averages 5x5 windows, so it needs that many pixels.</summary>
    [Fact]
    public void AnAuxiliaryHeadTakesMapsOfAnySize()
    {
        foreach (Shape map in (Shape[])[[2, 14, 14, 3], [2, 5, 9, 3]])
            foreach (bool asPublished in new[] { false, true }) Assert.Equal([2, 4], OutOfTraining(new InceptionAux(3, classes: 4, asPublished)).Forward(Tensor.Zeros(map)).Shape);
        Assert.Equal([2, 4], OutOfTraining(new InceptionAux(3, classes: 4)).Forward(Tensor.Zeros([2, 1, 1, 3])).Shape);
    }

    /// <summary>Option A: without its convolutions a block passes every second pixel on, and zeros in the new channels.</summary>
    [Fact]
    public void AShortcutWithoutWeightsSkipsPixelsAndAddsZeros()
    {
        CifarResNet model = new(8);
        Module block = Assert.IsType<Sequential>(model.Children().Single(child => child.Name == "layer2").Child).Modules[0];
        foreach (Variable variable in block.Variables())
            if (variable.Name!.EndsWith("bn2.weight", StringComparison.Ordinal)) variable.Write(new float[variable.Shape.Count]);
        block.Train(false);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 4 * 4 * 16).Select(i => (float)i)], [1, 4, 4, 16]);
        float[] y = block.Forward(x).ToArray();
        Assert.Equal(2 * 2 * 32, y.Length);
        for (int row = 0; row < 2; row++)
            for (int column = 0; column < 2; column++)
                for (int channel = 0; channel < 32; channel++)
                    Assert.Equal(channel < 16 ? (2 * row * 4 + 2 * column) * 16 + channel : 0, y[(row * 2 + column) * 32 + channel]);
    }

    [Fact]
    public void DepthsThatThePapersDoNotHaveAreErrors()
    {
        Assert.Contains("11, 13, 16 or 19", Assert.Throws<FoveaException>(() => new Vgg(12)).Message, StringComparison.Ordinal);
        Assert.Contains("18, 34, 50, 101 or 152", Assert.Throws<FoveaException>(() => new ResNet(20)).Message, StringComparison.Ordinal);
        Assert.Contains("not 6n + 2", Assert.Throws<FoveaException>(() => new CifarResNet(18)).Message, StringComparison.Ordinal);
    }

    static LayerCase Of(string name) => Cases.Single(row => row.Name == name);

    static Module OutOfTraining(Module module)
    {
        module.Train(false);
        return module;
    }
}

using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>What layers say when shapes or numbers do not fit: before anything is computed, with all shapes and a way on.</summary>
public class ShapeErrorTests
{
    [Fact]
    public void ConvolutionOfAnImageWithAlpha() => AssertMessage("""
        Conv2d: input has 4 channels, the layer expects 3.
          input   (1, 224, 224, 4)   (N, H, W, C)
          weight  (64, 7, 7, 3)      (out, kH, kW, in), stride 2, padding 3
          hint: an image with an alpha channel has 4 channels; drop it with ToRgb().
        """, () => new Conv2d(3, 64, kernelSize: 7, stride: 2, padding: 3, floor: true).Forward(Tensor.Zeros([1, 224, 224, 4])));

    [Fact]
    public void ConvolutionOfAnImageWithChannelsFirst() => AssertMessage("""
        Conv2d: input has 32 channels, the layer expects 3.
          input   (1, 3, 32, 32)   (N, H, W, C)
          weight  (8, 3, 3, 3)     (out, kH, kW, in), stride 1, padding 1
          hint: images are channels last here, (N, H, W, C); Transpose(0, 2, 3, 1) turns (N, C, H, W) into that.
        """, () => new Conv2d(3, 8, kernelSize: 3, padding: 1).Forward(Tensor.Zeros([1, 3, 32, 32])));

    [Fact]
    public void ConvolutionOfAMatrix() => AssertMessage("""
        Conv2d: the input needs four dimensions, it has 2
          input  (28, 28)   expected (N, H, W, C)
        """, () => new Conv2d(1, 6, kernelSize: 5).Forward(Tensor.Zeros([28, 28])));

    [Fact]
    public void LinearAfterAForgottenFlatten() => AssertMessage("""
        Linear: input has 16 features, the layer expects 400.
          input   (2, 5, 5, 16)   (..., in)
          weight  (120, 400)      (out, in)
          hint: Flatten() makes a vector of every image.
        """, () => new Linear(400, 120).Forward(Tensor.Zeros([2, 5, 5, 16])));

    [Fact]
    public void LinearOfTheWrongLength() => AssertMessage("""
        Linear: input has 576 features, the layer expects 400.
          input   (2, 576)     (..., in)
          weight  (120, 400)   (out, in)
        """, () => new Linear(400, 120).Forward(Tensor.Zeros([2, 576])));

    [Fact]
    public void AWindowThatDoesNotTile() => AssertMessage("""
        MaxPool2d: the window does not tile the rows: (7 - 3 + 0) / 3 + 1 = 2.33
          input  (1, 7, 9, 2)   (N, H, W, C), window 3, stride 3, padding 0
          hint: change the padding, or pass floor: true to leave out the rest
        """, () => new MaxPool2d(3).Forward(Tensor.Zeros([1, 7, 9, 2])));

    [Fact]
    public void AConvolutionThatDoesNotTile() => AssertMessage("""
        Conv2d: the window does not tile the columns: (8 - 3 + 0) / 2 + 1 = 3.5
          input  (1, 7, 8, 1)   (N, H, W, C), window 3, stride 2, padding 0
          hint: change the padding, or pass floor: true to leave out the rest
        """, () => new Conv2d(1, 1, kernelSize: 3, stride: 2).Forward(Tensor.Zeros([1, 7, 8, 1])));

    [Fact]
    public void LearnedPoolingDoesNotStretchOverOneChannel() => AssertMessage("""
        LearnedPool2d: expects images of 6 channels.
          input   (1, 4, 4, 1)   (N, H, W, C)
          weight  (6)            (C)
        """, () => new LearnedPool2d(6, 2).Forward(Tensor.Zeros([1, 4, 4, 1])));

    [Fact]
    public void BranchesOfDifferentShapes() => AssertMessage("""
        SumBranches: the branches give different shapes
          branch 0  (1, 4, 4, 2)
          branch 1  (1, 4, 4, 1)
        """, () => new SumBranches(new Identity(), new Conv2d(2, 1, kernelSize: 1)).Forward(Tensor.Zeros([1, 4, 4, 2])));

    public static TheoryData<string, Action> Forwards => new()
    {
        { "BatchNorm2d: expects 3 channels.", () => new BatchNorm2d(3).Forward(Tensor.Zeros([1, 2, 2, 4])) },
        { "BatchNorm2d: needs at least two values a channel in training", () => new BatchNorm2d(3).Forward(Tensor.Zeros([1, 3])) },
        { "PixelBatchNorm: expects images of the size it was made for.", () => new PixelBatchNorm(2, 2, 1).Forward(Tensor.Zeros([3, 2, 3, 1])) },
        { "PixelBatchNorm: needs at least two images in training", () => new PixelBatchNorm(2, 2, 1).Forward(Tensor.Zeros([1, 2, 2, 1])) },
        { "LayerNorm: expects 5 features.", () => new LayerNorm(5).Forward(Tensor.Zeros([2, 4])) },
        { "GroupNorm: expects 6 channels.", () => new GroupNorm(2, 6).Forward(Tensor.Zeros([2, 3, 3, 4])) },
        { "GroupNorm: needs at least two values a sample and group", () => new GroupNorm(4, 4).Forward(Tensor.Zeros([2, 4])) },
        { "InstanceNorm2d: expects images of 3 channels.", () => new InstanceNorm2d(3).Forward(Tensor.Zeros([2, 4, 3])) },
        { "InstanceNorm2d: needs at least two values a sample and group", () => new InstanceNorm2d(3).Forward(Tensor.Zeros([2, 1, 1, 3])) },
        { "LinearNorm: the input needs four dimensions", () => new LinearNorm().Forward(Tensor.Zeros([2, 4])) },
        { "RadialBasis: expects vectors of 5 features.", () => new RadialBasis(Tensor.Zeros([3, 5])).Forward(Tensor.Zeros([2, 4])) },
        { "SelfAttention: expects tokens of 4 features.", () => new SelfAttention(4).Forward(Tensor.Zeros([2, 3, 5])) },
        { "SpatialPyramidPool2d: a grid of 4 cells a side is finer than the image", () => new SpatialPyramidPool2d().Forward(Tensor.Zeros([1, 8, 3, 1])) },
        { "Upsample2d: the input needs four dimensions", () => new Upsample2d(2).Forward(Tensor.Zeros([2])) },
        { "LocallyConnected2d: for this input the weight needs the shape (2, 2, 1, 2, 2, 1)", () => new LocallyConnected2d(4, 1, 1, kernelSize: 2).Forward(Tensor.Zeros([1, 3, 3, 1])) },
        { "ConvTranspose2d: input has 3 channels, the layer expects 2.", () => new ConvTranspose2d(2, 1, kernelSize: 2).Forward(Tensor.Zeros([1, 3, 3, 3])) },
    };

    [Theory, MemberData(nameof(Forwards), DisableDiscoveryEnumeration = true)]
    public void InputsThatDoNotFit(string message, Action forward) => Assert.StartsWith(message, Assert.Throws<ShapeException>(forward).Message, StringComparison.Ordinal);

    public static TheoryData<string, Action> Constructions => new()
    {
        { "Linear: needs at least one input and one output, not 0 and 4", () => _ = new Linear(0, 4) },
        { "Conv2d: 4 input and 6 output channels cannot be cut into 3 groups", () => _ = new Conv2d(4, 6, kernelSize: 3, groups: 3) },
        { "ConvTranspose2d: 4 input and 6 output channels cannot be cut into 0 groups", () => _ = new ConvTranspose2d(4, 6, kernelSize: 3, groups: 0) },
        { "LocallyConnected2d: needs at least one input and one output channel, not 1 and 0", () => _ = new LocallyConnected2d(4, 1, 0, kernelSize: 2) },
        { "SelfAttention: 6 features cannot be shared by 4 heads", () => _ = new SelfAttention(6, heads: 4) },
        { "Maxout: needs at least one piece, not 0", () => _ = new Maxout(3, 3, count: 0) },
        { "RadialBasis: the centres must be a matrix", () => _ = new RadialBasis(Tensor.Zeros([3])) },
        { "LearnedPool2d: needs at least one channel and a window of 1x1, not 2 and 0", () => _ = new LearnedPool2d(2, 0) },
        { "LearnedPool2d: the stride must be at least 1, it is 0", () => _ = new LearnedPool2d(2, 2, stride: 0) },
        { "Conv2d: the stride must be at least 1, it is 0", () => _ = new Conv2d(1, 1, kernelSize: 3, stride: 0) },
        { "Conv2d: the window must be at least 1, it is (3, 0)", () => _ = new Conv2d(1, 1, kernelSize: (3, 0)) },
        { "Conv2d: the window must be at least 1, it is -1", () => _ = new Conv2d(1, 1, kernelSize: -1) },
        { "Conv2d: the dilation must be at least 1, it is 0", () => _ = new Conv2d(1, 1, kernelSize: 3, dilation: 0) },
        { "ConvTranspose2d: the stride must be at least 1, it is (1, 0)", () => _ = new ConvTranspose2d(1, 1, kernelSize: 3, stride: (1, 0)) },
        { "ConvTranspose2d: the window must be at least 1, it is 0", () => _ = new ConvTranspose2d(1, 1, kernelSize: 0) },
        { "LocallyConnected2d: the stride must be at least 1, it is 0", () => _ = new LocallyConnected2d(4, 1, 1, kernelSize: 2, stride: 0) },
        { "TableConv2d: the window must be at least 1, it is 0", () => _ = new TableConv2d(1, [[0]], kernelSize: 0) },
        { "MaxPool2d: the window must be at least 1, it is 0", () => _ = new MaxPool2d(0) },
        { "MaxPool2d: the stride must be at least 1, it is 0", () => _ = new MaxPool2d(Adjacency.Rectangle(3, 3), stride: 0) },
        { "MinPool2d: the stride must be at least 1, it is -2", () => _ = new MinPool2d(2, stride: -2) },
        { "AvgPool2d: the dilation must be at least 1, it is 0", () => _ = new AvgPool2d(2, dilation: 0) },
        { "SpatialPyramidPool2d: a grid needs at least one cell a side", () => _ = new SpatialPyramidPool2d(1, 0) },
        { "AdaptiveAvgPool2d: the size must be at least 1x1, it is 0x7", () => _ = new AdaptiveAvgPool2d(0, 7) },
        { "AdaptiveMaxPool2d: the size must be at least 1x1, it is 7x-1", () => _ = new AdaptiveMaxPool2d(7, -1) },
        { "Upsample2d: the factor must be at least 1, it is 0", () => _ = new Upsample2d(0) },
        { "LocalResponseNorm: the window needs at least one channel, not 0", () => _ = new LocalResponseNorm(0) },
        { "BatchNorm2d: needs at least one channel, not 0", () => _ = new BatchNorm2d(0) },
        { "BatchNorm2d: epsilon must be a number of at least 0, it is -1", () => _ = new BatchNorm2d(3, epsilon: -1) },
        { "BatchNorm2d: the momentum must be 0 to 1, it is NaN", () => _ = new BatchNorm2d(3, momentum: double.NaN) },
        { "PixelBatchNorm: the momentum must be 0 to 1, it is 1.5", () => _ = new PixelBatchNorm(2, 2, 1, momentum: 1.5) },
        { "PixelBatchNorm: the images must be at least 1x1 with one channel, not 2x0x1", () => _ = new PixelBatchNorm(2, 0, 1) },
        { "GroupNorm: 6 channels cannot be cut into 4 groups", () => _ = new GroupNorm(4, 6) },
        { "InstanceNorm2d: needs at least one channel, not 0", () => _ = new InstanceNorm2d(0) },
        { "LayerNorm: needs at least one feature, not 0", () => _ = new LayerNorm(0) },
        { "Dropout: the probability must be 0 to below 1, it is 1", () => _ = new Dropout(1) },
        { "Dropout: the probability must be 0 to below 1, it is NaN", () => _ = new Dropout(double.NaN) },
        { "SumBranches: needs at least one branch", () => _ = new SumBranches() },
        { "StackBranches: needs at least one branch", () => _ = new StackBranches([], axis: 1) },
    };

    [Theory, MemberData(nameof(Constructions), DisableDiscoveryEnumeration = true)]
    public void NumbersThatMakeNoLayer(string message, Action make) => Assert.StartsWith(message, Assert.ThrowsAny<FoveaException>(make).Message, StringComparison.Ordinal);

    static void AssertMessage(string message, Action forward) => Assert.Equal(message, Assert.Throws<ShapeException>(forward).Message, ignoreLineEndingDifferences: true);
}

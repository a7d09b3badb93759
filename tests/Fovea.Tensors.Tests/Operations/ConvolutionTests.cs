using static Fovea.Tensors.Tests.Operations.Ramp;

namespace Fovea.Tensors.Tests.Operations;

/// <summary>Transposed convolution, patches and locally connected layers against PyTorch, and what they refuse.</summary>
public class ConvolutionTests
{
    // F.conv_transpose2d, PyTorch 1.13, with the weights permuted from (in, kH, kW, out / groups) to (in, out / groups, kH, kW).
    [Fact]
    public void TransposedConvolutionIsPyTorchs()
    {
        AssertEqual([1, 4, 6, 2],
            [-8, -12, 21, -1, -4, 21, -12, -5, 11, -12, -12, 2, 1, 3, -5, 7, 8, -3, 0, -1, -7, 2, 5, 2, -7, 21, -12, -2, 8, -12, -12, 5, 1, 21, 21, 1, 11, -4, -1, -6, -4, 1, 4, -3, -8, -5, -2, -11],
            Image(1, 2, 3, 4).ConvTranspose2d(Weight(4, 2, 2, 1), stride: 2, groups: 2));
        AssertEqual([1, 4, 6, 1],
            [9.5, -10.5, -8.5, -4.5, 6.5, 0.5, 0.5, 14.5, 20.5, 5.5, -16.5, 0.5, -7.5, 12.5, 9.5, 11.5, -14.5, 0.5, -3.5, -11.5, -12.5, 10.5, 12.5, 0.5],
            Image(1, 2, 2, 2).ConvTranspose2d(Weight(2, 3, 3, 1), Tensor.From(0.5f), stride: (2, 3), padding: 1, outputPadding: (1, 2)));
        AssertEqual([1, 6, 6, 2],
            [2, 6, 0, 0, -9, -15, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, -9, 0, 0, -7, 26, 0, 0, -1, -5, 0, 0,
             0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -2, 3, 0, 0, 7, -10, 0, 0, -3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            Image(1, 2, 2, 1).ConvTranspose2d(Weight(1, 2, 2, 2), stride: 2, dilation: 2, outputPadding: 1));
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(4, 2, 1)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 1, 2)]
    [InlineData(5, 4, 1)]
    public void SamePaddingEnlargesByTheStride(int kernel, int stride, int dilation) =>
        Assert.Equal([1, 4 * stride, 5 * stride, 2], Tensor.Zeros([1, 4, 5, 3]).ConvTranspose2d(Tensor.Zeros([3, kernel, kernel, 2]), stride: stride, padding: Padding.Same, dilation: dilation).Shape);

    // F.unfold and F.fold, PyTorch 1.13, with the channels moved behind the window.
    [Fact]
    public void PatchesArePyTorchs()
    {
        AssertEqual([1, 2, 4, 12],
            [0, 0, -2, 5, 1, -3, 0, 0, -1, -5, 2, -2, -2, 5, 1, -3, 4, 0, -1, -5, 2, -2, 5, 1, 1, -3, 4, 0, -4, 3, 2, -2, 5, 1, -3, 4, 4, 0, -4, 3, 0, 0, 5, 1, -3, 4, 0, 0,
             0, 0, -1, -5, 2, -2, 0, 0, 0, -4, 3, -1, -1, -5, 2, -2, 5, 1, 0, -4, 3, -1, -5, 2, 2, -2, 5, 1, -3, 4, 3, -1, -5, 2, -2, 5, 5, 1, -3, 4, 0, 0, -5, 2, -2, 5, 0, 0],
            Image(1, 3, 4, 2).Unfold((2, 3), padding: (0, 1)));
        AssertEqual([1, 3, 4, 2], [6, -2, 2, 1, 1, 0, -4, -1, -2, -7, -6, -8, -8, 1, 0, 6, 3, 6, 3, 2, 2, 1, 4, -4], Image(1, 2, 4, 12).Fold(3, 4, (2, 3), padding: (0, 1)));
    }

    // F.unfold, then torch.einsum("nijuvc,ijkuvc->nijk", patches, weight) + bias, PyTorch 1.13.
    [Fact]
    public void LocallyConnectedIsPatchesTimesWeights() =>
        AssertEqual([1, 2, 2, 2], [8, 34, -11, 35, 4, 35, -22, 45], Image(1, 3, 3, 2).LocallyConnected2d(Weight(2, 2, 2, 2, 2, 2), Image(2, 2, 2)));

    [Fact]
    public void PatchesTimesFlatKernelsAreAConvolution()
    {
        Tensor x = Image(2, 6, 7, 3), w = Weight(4, 3, 2, 3);
        AssertEqual([2, 3, 6, 4], Array.ConvertAll(x.Conv2d(w, stride: (2, 1), padding: (1, 0), floor: true).ToArray(), value => (double)value),
            x.Unfold((3, 2), stride: (2, 1), padding: (1, 0), floor: true).MatMul(w.Reshape(4, -1), transposeB: true));
    }

    [Fact]
    public void WhatDoesNotFitIsAnError()
    {
        Tensor x = Tensor.Zeros([1, 5, 5, 4]);
        Assert.Equal("""
            ConvTranspose2d: input has 4 channels, the layer expects 3.
              input   (1, 5, 5, 4)   (N, H, W, C)
              weight  (3, 2, 2, 8)   (in, kH, kW, out / groups), stride 2, padding 0
              hint: an image with an alpha channel has 4 channels; drop it with ToRgb().
            """, Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([3, 2, 2, 8]), stride: 2)).Message);
        Assert.Equal("ConvTranspose2d: the output padding must be from 0 to less than the stride 2, it is (2, 0)",
            Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), stride: 2, outputPadding: (2, 0))).Message);
        Assert.Equal("""
            LocallyConnected2d: for this input the weight needs the shape (4, 4, 3, 2, 2, 4)
              input   (1, 5, 5, 4)         (N, H, W, C)
              weight  (5, 4, 3, 2, 2, 4)   (H', W', out, kH, kW, in), window 2, stride 1, padding 0
            """, Assert.Throws<ShapeException>(() => x.LocallyConnected2d(Tensor.Zeros([5, 4, 3, 2, 2, 4]))).Message);
        Assert.Throws<ShapeException>(() => x[0].ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8])));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 8])));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), groups: 3));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), groups: 0));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), stride: 0));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), dilation: 0));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 0, 2, 8])));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), padding: 3));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), padding: -3));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), stride: int.MaxValue));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), stride: 2, padding: Padding.Same, outputPadding: 1));
        Assert.Throws<ShapeException>(() => x.ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8]), Tensor.Zeros([4])));
        Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 0, 5, 4]).ConvTranspose2d(Tensor.Zeros([4, 2, 2, 8])));
        Assert.Throws<ShapeException>(() => x.Unfold(2, stride: 2));
        Assert.Throws<ShapeException>(() => x[0].Unfold(2));
        Assert.Throws<ShapeException>(() => x.Fold(6, 6, 3));
        Assert.Throws<ShapeException>(() => x.Fold(7, 6, 2));
        Assert.Throws<ShapeException>(() => x.Fold(0, 6, 2));
        Assert.Throws<ShapeException>(() => x.Fold(6, 6, 0));
        Assert.Throws<ShapeException>(() => x.LocallyConnected2d(Tensor.Zeros([5, 4, 3, 2, 2])));
        Assert.Throws<ShapeException>(() => x.LocallyConnected2d(Tensor.Zeros([4, 4, 3, 2, 2, 4]), Tensor.Zeros([3])));
        Assert.Throws<ShapeException>(() => x.Conv2d(Tensor.Zeros([4, 2, 2, 2]), groups: 3));
    }
}

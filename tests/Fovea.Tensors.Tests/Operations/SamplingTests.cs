using static Fovea.Tensors.Tests.Operations.Ramp;

namespace Fovea.Tensors.Tests.Operations;

/// <summary>Resizing against PyTorch, and what it refuses.</summary>
public class SamplingTests
{
    // F.interpolate(size=..., mode="nearest"), PyTorch 1.13.
    [Fact]
    public void NearestIsPyTorchs()
    {
        Tensor x = Image(1, 2, 3, 1);
        AssertEqual([1, 3, 5, 1], [-2, -2, 5, 5, 1, -2, -2, 5, 5, 1, -3, -3, 4, 4, 0], x.Resize2d(3, 5));
        AssertEqual([1, 4, 6, 1], [-2, -2, 5, 5, 1, 1, -2, -2, 5, 5, 1, 1, -3, -3, 4, 4, 0, 0, -3, -3, 4, 4, 0, 0], x.Resize2d(4, 6));
        AssertEqual([1, 1, 2, 1], [-2, 5], x.Resize2d(1, 2));
        AssertEqual([1, 2, 3, 1], [-2, 1, 4, -3, 0, 3], Image(1, 5, 7, 1).Resize2d(2, 3));
    }

    // F.interpolate(size=..., mode="bilinear", align_corners=False), PyTorch 1.13.
    [Fact]
    public void BilinearIsPyTorchs()
    {
        Tensor x = Image(1, 2, 3, 1);
        AssertEqual([1, 3, 5, 1], [-2, 0.8, 5, 2.6, 1, -2.5, 0.3, 4.5, 2.1, 0.5, -3, -0.2, 4, 1.6, 0], x.Resize2d(3, 5, ResizeMode.Bilinear));
        AssertEqual([1, 4, 6, 1], [-2, -0.25, 3.25, 4, 2, 1, -2.25, -0.5, 3, 3.75, 1.75, 0.75, -2.75, -1, 2.5, 3.25, 1.25, 0.25, -3, -1.25, 2.25, 3, 1, 0], x.Resize2d(4, 6, ResizeMode.Bilinear));
        AssertEqual([1, 1, 2, 1], [-0.75, 1.5], x.Resize2d(1, 2, ResizeMode.Bilinear));
        AssertEqual([1, 2, 3, 1], [0.9166667, 0.75, 2.4166667, -0.3333333, -0.5, 2.0833333], Image(1, 5, 7, 1).Resize2d(2, 3, ResizeMode.Bilinear));
    }

    // F.interpolate(size=..., mode="bilinear", align_corners=True), PyTorch 1.13.
    [Fact]
    public void BilinearWithCornersAlignedIsPyTorchs()
    {
        Tensor x = Image(1, 2, 3, 1);
        AssertEqual([1, 3, 5, 1], [-2, 1.5, 5, 3, 1, -2.5, 1, 4.5, 2.5, 0.5, -3, 0.5, 4, 2, 0], x.Resize2d(3, 5, ResizeMode.Bilinear, alignCorners: true));
        AssertEqual([1, 2, 2, 1], [-2, 1, -3, 0], x.Resize2d(2, 2, ResizeMode.Bilinear, alignCorners: true));
        AssertEqual([1, 1, 2, 1], [-2, 1], x.Resize2d(1, 2, ResizeMode.Bilinear, alignCorners: true));
    }

    // F.interpolate(size=(4, 5), mode="bilinear") and backward with the image ramp as gradient, PyTorch 1.13.
    [Fact]
    public void BilinearGradientIsPyTorchs()
    {
        Tensor x = Image(1, 3, 2, 1);
        AssertEqual([1, 3, 2, 1], [1.875, 0.5, 0.375, -2.875, 3.35, -0.225], Gradient.Of(x.Resize2d(4, 5, ResizeMode.Bilinear), [x], Image(1, 4, 5, 1))[0]);
    }

    // PyTorch 1.13 rounds 11 * (26 / 22) down to 12 in single precision; the definition is floor(13).
    [Fact]
    public void NearestIsExact() => Assert.Equal(13, Tensor.Arange(26).Reshape(1, 1, 26, 1).Resize2d(1, 22)[0, 0, 11, 0].Item());

    // F.interpolate(scale_factor=0.6, mode="nearest") of 16 pixels, PyTorch 1.13 and ONNX Runtime: 3 / 0.6 is 5, although the single number nearest to 0.6 is larger.
    [Fact]
    public void AScaleIsDividedByInSinglePrecision()
    {
        Resampling how = new() { Mode = ResizeMode.Nearest, Coordinates = ResizeCoordinates.Asymmetric, Rounding = ResizeRounding.Floor, Scale = (1, 0.6f) };
        Assert.Equal([0f, 1, 3, 5, 6, 8, 10, 11, 13], Tensor.Arange(16).Reshape(1, 1, 16, 1).Resize2d(1, 9, how).ToArray());
    }

    [Fact]
    public void SameSizeIsTheSameImage()
    {
        Tensor x = Image(2, 5, 7, 3);
        Assert.Equal(x.ToArray(), x.Resize2d(5, 7, ResizeMode.Bilinear).ToArray());
        Assert.Equal(x.ToArray(), x.Resize2d(5, 7).ToArray());
    }

    [Fact]
    public void WhatCannotBeResizedIsAnError()
    {
        Tensor x = Tensor.Zeros([1, 5, 5, 3]);
        Assert.Equal("""
            Resize2d: the size must be at least 1x1, it is 0x4
              input  (1, 5, 5, 3)   (N, H, W, C)
            """, Assert.Throws<ShapeException>(() => x.Resize2d(0, 4)).Message);
        Assert.Throws<ShapeException>(() => x[0].Resize2d(2, 2));
        Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 0, 5, 3]).Resize2d(2, 2));
        Assert.Throws<ShapeException>(() => x.Resize2d(2, 2, ResizeMode.Nearest, alignCorners: true));
    }
}

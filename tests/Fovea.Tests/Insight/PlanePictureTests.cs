using Fovea.Imaging;
using Fovea.Insight;
using Fovea.Tensors;

namespace Fovea.Tests.Insight;

public class PlanePictureTests
{
    /// <summary>Two planes of 2x2 values: tiles of 28x28 side by side with two pixels between them, white the largest value, black 0 and below.</summary>
    [Fact]
    public void EveryChannelIsATile()
    {
        Image<byte> picture = PlanePicture.Create(Tensor.From([0f, 4, 2, -1, 1, 0, float.NaN, 3], [2, 2, 2]));
        Assert.Equal((28, 58, 1), (picture.Height, picture.Width, picture.Channels));
        byte At(int y, int x) => picture.Row(y)[x];
        Assert.Equal((0, 128, 64, 0), (At(0, 0), At(0, 27), At(27, 0), At(27, 27)));
        Assert.Equal((255, 0, 0, 191), (At(0, 30), At(0, 57), At(27, 30), At(27, 57)));
        Assert.Equal((255, 255), (At(5, 28), At(5, 29)));
    }

    [Fact]
    public void LayersStandBelowOneAnother()
    {
        Image<byte> picture = PlanePicture.Create([Tensor.Ones([1, 28, 28, 1]), Tensor.Ones([1, 1, 1, 31])]);
        // 30 tiles in a row, the 31st in the next.
        Assert.Equal((28 + 10 + 28 + 2 + 28, 30 * 28 + 29 * 2), (picture.Height, picture.Width));
    }

    [Fact]
    public void ADarkLayerIsBlack() => Assert.All(PlanePicture.Create(Tensor.Zeros([3, 3, 1])).Pixels.ToArray(), pixel => Assert.Equal(0, pixel));

    [Fact]
    public void WhatIsNoMapOfOneImageIsAnError()
    {
        foreach (Shape shape in (Shape[])[[2, 3, 3, 1], [3, 3], [0, 3, 1]])
            Assert.Contains("PlanePicture", Assert.Throws<ShapeException>(() => PlanePicture.Create(Tensor.Zeros(shape))).Message, StringComparison.Ordinal);
        Assert.Throws<FoveaException>(() => PlanePicture.Create(Array.Empty<Tensor>()));
    }
}

namespace Fovea.Imaging.Tests;

public class RgbConversionTests
{
    [Fact]
    public void GrayIsRepeatedAndAlphaDropped()
    {
        Assert.Equal(new byte[] { 1, 1, 1, 2, 2, 2 }, new Image<byte>(1, 2, 1, [1, 2]).ToRgb().Pixels.ToArray());
        Assert.Equal(new ushort[] { 1, 1, 1, 3, 3, 3 }, new Image<ushort>(1, 2, 2, [1, 2, 3, 4]).ToRgb().Pixels.ToArray());
        Assert.Equal(new float[] { 1, 2, 3 }, new Image<float>(1, 1, 3, [1, 2, 3]).ToRgb().Pixels.ToArray());
        Assert.Equal(new byte[] { 1, 2, 3, 5, 6, 7 }, new Image<byte>(2, 1, 4, [1, 2, 3, 4, 5, 6, 7, 8]).ToRgb().Pixels.ToArray());
        Assert.Throws<FoveaException>(() => new Image<byte>(1, 1, 5).ToRgb());
    }
}

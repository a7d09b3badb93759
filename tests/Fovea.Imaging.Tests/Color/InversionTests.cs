namespace Fovea.Imaging.Tests;

public class InversionTests
{
    [Fact]
    public void WhiteMinusEachSampleButAlpha()
    {
        Assert.Equal(new byte[] { 255, 0, 155 }, new Image<byte>(1, 3, 1, [0, 255, 100]).Invert().Pixels.ToArray());
        Assert.Equal(new ushort[] { 65535, 7, 0, 8 }, new Image<ushort>(1, 2, 2, [0, 7, 65535, 8]).Invert().Pixels.ToArray());
        Assert.Equal(new[] { 0.75f, 0, 1, 0.5f }, new Image<float>(1, 1, 4, [0.25f, 1, 0, 0.5f]).Invert().Pixels.ToArray());
        Assert.Equal(new byte[] { 254, 253, 252, 251, 250 }, new Image<byte>(1, 1, 5, [1, 2, 3, 4, 5]).Invert().Pixels.ToArray());
    }
}

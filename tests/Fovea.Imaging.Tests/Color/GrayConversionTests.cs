namespace Fovea.Imaging.Tests;

public class GrayConversionTests
{
    [Fact]
    public void WeightsAreThoseOfRec601()
    {
        var primaries = new Image<byte>(1, 5, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30]);
        Assert.Equal(new byte[] { 76, 150, 29, 255, 18 }, primaries.ToGray().Pixels.ToArray());
        Assert.Equal(new ushort[] { 19596, 38469, 7470, 65535, 4664 }, primaries.ToUInt16().ToGray().Pixels.ToArray());
        float[] gray = primaries.ToFloat().ToGray().Pixels.ToArray();
        Assert.Equal(0.299f, gray[0], 6);
        Assert.Equal(0.587f, gray[1], 6);
        Assert.Equal(0.114f, gray[2], 6);
        Assert.Equal(1f, gray[3], 6);
    }

    [Fact]
    public void EqualRedGreenAndBlueGiveThatGray()
    {
        for (int v = 0; v < 256; v++) Assert.Equal(v, new Image<byte>(1, 1, 3, [(byte)v, (byte)v, (byte)v]).ToGray()[0, 0, 0]);
        for (int v = 0; v < 65536; v++) Assert.Equal(v, new Image<ushort>(1, 1, 3, [(ushort)v, (ushort)v, (ushort)v]).ToGray()[0, 0, 0]);
    }

    [Fact]
    public void AlphaAndGrayStay()
    {
        Assert.Equal(new byte[] { 76, 3, 150, 4 }, new Image<byte>(1, 2, 4, [255, 0, 0, 3, 0, 255, 0, 4]).ToGray().Pixels.ToArray());
        foreach (int channels in new[] { 1, 2 })
        {
            Image<byte> gray = RandomImages.Create<byte>(3, 4, channels, seed: 2);
            Assert.Equal(channels, gray.ToGray().Channels);
            Assert.Equal(gray.Pixels.ToArray(), gray.ToGray().Pixels.ToArray());
        }
        Assert.Contains("5 channels", Assert.Throws<FoveaException>(() => new Image<byte>(1, 1, 5).ToGray()).Message);
    }
}

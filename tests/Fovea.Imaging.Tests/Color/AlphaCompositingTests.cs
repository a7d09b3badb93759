namespace Fovea.Imaging.Tests;

public class AlphaCompositingTests
{
    [Fact]
    public void EveryByteIsMixedExactly()
    {
        for (int v = 0; v < 256; v += 5)
            for (int alpha = 0; alpha < 256; alpha++)
                foreach (int ground in new[] { 0, 1, 128, 255 })
                    Assert.Equal((int)Math.Round((v * alpha + ground * (255 - alpha)) / 255.0),
                        new Image<byte>(1, 1, 2, [(byte)v, (byte)alpha]).Flatten((byte)ground)[0, 0, 0]);
    }

    [Fact]
    public void AWholeRangeOf16BitsDoesNotOverflow()
    {
        var image = new Image<ushort>(1, 4, 2, [65535, 65535, 65535, 0, 0, 65535, 65535, 32768]);
        Assert.Equal(new ushort[] { 65535, 65535, 0, 65535 }, image.Flatten(65535).Pixels.ToArray());
        Assert.Equal(new ushort[] { 65535, 0, 0, 32768 }, image.Flatten((ushort)0).Pixels.ToArray());
    }

    [Fact]
    public void ABackgroundHasOneSampleOrOneForEachColor()
    {
        var image = new Image<float>(1, 2, 4, [1, 1, 1, 0.5f, 0.25f, 0.5f, 0.75f, 0]);
        Assert.Equal(new[] { 0.5f, 0.75f, 1, 0, 0.5f, 1 }, image.Flatten(0, 0.5f, 1).Pixels.ToArray());
        Assert.Equal(new[] { 0.5f, 0.5f, 0.5f, 0, 0, 0 }, image.Flatten(0).Pixels.ToArray());
        Assert.Throws<FoveaException>(() => image.Flatten(0, 1));
        Assert.Throws<FoveaException>(() => image.Flatten());
        Assert.Throws<FoveaException>(() => new Image<byte>(1, 1, 5).Flatten(0));
    }

    [Fact]
    public void ImagesWithoutAlphaAreCopied()
    {
        Image<byte> image = RandomImages.Create<byte>(3, 4, 3, seed: 3);
        Image<byte> flat = image.Flatten(1, 2, 3);
        Assert.NotSame(image, flat);
        Assert.Equal(image.Pixels.ToArray(), flat.Pixels.ToArray());
    }
}

namespace Fovea.Imaging.Tests;

public class DepthConversionTests
{
    private static readonly Image<byte> AllBytes = new(16, 16, 1, Enumerable.Range(0, 256).Select(v => (byte)v).ToArray());
    private static readonly Image<ushort> AllWords = new(256, 256, 1, Enumerable.Range(0, 65536).Select(v => (ushort)v).ToArray());

    [Fact]
    public void SixteenBitsDivideBy257AndRound() =>
        Assert.Equal(Enumerable.Range(0, 65536).Select(v => (byte)Math.Round(v / 257.0)), AllWords.ToByte().Pixels.ToArray());

    [Fact]
    public void EightBitsMultiplyBy257() =>
        Assert.Equal(Enumerable.Range(0, 256).Select(v => (ushort)(v * 257)), AllBytes.ToUInt16().Pixels.ToArray());

    [Fact]
    public void IntegersComeBackFromFloat()
    {
        Assert.Equal(AllBytes.Pixels.ToArray(), AllBytes.ToFloat().ToByte().Pixels.ToArray());
        Assert.Equal(AllWords.Pixels.ToArray(), AllWords.ToFloat().ToUInt16().Pixels.ToArray());
        Assert.Equal((0f, 1f), (AllBytes.ToFloat()[0, 0, 0], AllBytes.ToFloat()[15, 15, 0]));
        Assert.Equal((0f, 1f), (AllWords.ToFloat()[0, 0, 0], AllWords.ToFloat()[255, 255, 0]));
    }

    [Fact]
    public void FloatsAreRoundedAndClamped()
    {
        float[] values =
        [
            0.5f, 0.25f, 1, 2, -0.001f, -5, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, 0.49f / 255, 0.51f / 255,
        ];
        var image = new Image<float>(1, values.Length, 1, values);
        Assert.Equal(new byte[] { 128, 64, 255, 255, 0, 0, 0, 255, 0, 255, 0, 1 }, image.ToByte().Pixels.ToArray());
        Assert.Equal(new ushort[] { 32768, 16384, 65535, 65535, 0, 0, 0, 65535, 0, 65535, 126, 131 }, image.ToUInt16().Pixels.ToArray());
    }

    [Fact]
    public void TheSameTypeGivesACopy()
    {
        Image<byte> copy = AllBytes.ToByte();
        Assert.NotSame(AllBytes, copy);
        copy[0, 0, 0] = 7;
        Assert.Equal(0, AllBytes[0, 0, 0]);
        Assert.NotSame(AllWords, AllWords.ToUInt16());
        Image<float> floats = AllBytes.ToFloat();
        Assert.NotSame(floats, floats.ToFloat());
    }
}

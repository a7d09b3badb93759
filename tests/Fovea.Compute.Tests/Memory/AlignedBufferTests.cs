namespace Fovea.Compute.Tests;

public unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000_003)]
    public void IsAlignedAndHoldsItsBytes(long bytes)
    {
        AlignedBuffer buffer = new(bytes);
        Assert.Equal(0u, (nuint)buffer.Pointer % 64);
        Assert.Equal(bytes, buffer.Bytes);
        Assert.Equal((nuint)buffer.Pointer, (nuint)buffer.Floats);
        for (long i = 0; i < bytes; i++) buffer.Pointer[i] = 7;
        GC.Collect();
        for (long i = 0; i < bytes; i++) Assert.Equal(7, buffer.Pointer[i]);
        buffer.Clear();
        for (long i = 0; i < bytes; i++) Assert.Equal(0, buffer.Pointer[i]);
        GC.KeepAlive(buffer);
    }

    [Fact]
    public void RefusesNegativeSizes() => Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1));

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(long.MaxValue)]
    public void SaysHowMuchIsTooMuch(long bytes) => Assert.Contains("GiB are needed in one block", Assert.Throws<FoveaException>(() => new AlignedBuffer(bytes)).Message, StringComparison.Ordinal);
}

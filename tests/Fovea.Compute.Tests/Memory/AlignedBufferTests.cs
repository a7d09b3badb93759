using System.Diagnostics;

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

    [Fact]
    public void MayBeLargerThanAnArray()
    {
        // Only the pages that are written take memory.
        const long Size = (2L << 30) + 1000;
        AlignedBuffer buffer = new(Size);
        Assert.Equal(0u, (nuint)buffer.Pointer % 64);
        (buffer.Pointer[0], buffer.Pointer[Size - 1]) = (1, 2);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal((1, 2), (buffer.Pointer[0], buffer.Pointer[Size - 1]));
        buffer.Release();
        Assert.True(buffer.Pointer == null);
        buffer.Release();
    }

    [Fact]
    public void LargeBlocksThatNobodyHoldsAreGivenBack()
    {
        static long AddressSpace()
        {
            using Process process = Process.GetCurrentProcess();
            return process.VirtualMemorySize64;
        }
        long before = AddressSpace();
        for (int i = 0; i < 200; i++)
        {
            AlignedBuffer buffer = new(1L << 30);
            buffer.Pointer[buffer.Bytes - 1] = 1;
        }
        // There is hardly any other garbage that would make the collector look for them.
        Assert.InRange(AddressSpace() - before, long.MinValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3);
    }

    [Theory]
    [InlineData(1L << 46, "65536.0")]
    [InlineData(long.MaxValue, "8589934592.0")]
    public void SaysHowMuchIsTooMuch(long bytes, string amount) => Assert.StartsWith($"{amount} GiB are needed in one block, this process may use ",
        Assert.Throws<FoveaException>(() => new AlignedBuffer(bytes)).Message, StringComparison.Ordinal);
}

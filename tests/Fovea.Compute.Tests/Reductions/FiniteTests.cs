namespace Fovea.Compute.Tests;

public unsafe class FiniteTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(257)]
    [InlineData(200_000)]
    public void OneValueAnywhereIsFound(int count)
    {
        AlignedBuffer memory = new(Math.Max(4, count * sizeof(float)));
        Span<float> x = new(memory.Floats, count);
        for (int i = 0; i < count; i++) x[i] = i % 3 == 0 ? float.MaxValue : i % 3 == 1 ? -float.MaxValue : float.Epsilon;
        Assert.True(Finite.All(memory.Floats, count));
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            foreach (int at in new[] { 0, 1, 7, 14, 63, 255, 256, 65_535, 65_536, 199_999 }.Where(at => at < count))
            {
                (float kept, x[at]) = (x[at], bad);
                Assert.False(Finite.All(memory.Floats, count));
                x[at] = kept;
            }
        GC.KeepAlive(memory);
    }
}

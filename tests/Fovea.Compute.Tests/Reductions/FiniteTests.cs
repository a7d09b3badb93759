namespace Fovea.Compute.Tests;

public unsafe class FiniteTests
{
    /// <summary>Every place in runs of every length around a vector's and four vectors' elements.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_number_that_is_not_finite_is_found_wherever_it_stands(float value)
    {
        for (int length = 1; length <= 67; length++)
            for (int at = 0; at < length; at++)
            {
                float[] values = new float[length];
                values[at] = value;
                Assert.False(Finite.All(values), $"{value} at {at} of {length}");
            }
    }

    [Fact]
    public void Finite_numbers_are_finite_the_largest_and_the_smallest_too()
    {
        for (int length = 0; length <= 67; length++)
        {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) values[i] = (i % 4) switch { 0 => float.MaxValue, 1 => float.MinValue, 2 => float.Epsilon, _ => -0f };
            Assert.True(Finite.All(values));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(257)]
    [InlineData(200_000)]
    public void One_value_in_many_is_found_on_all_threads(int count)
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

namespace Fovea.Compute.Tests;

public class FiniteTests
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
}

using Fovea.Reports;

namespace Fovea.Tests.Reports;

public class AxisTests
{
    [Fact]
    public void ALossThatFallsFarIsDrawnByRatios()
    {
        Axis axis = Axis.Falling([2.3, 0.4, double.NaN, 0.021], 20);
        Assert.True(axis.IsLogarithmic);
        Assert.Equal([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5], axis.Ticks.Select(tick => Math.Round(tick, 6)));
        Assert.Equal(axis.Place(0.2) - axis.Place(0.1), axis.Place(2) - axis.Place(1), 12);
    }

    [Fact]
    public void OtherwiseItStartsAtZero()
    {
        Axis axis = Axis.Falling([2.3, 0.4], 20);
        Assert.False(axis.IsLogarithmic);
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5], axis.Ticks);
        Assert.Equal((0, 1), (axis.Place(0), axis.Place(2.5)));
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e300, 1e-300)]
    [InlineData(double.NaN, double.PositiveInfinity)]
    [InlineData(double.Epsilon, 1.0)]
    [InlineData(double.MaxValue, 0.0)]
    [InlineData(double.MaxValue, double.MaxValue)]
    public void EveryScaleOfValuesHasAnAxis(double a, double b)
    {
        Axis axis = Axis.Falling([a, b], 20);
        Assert.InRange(axis.Ticks.Count, 2, 12);
        Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick), -1e-9, 1 + 1e-9));
        foreach (double value in (double[])[a, b])
            if (Math.Abs(value) is 0 or > 1e-30 and < 1e30) Assert.InRange(axis.Place(value), -1e-9, 1 + 1e-9);
    }

    [Theory]
    [InlineData(0.988, 0.989)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0.1, 0.1)]
    public void SharesStayWithinAllAndNothing(double least, double most)
    {
        Axis axis = Axis.Shares([least, most]);
        Assert.InRange(axis.Ticks[0], -1e-9, least + 1e-9);
        Assert.InRange(axis.Ticks[^1], most - 1e-9, 1 + 1e-9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(12, 12)]
    [InlineData(13, 7)]
    [InlineData(10_000, 6)]
    public void EpochsAreMarkedAtWholeNumbers(int last, int count)
    {
        Axis axis = Axis.Epochs(last);
        Assert.Equal(count, axis.Ticks.Count);
        Assert.All(axis.Ticks, tick => Assert.Equal(Math.Round(tick), tick));
        Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick), 0, 1));
    }
}

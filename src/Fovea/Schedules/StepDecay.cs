namespace Fovea.Schedules;

/// <summary>The rate goes down by a factor every so many epochs: factor^floor(epoch / epochs), never below <c>minimum</c>.</summary>
public sealed class StepDecay : Schedule
{
    readonly int epochs;
    readonly double factor, minimum;

    /// <summary>A step every <paramref name="epochs"/> epochs; factor and minimum are shares of the initial rate, 0 to 1.</summary>
    public StepDecay(int epochs, double factor = 0.1, double minimum = 0)
    {
        if (epochs < 1) throw new FoveaException($"StepDecay: a step takes at least one epoch, not {epochs}");
        RequireShare("StepDecay", "factor", factor);
        RequireShare("StepDecay", "minimum", minimum);
        (this.epochs, this.factor, this.minimum) = (epochs, factor, minimum);
    }

    /// <inheritdoc/>
    public override double Factor(double epoch) => Math.Max(Math.Pow(factor, Math.Floor(epoch / epochs)), minimum);
}

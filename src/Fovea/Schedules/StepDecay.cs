namespace Fovea.Schedules;

/// <summary>The rate goes down by a factor every so many epochs.</summary>
public sealed class StepDecay(int epochs, double factor = 0.1, double minimum = 0) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch) => Math.Max(Math.Pow(factor, Math.Floor(epoch / epochs)), minimum);
}

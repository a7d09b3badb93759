namespace Fovea.Schedules;

/// <summary>The same rate from beginning to end.</summary>
public sealed class Constant : Schedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch) => 1;
}

namespace Fovea.Schedules;

/// <summary>Raises the rate in a straight line over the first epochs and then goes by another schedule, whose time begins after them.</summary>
public sealed class WarmUp(double epochs, Schedule then) : Schedule
{
    /// <inheritdoc/>
    public override IReadOnlyList<double> State
    {
        get => then.State;
        set => then.State = value;
    }

    /// <inheritdoc/>
    public override double Factor(double epoch) => epoch < epochs ? epoch / epochs * then.Factor(0) : then.Factor(epoch - epochs);

    /// <inheritdoc/>
    public override void Observe(double validationLoss) => then.Observe(validationLoss);
}

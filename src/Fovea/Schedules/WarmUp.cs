namespace Fovea.Schedules;

/// <summary>
/// Raises the rate in a straight line from 0 over the first epochs to where another schedule begins, and then goes by that schedule, whose time begins after them.
/// Validation losses reach it from the start.
/// </summary>
public sealed class WarmUp : Schedule
{
    readonly double epochs;
    readonly Schedule then;

    /// <summary>A warm-up of so many epochs (0 for none) before a schedule.</summary>
    public WarmUp(double epochs, Schedule then)
    {
        if (!(epochs >= 0) || !double.IsFinite(epochs)) throw new FoveaException($"WarmUp: the number of epochs must be at least 0, it is {epochs}");
        (this.epochs, this.then) = (epochs, then);
    }

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

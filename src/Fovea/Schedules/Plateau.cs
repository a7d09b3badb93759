namespace Fovea.Schedules;

/// <summary>
/// Deck 001's rule: the rate goes down tenfold once the validation objective stops falling, that is after more than <c>patience</c> epochs in which it has not become
/// smaller than its best by a share of 1e-4.
/// </summary>
public sealed class Plateau(double factor = 0.1, int patience = 2, double minimum = 0) : Schedule
{
    const double Threshold = 1e-4;

    double scale = 1, best = double.PositiveInfinity;
    int waited;

    /// <inheritdoc/>
    public override IReadOnlyList<double> State
    {
        get => [scale, best, waited];
        set => (scale, best, waited) = (value[0], value[1], (int)value[2]);
    }

    /// <inheritdoc/>
    public override double Factor(double epoch) => scale;

    /// <inheritdoc/>
    public override void Observe(double validationLoss)
    {
        if (validationLoss < best * (1 - Threshold)) (best, waited) = (validationLoss, 0);
        else if (++waited > patience) (scale, waited) = (Math.Max(scale * factor, minimum), 0);
    }
}

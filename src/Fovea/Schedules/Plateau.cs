namespace Fovea.Schedules;

/// <summary>
/// Deck 001's rule: the rate goes down tenfold once the validation objective stops falling, that is after more than <c>patience</c> epochs in a row in which it has not
/// become smaller than its best by a share of 1e-4. After each decrease the count begins anew, and so <c>patience</c> + 1 bad epochs make the next one.
/// </summary>
public sealed class Plateau : Schedule
{
    const double Threshold = 1e-4;

    readonly double factor, minimum;
    readonly int patience;
    double scale = 1, best = double.PositiveInfinity;
    int waited;

    /// <summary>A schedule that goes by the validation loss; factor and minimum are shares of the initial rate, 0 to 1.</summary>
    public Plateau(double factor = 0.1, int patience = 2, double minimum = 0)
    {
        RequireShare("Plateau", "factor", factor);
        RequireShare("Plateau", "minimum", minimum);
        if (patience < 0) throw new FoveaException($"Plateau: the patience must be at least 0 epochs, it is {patience}");
        (this.factor, this.patience, this.minimum) = (factor, patience, minimum);
    }

    /// <summary>The factor at present, the best loss so far and the epochs since then.</summary>
    /// <exception cref="FoveaException">What is set are not three such numbers.</exception>
    public override IReadOnlyList<double> State
    {
        get => [scale, best, waited];
        set
        {
            if (value.Count != 3 || !(value[0] >= 0 && value[0] <= 1) || double.IsNaN(value[1]) || !(value[2] >= 0 && value[2] <= int.MaxValue && value[2] == Math.Floor(value[2])))
                throw NotMine(value);
            (scale, best, waited) = (value[0], value[1], (int)value[2]);
        }
    }

    /// <inheritdoc/>
    public override double Factor(double epoch) => scale;

    /// <inheritdoc/>
    public override void Observe(double validationLoss)
    {
        // The first loss is better than infinity, of which no share can be taken.
        double enough = double.IsInfinity(best) ? best : best - Threshold * Math.Abs(best);
        if (validationLoss < enough) (best, waited) = (validationLoss, 0);
        else if (++waited > patience) (scale, waited) = (Math.Max(scale * factor, minimum), 0);
    }
}

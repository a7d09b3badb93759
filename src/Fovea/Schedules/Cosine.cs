namespace Fovea.Schedules;

/// <summary>The rate goes down along half a cosine, to <c>minimum</c> at the end of the last epoch (Loshchilov and Hutter 2017, eq. 5, without restarts).</summary>
public sealed class Cosine : Schedule
{
    readonly double epochs, minimum;

    /// <summary>A schedule for a training of so many epochs; <paramref name="minimum"/> is a share of the initial rate, 0 to 1.</summary>
    public Cosine(double epochs, double minimum = 0)
    {
        if (!(epochs > 0)) throw new FoveaException($"Cosine: the rate needs more than {epochs} epochs to go down", "train for more epochs than the warm-up takes");
        RequireShare("Cosine", "minimum", minimum);
        (this.epochs, this.minimum) = (epochs, minimum);
    }

    /// <inheritdoc/>
    public override double Factor(double epoch) => minimum + (1 - minimum) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(epoch / epochs, 0, 1)));
}

namespace Fovea.Schedules;

/// <summary>The rate goes down along half a cosine, to <c>minimum</c> at the end of the last epoch (Loshchilov and Hutter 2017, eq. 5, without restarts).</summary>
public sealed class Cosine(double epochs, double minimum = 0) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch) => minimum + (1 - minimum) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(epoch / Math.Max(epochs, double.Epsilon), 0, 1)));
}

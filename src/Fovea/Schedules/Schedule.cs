namespace Fovea.Schedules;

/// <summary>How the learning rate changes during a training: a factor on the initial rate, from the time passed and from the validation losses so far.</summary>
public abstract class Schedule
{
    /// <summary>The factor for a step.</summary>
    /// <param name="epoch">Time since the start, in epochs; the fraction says how far the present epoch is.</param>
    public abstract double Factor(double epoch);

    /// <summary>Takes note of the validation loss at the end of an epoch.</summary>
    public virtual void Observe(double validationLoss)
    {
    }

    /// <summary>What has to be saved so that a resumed training goes on the same.</summary>
    public virtual IReadOnlyList<double> State
    {
        get => [];
        set
        {
        }
    }
}

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

    /// <summary>What has to be saved so that a resumed training goes on the same; empty for schedules that go by time alone.</summary>
    /// <exception cref="FoveaException">What is set is the state of another schedule.</exception>
    public virtual IReadOnlyList<double> State
    {
        get => [];
        set
        {
            if (value.Count > 0) throw NotMine(value);
        }
    }

    private protected static void RequireShare(string schedule, string name, double value)
    {
        if (!(value >= 0 && value <= 1)) throw new FoveaException($"{schedule}: the {name} must be 0 to 1, it is {value}");
    }

    private protected FoveaException NotMine(IReadOnlyList<double> state) =>
        new($"{GetType().Name}: ({string.Join(", ", state)}) is not the state of this schedule", "resume with the schedule that the training was started with");
}

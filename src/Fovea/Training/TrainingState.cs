using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Training;

/// <summary>
/// Where a training stands, besides the weights and what the optimiser remembers: everything that a resumed training needs to give the same bits.
/// Random numbers follow from (seed, epoch, step) and so need no state of their own. Nothing here is of the clock: equal trainings have equal states.
/// </summary>
public sealed record TrainingState
{
    /// <summary>Whole epochs that are done.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps that are done in the present epoch.</summary>
    public int Batch { get; init; }

    /// <summary>Steps that are done in all.</summary>
    public long Step { get; init; }

    /// <summary>Images seen in the present epoch.</summary>
    public long Seen { get; init; }

    /// <summary>The sum of the losses of the images seen in the present epoch.</summary>
    public double LossSum { get; init; }

    /// <summary>How many of them were classified right.</summary>
    public long Right { get; init; }

    /// <summary>The smallest validation loss so far; <see cref="double.MaxValue"/> before there is one.</summary>
    public double BestLoss { get; init; } = double.MaxValue;

    /// <summary>Epochs that have ended since then.</summary>
    public int SinceBest { get; init; }

    /// <summary>The state of the schedule after the last whole epoch; empty before, and for schedules that need none.</summary>
    public IReadOnlyList<double> Schedule { get; init; } = [];

    /// <summary>
    /// Why this can be no state of a training with so many steps in an epoch and so many numbers in its schedule's state, or null if it can.
    /// </summary>
    internal string? Contradiction(int stepsPerEpoch, int scheduleNumbers)
    {
        if (Epoch < 0 || Batch < 0 || Batch > stepsPerEpoch || Seen < 0 || Right < 0 || Right > Seen || SinceBest < 0)
            return "a count is out of its range";
        if (Step != (long)Epoch * stepsPerEpoch + Batch)
            return $"{Step} steps do not make {Epoch} epochs of {stepsPerEpoch} steps and {Batch} steps more";
        if (!double.IsFinite(LossSum) || double.IsNaN(BestLoss)) return "a figure is not a number";
        if (Schedule is null || Schedule.Count != scheduleNumbers && !(Schedule.Count == 0 && Epoch == 0))
            return "it is of another schedule of the learning rate";
        return null;
    }

    /// <summary>As JSON, for a checkpoint.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingStateJson.Default.TrainingState);

    /// <summary>The opposite of <see cref="ToJson"/>.</summary>
    /// <exception cref="FormatException">The text is not such a state.</exception>
    public static TrainingState FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TrainingStateJson.Default.TrainingState) ?? throw new FormatException("the state is empty");
        }
        catch (JsonException error)
        {
            throw new FormatException($"the state is not valid JSON: {error.Message}", error);
        }
    }
}

[JsonSerializable(typeof(TrainingState))]
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
sealed partial class TrainingStateJson : JsonSerializerContext;

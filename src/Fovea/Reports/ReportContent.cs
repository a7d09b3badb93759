using Fovea.Data;
using Fovea.Insight;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Reports;

/// <summary>Everything that the page of a run shows, before it is laid out.</summary>
sealed record ReportContent
{
    public required Experiment Experiment { get; init; }

    public required ExperimentVersions Versions { get; init; }

    public required TrainingResult Result { get; init; }

    public required DataSet Train { get; init; }

    /// <summary>How many images were held out.</summary>
    public required int Validation { get; init; }

    public required DataSet Test { get; init; }

    /// <summary>The figures of the epochs, in their order.</summary>
    public required IReadOnlyList<EpochFigures> Epochs { get; init; }

    /// <summary>The first layer as its seed made it; null where it has no kernels.</summary>
    public required Tensor? FiltersBefore { get; init; }

    /// <summary>The first layer of the best weights; null where there are none yet, or it has no kernels.</summary>
    public required Tensor? FiltersAfter { get; init; }

    /// <summary>The epoch whose weights were kept: the one of the smallest validation loss, the last without validation, none where no loss was finite.</summary>
    public EpochFigures? Best
    {
        get
        {
            if (Epochs.Count == 0) return null;
            if (Epochs.All(epoch => epoch.ValidationLoss is null)) return Epochs[^1];
            return Epochs.Where(epoch => epoch.ValidationLoss is { } loss && double.IsFinite(loss)).MinBy(epoch => epoch.ValidationLoss);
        }
    }

    /// <summary>Gathers what a run has left: its log, its seed's model, its best weights.</summary>
    public static ReportContent Of(TrainingRun run, TrainingResult result)
    {
        Shape sample = [run.Train.Height, run.Train.Width, run.Train.Channels];
        return new ReportContent
        {
            Experiment = run.Experiment,
            Versions = ExperimentVersions.Current,
            Result = result,
            Train = run.Train,
            Validation = run.Validation?.Count ?? 0,
            Test = run.Test,
            Epochs = File.Exists(run.Folder.Metrics) ? [.. MetricsLog.Read(run.Folder.Metrics).Select(EpochFigures.Of).OfType<EpochFigures>()] : [],
            FiltersBefore = FilterPicture.FirstLayer(Recipe.Model(run.Experiment, run.Train), sample),
            FiltersAfter = File.Exists(run.Folder.Best) ? FilterPicture.FirstLayer(SavedModel.Open(run.Folder.Best).Model, sample) : null,
        };
    }

    /// <summary>What a class is called; its number where a model tells more classes apart than the data set names.</summary>
    public string ClassName(int index) => index < Test.Classes.Count ? Test.Classes[index] : Html.Of($"{index}").ToString();
}

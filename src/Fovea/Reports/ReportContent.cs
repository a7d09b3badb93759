using Fovea.Data;
using Fovea.Insight;
using Fovea.Layers;
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

    /// <summary>The first layer as the training found it; null where it has no kernels, or where the file of the weights is not to be had any more.</summary>
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
            FiltersBefore = Before(run) is { } model ? FilterPicture.FirstLayer(model, sample) : null,
            FiltersAfter = File.Exists(run.Folder.Best) ? FilterPicture.FirstLayer(SavedModel.Open(run.Folder.Best).Model, sample) : null,
        };
    }

    /// <summary>The model as the training found it; null where its weights came from a file that is not to be had any more.</summary>
    static Module? Before(TrainingRun run)
    {
        Module model = Recipe.Model(run.Experiment, run.Train);
        try
        {
            Recipe.LoadWeights(run.Experiment, model);
            return model;
        }
        catch (FoveaException)
        {
            return null;
        }
    }

    /// <summary>What a class is called; its number where a model tells more classes apart than the data set names.</summary>
    public string ClassName(int index) => index < Test.Classes.Count ? Test.Classes[index] : Html.Of($"{index}").ToString();
}

using System.Diagnostics;
using Fovea.Compute;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Reports;
using Fovea.Runs;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>
/// One training from an experiment to a folder: <c>experiment.json</c>, <c>metrics.jsonl</c>, TensorBoard events, the <c>last</c> and <c>best</c> checkpoints.
/// It may be killed at any moment; a resumed run gives the same bits as one that was never stopped.
/// </summary>
public sealed class TrainingRun
{
    const string StateKey = "state";

    readonly DataSet train, test;
    readonly DataSet? validation;
    readonly Trainer trainer;
    readonly Dictionary<string, string> description;
    readonly Stopwatch watch = Stopwatch.StartNew();

    TrainingRun(Experiment experiment, RunFolder folder, bool resume, IProgress<DownloadProgress>? download, CancellationToken cancellation)
    {
        (Experiment, Folder, Resumed) = (experiment, folder, resume);
        if (experiment.Threads > 0) Workers.Threads = experiment.Threads;
        DataSet all = Recipe.Data(experiment, train: true, download, cancellation);
        test = Recipe.Data(experiment, train: false, download, cancellation);
        int held = experiment.ValidationCount(all.Count);
        if (held >= all.Count) throw new FoveaException($"{all.Name}: of {all.Count} training images none would be left beside {held} for validation", "use more training images (--set trainCount=N)");
        (train, validation) = held == 0 ? (all, null) : all.Split(held, (ulong)experiment.Seed);
        Model = Recipe.Model(experiment, train);
        trainer = new Trainer(Model, Recipe.Optimizer(experiment, Model), Recipe.Schedule(experiment), Recipe.Loader(experiment, train), validation)
        {
            Seed = (ulong)experiment.Seed,
            Epochs = experiment.Epochs,
            EarlyStop = experiment.EarlyStop,
        };
        description = SavedModel.Describe(experiment.Model, train);
        if (resume) Restore();
    }

    /// <summary>The resolved values.</summary>
    public Experiment Experiment { get; }

    /// <summary>Where the files lie.</summary>
    public RunFolder Folder { get; }

    /// <summary>Whether the run goes on from a checkpoint.</summary>
    public bool Resumed { get; }

    /// <summary>The model.</summary>
    public Module Model { get; }

    /// <summary>The training images, without those held out.</summary>
    public DataSet Train => train;

    /// <summary>The images held out from training, or null.</summary>
    public DataSet? Validation => validation;

    /// <summary>The test images.</summary>
    public DataSet Test => test;

    /// <summary>Where the training stands.</summary>
    public TrainingState State => trainer.State;

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => trainer.StepsPerEpoch;

    /// <summary>Called after each step with the state and the loss of the batch.</summary>
    public Action<TrainingState, double>? AfterStep { get; set; }

    /// <summary>Called after each epoch.</summary>
    public Action<EpochResult>? AfterEpoch { get; set; }

    /// <summary>Prepares a new run in a folder that holds none yet.</summary>
    /// <exception cref="FoveaException">The folder holds a run already or cannot be written; data or model are not to be had.</exception>
    public static TrainingRun Start(Experiment experiment, string folder, IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        RunFolder files = new(folder);
        if (files.Exists) throw new FoveaException($"{folder}: the folder holds a run already", $"go on with it: --resume {folder}; or choose another folder: --out DIR");
        TrainingRun run = new(experiment, files, resume: false, download, cancellation);
        files.Create();
        ExperimentFile.Write(files.Experiment, experiment, ExperimentVersions.Current);
        return run;
    }

    /// <summary>Prepares to go on with the run in a folder from its last checkpoint, or from the beginning where it has not come to one.</summary>
    /// <param name="experiment">The values: those of the folder's <c>experiment.json</c>, of which epochs may have changed.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="FoveaException">There is no run in the folder, or its checkpoint does not fit.</exception>
    public static TrainingRun Resume(Experiment experiment, string folder, IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        RunFolder files = new(folder);
        if (!files.Exists) throw new FoveaException($"{folder}: there is no run to resume: the folder has no experiment.json", "give the folder that 'fovea train' printed");
        TrainingRun run = new(experiment, files, File.Exists(files.Last), download, cancellation);
        ExperimentFile.Write(files.Experiment, experiment, ExperimentVersions.Current);
        return run;
    }

    /// <summary>Trains, writes checkpoints and figures, and evaluates the best weights on the test images.</summary>
    /// <exception cref="FoveaException">The loss is not finite, or a file cannot be written.</exception>
    public TrainingResult Run(CancellationToken cancellation = default)
    {
        using MetricsLog metrics = Resumed ? MetricsLog.Resume(Folder.Metrics, State.Step) : MetricsLog.Create(Folder.Metrics);
        using TensorBoardWriter board = Resumed ? TensorBoardWriter.Resume(Folder.TensorBoard, State.Step) : TensorBoardWriter.Create(Folder.TensorBoard);
        if (State.Step == 0) BoardPictures.Filters(board, 0, Model, train);
        trainer.AfterStep = (state, loss) =>
        {
            AfterStep?.Invoke(state, loss);
            if (Experiment.CheckpointEvery > 0 && state.Step % Experiment.CheckpointEvery == 0 && state.Batch < StepsPerEpoch) Save(Folder.Last);
        };
        trainer.AfterEpoch = result =>
        {
            // Figures first: whatever they say of steps after the checkpoint is dropped when the run is resumed.
            Log(metrics, board, result);
            BoardPictures.Filters(board, result.Step, Model, train);
            if (result.Best) Save(Folder.Best);
            Save(Folder.Last);
            AfterEpoch?.Invoke(result);
        };
        TrainingEnd end = trainer.Run(cancellation);
        if (end == TrainingEnd.Cancelled) Save(Folder.Last);

        if (!File.Exists(Folder.Best)) return TrainingResult.Of(this, end, null, watch.Elapsed.TotalSeconds);
        SavedModel best = SavedModel.Open(Folder.Best);
        Evaluation evaluation = Evaluation.Of(best.Model, test, end == TrainingEnd.Cancelled ? CancellationToken.None : cancellation);
        if (evaluation.Count > 0) BoardPictures.Confusion(board, State.Step, evaluation);
        return TrainingResult.Of(this, end, evaluation, watch.Elapsed.TotalSeconds);
    }

    void Save(string path) => Checkpoint.Write(path,
        [.. SavedModel.Arrays(Checkpoint.ModelPrefix, Model.Variables()), .. SavedModel.Arrays(Checkpoint.OptimizerPrefix, trainer.Optimizer.State)],
        new Dictionary<string, string>(description) { [StateKey] = State.ToJson() });

    void Restore()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Folder.Last);
        string name = checkpoint.RequireMetadata("model");
        if (name != Experiment.Model) throw new BadFileException(Folder.Last, $"is a checkpoint of the model '{name}', not of '{Experiment.Model}'", hint: "put the run's own checkpoint back, or start another run in another folder");
        SavedModel.Read(checkpoint, Checkpoint.ModelPrefix, Model.Variables());
        SavedModel.Read(checkpoint, Checkpoint.OptimizerPrefix, trainer.Optimizer.State);
        try
        {
            trainer.State = TrainingState.FromJson(checkpoint.RequireMetadata(StateKey));
        }
        catch (FormatException error)
        {
            throw new BadFileException(Folder.Last, error.Message, inner: error);
        }
    }

    static void Log(MetricsLog metrics, TensorBoardWriter board, EpochResult result)
    {
        List<(string Name, double Value)> values =
        [
            ("epoch", result.Epoch), ("trainLoss", result.TrainLoss), ("trainAccuracy", result.TrainAccuracy), ("learningRate", result.LearningRate),
        ];
        if (result.Validation is { } held) values.AddRange([("validationLoss", held.Loss), ("validationAccuracy", held.Accuracy)]);
        metrics.Append(new MetricsLine(result.Step, values));
        foreach (var (name, value) in values.Skip(1)) board.Scalar(name, result.Step, (float)value);
    }
}

/// <summary>What came of a run.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Data">The data set's name.</param>
/// <param name="Epochs">Whole epochs that were done.</param>
/// <param name="End">Why the training ended.</param>
/// <param name="Evaluation">The best weights on the test images; null where not even one epoch was done.</param>
/// <param name="ImagesPerSecond">Training images over training time, loading included, evaluation not.</param>
/// <param name="Seconds">Time of this session, evaluation included.</param>
/// <param name="Parameters">How many numbers were learned.</param>
/// <param name="Out">The run's folder.</param>
public sealed record TrainingResult(string Model, string Data, int Epochs, TrainingEnd End, Evaluation? Evaluation, double ImagesPerSecond, double Seconds, long Parameters, string Out)
{
    internal static TrainingResult Of(TrainingRun run, TrainingEnd end, Evaluation? evaluation, double seconds) =>
        new(run.Experiment.Model, run.Experiment.Data, run.State.Epoch, end, evaluation, run.State.TrainImages / Math.Max(run.State.TrainSeconds, 1e-9), seconds,
            run.Model.Parameters().Sum(parameter => parameter.Shape.Count), run.Folder.Path);
}

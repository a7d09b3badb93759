using System.Diagnostics;
using Fovea.Compute;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Reports;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Training;

/// <summary>
/// One training from an experiment to a folder: <c>experiment.json</c>, <c>metrics.jsonl</c>, TensorBoard events, the <c>last</c> and <c>best</c>
/// checkpoints. It may be killed at any moment; a resumed run gives the same bits as one that was never stopped. From <see cref="Start"/> or
/// <see cref="Resume"/> to the end of <see cref="Run"/> (or to <see cref="Dispose"/>, where it is never run) the folder is locked for others.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    const string StateKey = "state", ExperimentKey = "experiment";

    readonly DataSet train, test;
    readonly DataSet? validation;
    readonly Trainer trainer;
    readonly Dictionary<string, string> description;
    readonly Stopwatch watch = Stopwatch.StartNew();
    RunLock? held;
    bool goesOn, writing;
    long savedStep = -1;

    TrainingRun(Experiment experiment, RunFolder folder, bool begins, IProgress<DownloadProgress>? download, CancellationToken cancellation)
    {
        // The run is to find its weights and its images from every folder.
        if (experiment.Weights.Length > 0) experiment = experiment with { Weights = Path.GetFullPath(experiment.Weights) };
        if (experiment.DataDir.Length > 0) experiment = experiment with { DataDir = Path.GetFullPath(experiment.DataDir) };
        (Experiment, Folder) = (experiment, folder);
        Workers.Threads = experiment.Threads > 0 ? experiment.Threads : Environment.ProcessorCount;
        DataSet all = Recipe.Data(experiment, train: true, download, cancellation);
        test = Recipe.Data(experiment, train: false, download, cancellation);
        int count = experiment.ValidationCount(all.Count);
        if (count >= all.Count)
            throw new FoveaException($"{all.Name}: of {all.Count} training images none would be left beside {count} for validation",
                "use more training images (--set trainCount=N)");
        (train, validation) = count == 0 ? (all, null) : all.Validation is { } own ? (all, own) : all.Split(count, (ulong)experiment.Seed);
        Model = Recipe.Model(experiment, train);
        if (Model is ISelfOrganizing { Introduction: var introduction } && (long)train.Count * experiment.Epochs <= introduction)
            throw new FoveaException($"{experiment.Model}: before it can tell anything apart it is shown {introduction} images, and here there are {train.Count} in each of {experiment.Epochs} epochs",
                "use more training images or more epochs");
        if (begins) Loaded = Recipe.LoadWeights(experiment, Model);
        Frozen = Recipe.Freeze(experiment, Model);
        trainer = new Trainer(Model, Recipe.Optimizer(experiment, Model), Recipe.Schedule(experiment), Recipe.Loader(experiment, train), validation)
        {
            Seed = (ulong)experiment.Seed,
            Epochs = experiment.Epochs,
            EarlyStop = experiment.EarlyStop,
        };
        description = ModelDescription.Of(experiment.Model, train).ToText();
        description[ExperimentKey] = ResumeRules.ToJson(experiment);
    }

    /// <summary>The keys of an experiment that may be other than before when its run is resumed; any other change is an error.</summary>
    public static IReadOnlyList<string> MayChange => ResumeRules.MayChange;

    /// <summary>The resolved values.</summary>
    public Experiment Experiment { get; }

    /// <summary>Where the files lie.</summary>
    public RunFolder Folder { get; }

    /// <summary>Whether the run goes on from a checkpoint.</summary>
    public bool Resumed { get; private set; }

    /// <summary>What was read of the weights that the training begins with; null where it has none or goes on from a checkpoint.</summary>
    public WeightReport? Loaded { get; }

    /// <summary>The parameters that are not trained.</summary>
    public IReadOnlyList<Variable> Frozen { get; }

    /// <summary>The model.</summary>
    public Module Model { get; }

    /// <summary>The training images, without those held out.</summary>
    public DataSet Train => train;

    /// <summary>The images held out for validation, if there are any.</summary>
    public DataSet? Validation => validation;

    /// <summary>The test images.</summary>
    public DataSet Test => test;

    /// <summary>Where the training stands.</summary>
    public TrainingState State => trainer.State;

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => trainer.StepsPerEpoch;

    /// <summary>Training images over training time of this session, loading included, evaluation not; 0 before its first step.</summary>
    public double ImagesPerSecond => trainer.ImagesPerSecond;

    /// <summary>Called after each step with the state and the loss of the batch, before any checkpoint.</summary>
    public Action<TrainingState, double>? AfterStep { get; set; }

    /// <summary>Called after each epoch, when its checkpoints are written.</summary>
    public Action<EpochResult>? AfterEpoch { get; set; }

    /// <summary>Prepares a new run in a folder that is empty or not there yet; the folder is created once data and model are there.</summary>
    /// <param name="experiment">The values.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="FoveaException">The folder holds a run or anything else already, or cannot be written; data or model are not to be had.</exception>
    public static TrainingRun Start(Experiment experiment, string folder, IProgress<DownloadProgress>? download = null,
        CancellationToken cancellation = default)
    {
        experiment.Validate();
        RunFolder files = new(folder);
        RefuseOther(files);
        TrainingRun run = new(experiment, files, begins: true, download, cancellation);
        files.Create();
        run.held = RunLock.Take(files);
        try
        {
            // Another process may have begun a run here while the data were loaded.
            RefuseOther(files);
            ExperimentFile.Write(files.Experiment, run.Experiment, ExperimentVersions.Current);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Prepares to go on with the run in a folder from its last checkpoint, or from the beginning where it has not come to one. A run that is
    /// complete already is only evaluated again by <see cref="Run"/>; with more epochs than before it goes on.
    /// </summary>
    /// <param name="experiment">The values: those of the folder's <c>experiment.json</c>, of which <see cref="MayChange"/> may be others.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="FoveaException">There is no run in the folder, another training is at work in it, its checkpoint is damaged, or a value has
    /// changed that may not.</exception>
    public static TrainingRun Resume(Experiment experiment, string folder, IProgress<DownloadProgress>? download = null,
        CancellationToken cancellation = default)
    {
        experiment.Validate();
        RunFolder files = new(folder);
        if (!files.Exists)
            throw new FoveaException($"{folder}: there is no run to resume: {(File.Exists(folder) ? "it is a file" : "the folder has no experiment.json")}",
                "give the folder that 'fovea train' printed");
        RunLock held = RunLock.Take(files);
        try
        {
            using Checkpoint? checkpoint = File.Exists(files.Last) ? Checkpoint.Open(files.Last) : null;
            // Before anything is made of the values: a changed model or data set would fail in other, less clear ways.
            if (checkpoint is not null) ResumeRules.Check(files.Last, checkpoint.RequireMetadata(ExperimentKey), experiment);
            TrainingRun run = new(experiment, files, begins: checkpoint is null, download, cancellation) { held = held, goesOn = true, Resumed = checkpoint is not null };
            if (checkpoint is not null) run.Restore(checkpoint);
            ExperimentFile.Write(files.Experiment, run.Experiment, ExperimentVersions.Current);
            return run;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Trains, writes checkpoints and figures, and evaluates the best weights (where they are missing, the last) on the test images. A cancellation, and an error that is not one of
    /// writing, leave a checkpoint of the last whole step. Another call goes on from there.
    /// </summary>
    /// <exception cref="FoveaException">The loss is not finite, a sample is damaged, or a file cannot be written.</exception>
    public TrainingResult Run(CancellationToken cancellation = default)
    {
        held ??= RunLock.Take(Folder);
        try
        {
            // Lines of steps after the checkpoint, from which the run goes on, will be written again: they are dropped here.
            using MetricsLog metrics = goesOn ? MetricsLog.Resume(Folder.Metrics, State.Step) : MetricsLog.Create(Folder.Metrics);
            string events = Folder.TensorBoard;
            using TensorBoardWriter board = goesOn ? TensorBoardWriter.Resume(events, State.Step) : TensorBoardWriter.Create(events);
            TrainingEnd end = Learn(metrics, board, cancellation);
            Evaluation? evaluation = Evaluate(end, cancellation);
            if (evaluation is { Count: > 0 }) BoardPictures.Confusion(board, State.Step, evaluation);
            return TrainingResult.Of(this, end, evaluation, HasBest, watch.Elapsed.TotalSeconds);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose()
    {
        held?.Dispose();
        held = null;
    }

    /// <summary>Whether the best weights are there: after an epoch they are, unless somebody has taken them away.</summary>
    bool HasBest => File.Exists(Folder.Best);

    static void RefuseOther(RunFolder files)
    {
        if (files.Exists)
            throw new FoveaException($"{files.Path}: the folder holds a run already",
                $"go on with it: --resume {files.Path}; or choose another folder: --out DIR");
        if (files.Foreign is { } foreign)
            throw new FoveaException($"{files.Path}: the folder is not empty and holds no run: there is {foreign} in it",
                "a run writes files of its own and would replace others: choose a folder that is empty or not there yet");
    }

    TrainingEnd Learn(MetricsLog metrics, TensorBoardWriter board, CancellationToken cancellation)
    {
        (goesOn, writing) = (true, false);
        if (State.Step == 0) BoardPictures.Filters(board, 0, Model, train);
        trainer.AfterStep = (state, loss) =>
        {
            AfterStep?.Invoke(state, loss);
            bool due = Experiment.CheckpointEvery > 0 && state.Step % Experiment.CheckpointEvery == 0;
            if (due && state.Batch < StepsPerEpoch) Write(() => Save(Folder.Last));
        };
        trainer.AfterEpoch = result =>
        {
            Write(() =>
            {
                // The last checkpoint last: it says what is done, so whatever was written before it and is newer is written again after a kill.
                Log(metrics, board, result);
                BoardPictures.Filters(board, result.Step, Model, train);
                if (result.Best) Save(Folder.Best);
                Save(Folder.Last);
            });
            AfterEpoch?.Invoke(result);
        };
        try
        {
            TrainingEnd end = trainer.Run(cancellation);
            if (end == TrainingEnd.Cancelled && State.Step != savedStep) Save(Folder.Last);
            return end;
        }
        catch (FoveaException) when (!writing)
        {
            TrySave();
            throw;
        }
    }

    Evaluation? Evaluate(TrainingEnd end, CancellationToken cancellation)
    {
        if (!HasBest && State.Epoch == 0) return null;
        try
        {
            return Evaluation.Of(SavedModel.Open(HasBest ? Folder.Best : Folder.Last).Model, test, cancellation: end == TrainingEnd.Cancelled ? CancellationToken.None : cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Marks what is done as writing: after an error there nothing more is written.</summary>
    void Write(Action files)
    {
        writing = true;
        files();
        writing = false;
    }

    void Save(string path)
    {
        if (Fault.FirstVariable([.. Model.Variables(), .. trainer.Optimizer.State]) is { } variable)
            throw new FoveaException($"after step {State.Step} the values of {variable} are not finite; the checkpoint {path} was left as it was",
                "resume from it with a lower learning rate (--lr) or gradient clipping (--set clipNorm=1)");
        Checkpoint.Write(path,
            [.. Model.Weights().Select(weight => TensorData.Of(weight with { Name = Checkpoint.ModelPrefix + weight.Name })),
            .. trainer.Optimizer.StateOf(Model).Select(slot => TensorData.Of(slot with { Name = Checkpoint.OptimizerPrefix + slot.Name }))],
            new Dictionary<string, string>(description) { [StateKey] = State.ToJson() });
        if (path == Folder.Last) savedStep = State.Step;
    }

    /// <summary>Writes the last checkpoint before an error goes on its way, if it can be written; the error is the one to report.</summary>
    void TrySave()
    {
        try
        {
            Save(Folder.Last);
        }
        catch (FoveaException)
        {
        }
    }

    void Restore(Checkpoint checkpoint)
    {
        SavedModel.Read(checkpoint, Checkpoint.ModelPrefix, Model.Weights());
        SavedModel.Read(checkpoint, Checkpoint.OptimizerPrefix, trainer.Optimizer.StateOf(Model));
        try
        {
            trainer.State = TrainingState.FromJson(checkpoint.RequireMetadata(StateKey));
            savedStep = State.Step;
        }
        catch (Exception error) when (error is FormatException or FoveaException and not BadFileException)
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
        if (result.Validation?.Top5 is { } top5) values.Add(("validationTop5", top5));
        metrics.Append(new MetricsLine(result.Step, values));
        foreach (var (name, value) in values.Skip(1)) board.Scalar(name, result.Step, (float)value);
    }
}

/// <summary>What came of a run.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Data">The data set's name.</param>
/// <param name="Epochs">Whole epochs that were done.</param>
/// <param name="End">Why the training ended.</param>
/// <param name="Evaluation">The best weights on the test images (the last, see <see cref="OfLast"/>); null where not even one epoch was done, or the evaluation was cancelled.</param>
/// <param name="ImagesPerSecond">Training images over training time, loading included, evaluation not; of this session, 0 where it had nothing to
/// train.</param>
/// <param name="Seconds">Time of this session, evaluation included.</param>
/// <param name="Parameters">How many numbers were learned.</param>
/// <param name="Out">The run's folder.</param>
public sealed record TrainingResult(string Model, string Data, int Epochs, TrainingEnd End, Evaluation? Evaluation, double ImagesPerSecond,
    double Seconds, long Parameters, string Out)
{
    /// <summary>Whether the evaluation is that of the last weights, as the file of the best ones is missing.</summary>
    public bool OfLast { get; init; }

    internal static TrainingResult Of(TrainingRun run, TrainingEnd end, Evaluation? evaluation, bool ofBest, double seconds) =>
        new(run.Experiment.Model, run.Experiment.Data, run.State.Epoch, end, evaluation,
            run.ImagesPerSecond, seconds,
            run.Model.Parameters().Sum(parameter => parameter.Shape.Count), run.Folder.Path)
        {
            OfLast = evaluation is not null && !ofBest,
        };
}

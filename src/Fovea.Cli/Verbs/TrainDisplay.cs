using System.Diagnostics;
using Fovea.Compute;
using Fovea.Reports;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>What a training shows while it runs: a line an epoch, on a terminal a bar with the step below them, and at the end what came of it.</summary>
sealed class TrainDisplay(TrainingRun run, Output output, LiveProgress live)
{
    const int MostRemarks = 20;

    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly Stopwatch epochWatch = Stopwatch.StartNew();
    readonly TrainingState start = run.State;

    bool IsDone => start.Epoch >= run.Experiment.Epochs || StoppedEarly;

    bool StoppedEarly => run.Experiment.EarlyStop > 0 && start.SinceBest >= run.Experiment.EarlyStop;

    /// <summary>Says what is trained on what, or that there is nothing left to do.</summary>
    public void Begin()
    {
        output.Line($"{run.Experiment.Model} on {run.Train.Name.Split('/')[0]}: {Figures.Count(run.Train.Count)} training images, " +
            $"{Figures.Count(run.Validation?.Count ?? 0)} for validation, {Figures.Count(run.Test.Count)} for the test; {Machine.Describe()}");
        if (run.Train.Preparation is { } preparation) output.Line($"pictures prepared: {preparation}");
        DataRemarks.Write(output, DataRemarks.Of(run.Train, run.Validation, run.Test), MostRemarks);
        if (run.Loaded is { } loaded) output.Line($"begins with {loaded}");
        if (run.Frozen.Count > 0)
            output.Line($"frozen: {Figures.Count(run.Frozen.Count)} of {Figures.Count(run.Frozen.Count + run.Model.Parameters().Count)} weights, " +
                $"{Figures.Count(run.Frozen.Sum(parameter => parameter.Shape.Count))} parameters");
        if (IsDone)
        {
            string why = StoppedEarly ? "stopped early, as its validation loss did not fall any more"
                : start.Epoch == 1 ? "done its one epoch" : $"done all its {start.Epoch} epochs";
            output.Line($"The run in {run.Folder.Path} is finished: it has {why}.");
            output.Line(StoppedEarly ? "It would go on with a larger --set earlyStop=N." : $"Train on with: fovea train --resume {ShellWord.Of(run.Folder.Path)} --epochs {start.Epoch + 10}");
            return;
        }
        if (run.Resumed) output.Line($"going on in epoch {start.Epoch + 1} of {run.Experiment.Epochs}, after step {start.Batch} of {run.StepsPerEpoch}");
        output.Line();
        output.Line($"{"epoch",7}  {"train loss",10}  {"accuracy",9}  {"validation",10}  {"accuracy",9}  {"rate",8}  {"time",8}");
    }

    /// <summary>Moves the bar.</summary>
    public void Step(TrainingState state, double loss)
    {
        if (!live.IsDue) return;
        long steps = (long)run.Experiment.Epochs * run.StepsPerEpoch, here = state.Step - start.Step;
        double left = watch.Elapsed.TotalSeconds / Math.Max(here, 1) * (steps - state.Step);
        live.Report("train", (double)state.Step / steps, $"epoch {state.Epoch + 1}/{run.Experiment.Epochs}  step {state.Batch}/{run.StepsPerEpoch}  " +
            $"loss {Figures.Loss(loss)}  {Figures.Count((long)run.ImagesPerSecond)} images/s  {Figures.Time(left)} left");
    }

    /// <summary>Writes the line of an epoch.</summary>
    public void Epoch(EpochResult result)
    {
        string validation = result.Validation is { } held ? $"{Figures.Loss(held.Loss),10}  {Figures.Percent(held.Accuracy),9}" : $"{"-",10}  {"-",9}";
        output.Line($"{$"{result.Epoch}/{run.Experiment.Epochs}",7}  {Figures.Loss(result.TrainLoss),10}  {Figures.Percent(result.TrainAccuracy),9}  {validation}  " +
            $"{Figures.Short(result.LearningRate),8}  {Figures.Time(epochWatch.Elapsed.TotalSeconds),8}{(result is { Best: true, Validation: not null } ? "  best" : "")}");
        epochWatch.Restart();
    }

    /// <summary>Writes the result and what to do next.</summary>
    public void End(TrainingResult result)
    {
        string folder = result.Out;
        output.Line();
        if (result.End == TrainingEnd.Cancelled)
            output.Line($"Stopped in epoch {result.Epochs + 1} of {run.Experiment.Epochs} after step {run.State.Batch} of {run.StepsPerEpoch}; " +
                $"a checkpoint is written. Go on with: fovea train --resume {ShellWord.Of(folder)}");
        else if (result.End == TrainingEnd.EarlyStop && !IsDone)
            output.Line($"Stopped early: {run.Experiment.EarlyStop} epochs without a smaller validation loss.");
        if (result.Evaluation is { } test)
            output.Line($"test accuracy {Figures.Percent(test.Accuracy)} ({Figures.Count(test.Count - test.Mistakes().Count())} of {Figures.Count(test.Count)}), " +
                $"{(test.Top5 is { } top5 ? $"top five {Figures.Percent(top5)}, " : "")}loss {Figures.Loss(test.Loss)}, with {(result.OfLast ? "the last weights, as best.safetensors is missing" : "the weights of the best epoch")}");
        string speed = result.ImagesPerSecond > 0 ? $"{Figures.Count((long)result.ImagesPerSecond)} images/s in training" : "nothing left to train";
        output.Line($"{Figures.Count(result.Parameters)} parameters, {speed}, {Figures.Time(result.Seconds)} in {(run.Resumed ? "this session" : "all")}");
        output.Line($"folder: {folder}");
        if (result.Evaluation is null) return;
        output.Line();
        List<(string Call, string What)> next =
        [
            ($"fovea evaluate {ShellWord.Of(folder)}", "every class, confusion matrix"),
            ($"fovea predict {ShellWord.Of(folder)} IMAGE.png", "what is in a picture"),
        ];
        if (File.Exists(run.Folder.Report)) next.Add((run.Folder.Report, "the report, for any browser"));
        int width = next.Max(row => row.Call.Length);
        foreach (var (call, what) in next) output.Line($"  {call.PadRight(width)}     {what}");
    }
}

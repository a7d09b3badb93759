using Fovea.Runs;
using Fovea.Tests.Runs;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>What a run writes, and how it is resumed.</summary>
public class TrainingRunTests
{
    /// <summary>135 training images, 9 steps an epoch of which the last is not full.</summary>
    internal static readonly Experiment Small = new()
            { Model = "two_layer", TrainCount = 150, TestCount = 40, Batch = 16, LearningRate = 0.05, Epochs = 3, Schedule = "constant", Seed = 2 };

    [Fact]
    public void BestIsTheSmallestValidationLossAndTheTestFiguresAreIts()
    {
        using TestFolder folder = new();
        // So large a rate that the loss goes up and down.
        TrainingResult result = Run(Small with { LearningRate = 3, Epochs = 8 }, folder["run"], out TrainingRun run);
        double[] losses = [.. MetricsLog.Read(run.Folder.Metrics).Select(line => line["validationLoss"]!.Value)];
        int best = Array.IndexOf(losses, losses.Min());
        Assert.NotEqual(losses.Length - 1, best);
        Assert.Equal(losses.Min(), run.State.BestLoss);
        SavedModel saved = SavedModel.Open(folder["run"]);
        Assert.Equal(losses.Min(), Evaluation.Of(saved.Model, run.Validation!).Loss);
        Assert.Equal(result.Evaluation!.Losses, Evaluation.Of(saved.Model, run.Test).Losses);
        Assert.Contains($"\"Epoch\":{best + 1},", Saved.State(run.Folder.Best));
        Assert.Contains("\"Epoch\":8,", Saved.State(run.Folder.Last));
        Assert.Equal((8, TrainingEnd.Complete, 40, 135), (result.Epochs, result.End, result.Evaluation.Count, run.Train.Count));
    }

    [Fact]
    public void WithoutValidationTheBestIsTheLast()
    {
        using TestFolder folder = new();
        TrainingResult result = Run(Small with { Validation = 0, DropLast = true }, folder["run"], out TrainingRun run);
        Saved.AssertSame(run.Folder.Last, run.Folder.Best);
        Assert.Equal((150, 9), (run.Train.Count, run.StepsPerEpoch));
        Assert.Null(run.Validation);
        Assert.Null(MetricsLog.Read(run.Folder.Metrics)[0]["validationLoss"]);
        Assert.NotNull(result.Evaluation);
    }

    [Fact]
    public void EverySchedulesRatesAreThoseOfItsFormula()
    {
        double rate = 0.05;
        Rates([rate, rate, rate / 10, rate / 10, rate / 100], Small with { Epochs = 5, Schedule = "step", StepEpochs = 2 });
        // The rate that is told is that of an epoch's last step, at 8/9 of the epoch.
        Rates([.. Enumerable.Range(0, 4).Select(epoch => rate * 0.5 * (1 + Math.Cos(Math.PI * (epoch + 8 / 9.0) / 4)))], Small with { Epochs = 4,
            Schedule = "cosine" });
        Rates([rate * 8 / 18, rate * 17 / 18, rate, rate], Small with { Epochs = 4, WarmupEpochs = 2 });
        Rates([rate * 8 / 18, rate * 17 / 18], Small with { Epochs = 2, WarmupEpochs = 2 });
        // So small a rate that the loss stays where it is.
        double tiny = 1e-9;
        Rates([tiny, tiny, tiny / 10, tiny / 100, tiny / 200], Small with { Epochs = 5, Schedule = "plateau", LearningRate = tiny, Patience = 0,
            MinLearningRate = tiny / 200 });

        static void Rates(double[] expected, Experiment experiment)
        {
            using TestFolder folder = new();
            Run(experiment, folder["run"], out TrainingRun run);
            double[] rates = [.. MetricsLog.Read(run.Folder.Metrics).Select(line => line["learningRate"]!.Value)];
            Assert.Equal(expected.Length, rates.Length);
            for (int i = 0; i < rates.Length; i++) Assert.Equal(expected[i], rates[i], expected[i] * 1e-9);
        }
    }

    [Fact]
    public void AnEarlyStopIsOneWhenItIsResumedToo()
    {
        using TestFolder folder = new();
        Experiment experiment = Small with { LearningRate = 0.4, Epochs = 60, EarlyStop = 1 };
        TrainingResult result = Run(experiment, folder["run"], out _);
        Assert.Equal(TrainingEnd.EarlyStop, result.End);
        Assert.InRange(result.Epochs, 2, 59);
        Assert.Equal(TrainingEnd.EarlyStop, TrainingRun.Resume(experiment, folder["run"]).Run().End);
        TrainingResult longer = TrainingRun.Resume(experiment with { EarlyStop = 0, Epochs = result.Epochs + 2 }, folder["run"]).Run();
        Assert.Equal((TrainingEnd.Complete, result.Epochs + 2), (longer.End, longer.Epochs));
    }

    [Fact]
    public void MoreEpochsGoOnWithTheSameBits()
    {
        using TestFolder folder = new();
        Run(Small with { Epochs = 5 }, folder["whole"], out TrainingRun whole);
        Run(Small with { Epochs = 2 }, folder["parts"], out _);
        using TrainingRun resumed = TrainingRun.Resume(Small with { Epochs = 5, CheckpointEvery = 4, Threads = 1 }, folder["parts"]);
        Assert.True(resumed.Resumed);
        Assert.Equal(18, resumed.State.Step);
        resumed.Run();
        Saved.AssertSame(whole.Folder.Last, resumed.Folder.Last);
        Saved.AssertSame(whole.Folder.Best, resumed.Folder.Best);
        Assert.Equal(File.ReadAllText(whole.Folder.Metrics), File.ReadAllText(resumed.Folder.Metrics));
        Assert.Equal(5, new ExperimentBuilder().AddRun(resumed.Folder.Experiment).Build().Epochs);
    }

    [Fact]
    public void ACompleteRunIsOnlyEvaluatedAgain()
    {
        using TestFolder folder = new();
        TrainingResult first = Run(Small, folder["run"], out TrainingRun run);
        byte[] last = File.ReadAllBytes(run.Folder.Last);
        string metrics = File.ReadAllText(run.Folder.Metrics);
        TrainingResult again = TrainingRun.Resume(Small, folder["run"]).Run();
        Assert.Equal((TrainingEnd.Complete, 3), (again.End, again.Epochs));
        Assert.Equal(first.Evaluation!.Losses, again.Evaluation!.Losses);
        Assert.True(first.ImagesPerSecond > 0);
        Assert.Equal(0, again.ImagesPerSecond);
        Assert.Equal(last, File.ReadAllBytes(run.Folder.Last));
        Assert.Equal(metrics, File.ReadAllText(run.Folder.Metrics));
    }

    [Fact]
    public void ACancelledRunCanBeGoneOnWithHereAndInAnotherProcess()
    {
        using TestFolder folder = new();
        Run(Small, folder["whole"], out TrainingRun whole);
        foreach (bool here in (bool[])[true, false])
        {
            string path = folder[here ? "here" : "there"];
            using CancellationTokenSource source = new();
            using TrainingRun run = TrainingRun.Start(Small, path);
            run.AfterStep = (state, _) => { if (state.Step == 13) source.Cancel(); };
            TrainingResult result = run.Run(source.Token);
            Assert.Equal((TrainingEnd.Cancelled, 1), (result.End, result.Epochs));
            Assert.NotNull(result.Evaluation);
            Assert.Contains("\"Step\":13,", Saved.State(run.Folder.Last));
            run.AfterStep = null;
            Assert.Equal(TrainingEnd.Complete, here ? run.Run().End : TrainingRun.Resume(Small, path).Run().End);
            Saved.AssertSame(whole.Folder.Last, run.Folder.Last);
            Assert.Equal(File.ReadAllText(whole.Folder.Metrics), File.ReadAllText(run.Folder.Metrics));
        }
    }

    [Fact]
    public void CancelledBeforeTheFirstStepItCanBeResumed()
    {
        using TestFolder folder = new();
        TrainingResult result;
        using (TrainingRun run = TrainingRun.Start(Small, folder["run"])) result = run.Run(new CancellationToken(canceled: true));
        Assert.Equal((TrainingEnd.Cancelled, 0), (result.End, result.Epochs));
        Assert.Null(result.Evaluation);
        Assert.Equal(TrainingEnd.Complete, TrainingRun.Resume(Small, folder["run"]).Run().End);
    }

    [Fact]
    public void KilledBeforeItsFirstCheckpointARunStartsAnew()
    {
        using TestFolder folder = new();
        Run(Small, folder["whole"], out TrainingRun whole);
        Run(Small, folder["killed"], out TrainingRun killed);
        // As if it had been killed between the figures of the first epoch and its checkpoint.
        File.Delete(killed.Folder.Last);
        File.WriteAllLines(killed.Folder.Metrics, File.ReadAllLines(killed.Folder.Metrics)[..1]);
        using TrainingRun resumed = TrainingRun.Resume(Small, folder["killed"]);
        Assert.False(resumed.Resumed);
        resumed.Run();
        Saved.AssertSame(whole.Folder.Last, resumed.Folder.Last);
        Assert.Equal(File.ReadAllText(whole.Folder.Metrics), File.ReadAllText(resumed.Folder.Metrics));
    }

    [Fact]
    public void ALossThatIsNotFiniteLeavesACheckpointToGoOnFromMoreSlowly()
    {
        using TestFolder folder = new();
        using TrainingRun run = TrainingRun.Start(Small with { LearningRate = 1000, Momentum = 0.99, Model = "lenet5" }, folder["run"]);
        long steps = 0;
        run.AfterStep = (state, _) => steps = state.Step;
        FoveaException error = Assert.ThrowsAny<FoveaException>(() => run.Run());
        Assert.Contains("first", error.Message);
        Assert.InRange(steps, 1, 26);
        Assert.Contains($"\"Step\":{steps},", Saved.State(run.Folder.Last));
        Assert.All(Saved.Arrays(run.Folder.Last).Values, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        // The folder is free, and the way out is open: a smaller rate is no other experiment.
        using TrainingRun resumed = TrainingRun.Resume(run.Experiment with { LearningRate = 1e-30, ClipNorm = 1 }, folder["run"]);
        Assert.Equal(steps, resumed.State.Step);
    }

    internal static TrainingResult Run(Experiment experiment, string folder, out TrainingRun run)
    {
        run = TrainingRun.Start(experiment, folder);
        return run.Run();
    }
}

using Fovea.KillHost;
using Fovea.Runs;
using Fovea.Tests.Runs;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>
/// The promise "kill it at any time" for whole trainings: a process is killed ten times at random moments and started again, and what it has made at its end is, bit for bit,
/// what a process makes that nobody disturbs.
/// </summary>
public class KilledTrainingTests
{
    private const int Kills = 10;

    /// <summary>LeNet-5 by SGD with momentum, augmentation, a schedule that watches the validation loss; five checkpoints an epoch.</summary>
    private static readonly Experiment LeNet = new()
    {
        Data = "digits", TrainCount = 500, TestCount = 50, Batch = 12, Epochs = 4, LearningRate = 0.05, Patience = 0, WarmupEpochs = 1,
        Augment = ["shift", "noise"], CheckpointEvery = 7, Seed = 3,
    };

    [Fact]
    public void AKilledRunEndsWithTheBitsOfOneThatWasNot()
    {
        using TestFolder folder = new();
        ExperimentFile.Write(folder["config.json"], LeNet, ExperimentVersions.Current);
        using (TrainingRun run = TrainingRun.Start(LeNet, folder["whole"])) run.Run();

        KillAndFinish(new Random(1998), "train", folder["config.json"], folder["killed"]);

        RunFolder whole = new(folder["whole"]), killed = new(folder["killed"]);
        Saved.AssertSame(whole.Last, killed.Last);
        Saved.AssertSame(whole.Best, killed.Best);
        Assert.Equal(File.ReadAllText(whole.Metrics), File.ReadAllText(killed.Metrics));
        Assert.Equal(LeNet.Epochs, File.ReadAllLines(killed.Metrics).Length);
        Assert.Empty(Directory.GetFiles(killed.Path, "*.tmp"));
    }

    [Fact]
    public void AKilledTrainingWithDropoutAndBatchStatisticsEndsWithTheBitsOfOneThatWasNot()
    {
        using TestFolder whole = new(), killed = new();
        DropoutTraining.Run(whole.Path, _ => { });
        KillAndFinish(new Random(2014), "learn", killed.Path);
        Saved.AssertSame(whole["last.safetensors"], killed["last.safetensors"]);
    }

    private static void KillAndFinish(Random random, params string[] arguments)
    {
        for (int kill = 0; kill < Kills; kill++)
        {
            using Child child = new(arguments);
            // Now and then before the first step; few steps on average, so that the run cannot end before the last kill.
            Assert.True(child.KillAfter(steps: random.Next(0, 14), milliseconds: random.Next(0, 8)), $"the run ended before kill {kill + 1}: make it longer");
        }
        using Child last = new(arguments);
        last.Finish();
    }
}

using Fovea.KillHost;
using Fovea.Runs;
using Fovea.Tests.Runs;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>
/// The promise "kill it at any time" for whole trainings: a process is killed ten times at random moments and started again, and what it has made at
/// its end is, bit for bit, what a process makes that nobody disturbs.
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

        KillAndFinish(new Random(1998), 4 * 38, "train", folder["config.json"], folder["killed"]);

        RunFolder whole = new(folder["whole"]), killed = new(folder["killed"]);
        Saved.AssertSame(whole.Last, killed.Last);
        Saved.AssertSame(whole.Best, killed.Best);
        Assert.Equal(File.ReadAllText(whole.Metrics), File.ReadAllText(killed.Metrics));
        // The schedule has had something to remember.
        Assert.Equal(LeNet.LearningRate / 10, MetricsLog.Read(killed.Metrics)[^1]["learningRate"]!.Value, 1e-9);
        Assert.Empty(Directory.GetFiles(killed.Path, "*.tmp"));
    }

    [Fact]
    public void AKilledTrainingWithDropoutAndBatchStatisticsEndsWithTheBitsOfOneThatWasNot()
    {
        using TestFolder whole = new(), killed = new();
        DropoutTraining.Run(whole.Path, _ => { });
        KillAndFinish(new Random(2014), 4 * 32, "learn", killed.Path);
        Saved.AssertSame(whole["last.safetensors"], killed["last.safetensors"]);
        Assert.Contains("\"Schedule\":[0.5,", Saved.State(killed["last.safetensors"]));
    }

    /// <param name="random">When to kill.</param>
    /// <param name="steps">The steps of the whole training, over which the kills are spread.</param>
    /// <param name="arguments">What the process is told.</param>
    private static void KillAndFinish(Random random, int steps, params string[] arguments)
    {
        long done = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using Child child = new(arguments);
            // Now and then before the first step, mostly in the middle of something, and never so late that the run could end before the last kill.
            int more = random.Next(0, (int)Math.Max(1, Math.Min(2 * (steps - done) / (Kills - kill), steps - done - 30)));
            long? told = child.KillAfter(more, milliseconds: random.Next(0, 8));
            Assert.True(told is not null, $"the run ended before kill {kill + 1} of {Kills}");
            done = Math.Max(done, told.Value);
        }
        Assert.InRange(done, steps / 2, steps - 1);
        using Child last = new(arguments);
        last.Finish();
    }
}

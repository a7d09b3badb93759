using Fovea.Compute;
using Fovea.Data;
using Fovea.KillHost;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tests.Runs;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>
/// The promise "same seed, same bits" for a training of two epochs: the number of threads changes nothing, neither in the kernels nor in the loader.
/// </summary>
[Collection(nameof(SequentialTests))]
public class SameBitsTests
{
    public static TheoryData<string, int, int> Threads => new()
    {
        { "sgd", 2, 1 }, { "sgd", 3, 2 }, { "adam", 2, 0 }, { "adam", 3, 1 }, { "adamw", 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Threads))]
    public void TheNumberOfThreadsChangesNoBit(string optimizer, int workers, int loaders) =>
        Saved.AssertSame(Train(optimizer, workers: 1, loaders: 1), Train(optimizer, workers, loaders));

    [Fact]
    public void TheCheckpointsOfOneAndOfTwoThreadsAreTheSameBytes()
    {
        int before = Workers.Threads;
        try
        {
            using TestFolder folder = new();
            TrainingRunTests.Run(TrainingRunTests.Small with { Threads = 1 }, folder["one"], out TrainingRun one);
            TrainingRunTests.Run(TrainingRunTests.Small with { Threads = 2, CheckpointEvery = 5 }, folder["two"], out TrainingRun two);
            Saved.AssertSame(one.Folder.Last, two.Folder.Last);
            Saved.AssertSame(one.Folder.Best, two.Folder.Best);
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    [Fact]
    public void AnotherSeedGivesOtherWeights() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Saved.AssertSame(Train("sgd", 1, 1, seed: 1), Train("sgd", 1, 1, seed: 2)));

    private static Dictionary<string, float[]> Train(string kind, int workers, int loaders, ulong seed = 1)
    {
        int before = Workers.Threads;
        Workers.Threads = workers;
        try
        {
            // 205 images: the last batch of an epoch is not full.
            (DataSet train, DataSet held) = new Digits(230, seed: 7, train: true).Split(25, 7);
            Module model;
            using (Initializer.Seed(1)) model = new DropoutNet();
            model.Variables();
            Optimizer optimizer = kind switch
            {
                "sgd" => new Sgd(model.Parameters(), 0.05, weightDecay: 1e-3, nesterov: true) { ClipNorm = 0.5 },
                "adam" => new Adam(model.Parameters(), 0.01),
                _ => new AdamW(model.Parameters(), 0.01) { ClipNorm = 1 },
            };
            DataLoader loader = new(train, 32, shuffle: true, seed: 9, augmentations: Augmentations.Parse("affine+elastic+noise"), threads: loaders);
            Trainer trainer = new(model, optimizer, new Plateau(0.5, 0), loader, held) { Epochs = 2, Seed = seed };
            Dictionary<string, float[]> result = [];
            trainer.AfterEpoch = epoch => result[$"epoch {epoch.Epoch}"] = [(float)epoch.TrainLoss, (float)epoch.TrainAccuracy,
                .. epoch.Validation!.Losses, .. epoch.Validation.Confidences];
            Assert.Equal(TrainingEnd.Complete, trainer.Run());
            foreach (var variable in model.Variables()) result[variable.Name!] = variable.ToArray();
            foreach (var variable in optimizer.State) result["optimizer." + variable.Name] = variable.ToArray();
            return result;
        }
        finally
        {
            Workers.Threads = before;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>The promise of flat memory, with no Dispose anywhere: after the first hundred steps neither the heap nor the process grows.</summary>
[Collection(nameof(SequentialTests))]
public class FlatMemoryTests
{
    /// <summary>What a step may allocate: its new <see cref="TrainingState"/> of 96 bytes.</summary>
    private const int BytesAStep = 100;

    [Theory]
    [InlineData("small", 4000)]
    [InlineData("lenet5", 1000)]
    public void StepsAllocateTheirStateAndNothingGrows(string kind, int steps)
    {
        Module model;
        using (Initializer.Seed(1)) model = kind == "lenet5" ? ModelRegistry.Get(kind).Create() : new BetweenModules(28 * 28, 8, 10,
            new BatchNorm2d(8), new Dropout(0.3));
        DataSet data = new Digits(160, seed: 1, train: true);
        // One endless epoch: what happens once an epoch is measured by the test below.
        Trainer trainer = new(model, new Adam(model.Parameters()), new Cosine(10),
            new DataLoader(new Repeated(data, steps * 16), 16, shuffle: true)) { Epochs = 1 };
        long heap = 0, own = 0, resident = 0;
        trainer.AfterStep = (state, _) =>
        {
            if (state.Step != 100 && state.Step != steps) return;
            long ownNow = GC.GetAllocatedBytesForCurrentThread();
            if (state.Step == steps) Assert.InRange((ownNow - own) / (double)(steps - 100), 0, BytesAStep);
            long heapNow = GC.GetTotalMemory(forceFullCollection: true);
            long residentNow = Resident();
            if (state.Step == steps)
            {
                Assert.InRange(heapNow - heap, long.MinValue, 200_000);
                Assert.InRange(residentNow - resident, long.MinValue, 16_000_000);
            }
            (heap, resident) = (heapNow, residentNow);
            own = GC.GetAllocatedBytesForCurrentThread();
        };
        Assert.Equal(TrainingEnd.Complete, trainer.Run());
        Assert.Equal(steps, trainer.State.Step);
    }

    /// <summary>All threads, the loader's too: in a process of its own, as the test runner's threads allocate whenever they like.</summary>
    [Theory]
    [InlineData("lenet5")]
    [InlineData("dropout")]
    public void NoThreadAllocatesMore(string net)
    {
        using Child child = new("allocations", net, "3000");
        Assert.InRange(double.Parse(child.Finish(), CultureInfo.InvariantCulture), 1, BytesAStep);
    }

    [Fact]
    public void EpochsDoNotGrow()
    {
        Module model = new BetweenModules(28 * 28, 8, 10, new BatchNorm2d(8));
        DataSet data = new Digits(160, seed: 1, train: true);
        Trainer trainer = new(model, new Sgd(model.Parameters()), new Plateau(), new DataLoader(data, 16, shuffle: true),
            data.Subset(..32)) { Epochs = 300 };
        long heap = 0;
        trainer.AfterEpoch = epoch =>
        {
            if (epoch.Epoch != 20 && epoch.Epoch != 300) return;
            long now = GC.GetTotalMemory(forceFullCollection: true);
            if (epoch.Epoch == 300) Assert.InRange(now - heap, long.MinValue, 200_000);
            heap = now;
        };
        trainer.Run();
    }

    private static long Resident()
    {
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>The samples of a set again and again.</summary>
    private sealed class Repeated(DataSet whole, int count) : DataSet(whole.Name, whole.Height, whole.Width, whole.Channels, whole.Classes,
        whole.Mean, whole.Deviation)
    {
        public override int Count => count;

        protected override void ReadSample(int index, Span<float> pixels, out int label) => whole.Read(index % whole.Count, pixels, out label);
    }
}

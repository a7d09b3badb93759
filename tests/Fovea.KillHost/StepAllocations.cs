using Fovea.Data;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Training;

namespace Fovea.KillHost;

/// <summary>Counts what training steps allocate on all threads, in a process in which nothing else runs.</summary>
internal static class StepAllocations
{
    private const int Batch = 16, First = 100, Stretches = 10;

    /// <summary>
    /// Bytes a step, loading included: the median of ten stretches from step 100 to the last. A slow machine may come to the moment when memory that was large enough for
    /// what went before is given back and taken in the size that the steps need; that happens once, and is no part of a step.
    /// </summary>
    public static double Measure(string model, int steps)
    {
        DataSet data = new Digits(steps * Batch, seed: 1);
        // Digits are drawn and kept when they are first read: that is no part of a step.
        float[] pixels = new float[data.SampleLength];
        for (int i = 0; i < data.Count; i++) data.Read(i, pixels, out _);
        Module net = model == "dropout" ? new DropoutNet() : ModelRegistry.Get(model).Create();
        int stretch = (steps - First) / Stretches;
        long[] allocated = new long[Stretches + 1];
        Trainer trainer = new(net, new Adam(net.Parameters()), new Cosine(10), new DataLoader(data, Batch, shuffle: true)) { Epochs = 1 };
        trainer.AfterStep = (state, _) =>
        {
            (long number, long within) = Math.DivRem(state.Step - First, stretch);
            if (number is >= 0 and <= Stretches && within == 0) allocated[number] = GC.GetTotalAllocatedBytes(precise: true);
        };
        trainer.Run();
        return allocated.Zip(allocated.Skip(1), (before, after) => (after - before) / (double)stretch).Order().ElementAt(Stretches / 2);
    }
}

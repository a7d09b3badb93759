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
    private const int Batch = 16, First = 100;

    /// <summary>Bytes a step, from step 100 to the last, loading included.</summary>
    public static double Measure(string model, int steps)
    {
        DataSet data = new Digits(steps * Batch, seed: 1);
        // Digits are drawn and kept when they are first read: that is no part of a step.
        float[] pixels = new float[data.SampleLength];
        for (int i = 0; i < data.Count; i++) data.Read(i, pixels, out _);
        Module net = model == "dropout" ? new DropoutNet() : ModelRegistry.Get(model).Create();
        long before = 0;
        double perStep = double.NaN;
        Trainer trainer = new(net, new Adam(net.Parameters()), new Cosine(10), new DataLoader(data, Batch, shuffle: true)) { Epochs = 1 };
        trainer.AfterStep = (state, _) =>
        {
            if (state.Step == First) before = GC.GetTotalAllocatedBytes(precise: true);
            if (state.Step == steps) perStep = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(steps - First);
        };
        trainer.Run();
        return perStep;
    }
}

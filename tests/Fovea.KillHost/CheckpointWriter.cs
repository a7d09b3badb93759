using Fovea.Runs;
using Fovea.Weights;

namespace Fovea.KillHost;

/// <summary>Writes checkpoints for ever. Every element of every array holds the step, so a mixture of two checkpoints shows.</summary>
public static class CheckpointWriter
{
    /// <summary>Writes to a file from a step on, and tells each step once <see cref="Checkpoint.Write"/> has returned.</summary>
    public static void Run(string path, long step)
    {
        float[] weights = new float[300_000], momentum = new float[200_001];
        for (; ; step++)
        {
            Array.Fill(weights, step);
            Array.Fill(momentum, step);
            Dictionary<string, string> state = new() { ["state"] = $$"""{"step":{{step}}}""" };
            Checkpoint.Write(path, [new TensorData("model.weight", [300, 1000], weights), new TensorData("optimizer.momentum", [200_001], momentum)],
                state);
            Console.WriteLine(step);
        }
    }
}

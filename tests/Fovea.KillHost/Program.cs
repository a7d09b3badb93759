// Writes checkpoints to the file args[0] for ever, from step args[1] on, and tells each step on standard output once Checkpoint.Write has returned.
// Every element of every array holds the step, so a mixture of two checkpoints shows. The tests kill this process at random moments.
using System.Globalization;
using Fovea.Runs;
using Fovea.Weights;

string path = args[0];
float[] weights = new float[300_000], momentum = new float[200_001];
for (long step = long.Parse(args[1], CultureInfo.InvariantCulture); ; step++)
{
    Array.Fill(weights, step);
    Array.Fill(momentum, step);
    Dictionary<string, string> state = new() { ["state"] = $$"""{"step":{{step}}}""" };
    Checkpoint.Write(path, [new TensorData("model.weight", [300, 1000], weights), new TensorData("optimizer.momentum", [200_001], momentum)], state);
    Console.WriteLine(step);
}

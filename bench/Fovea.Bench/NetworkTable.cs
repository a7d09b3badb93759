using System.Text.Json;
using Fovea.Compute;

namespace Fovea.Bench;

/// <summary>Times whole networks, ours and the peers' in turn: inference at batch 1 and the larger batch, and a training step.</summary>
static class NetworkTable
{
    /// <summary>What the quick form measures: the course's own network, and one of residual blocks.</summary>
    static readonly string[] Quick = ["lenet5", "resnet18"];

    public static int Run(string[] args)
    {
        BenchOptions options = new(args, [("--torch", "PyTorch"), ("--ort", "ONNX Runtime")]);
        foreach (string name in options.Cases)
            if (!NetworkCase.All.Any(one => one.Name == name)) throw Suggestion.Unknown("network", name, [.. NetworkCase.All.Select(one => one.Name)]);
        Comparison table = new("ms", options);
        double peak = Machine.MeasurePeak() * 1e9 / 2;
        for (int round = 0; round < options.Rounds; round++)
            foreach (NetworkCase one in NetworkCase.All.Where(one => options.Cases.Count == 0 && options.IsQuick ? Quick.Contains(one.Name) : options.Wants(one.Name)))
            {
                foreach (int batch in new[] { 1, one.Inference }.Distinct())
                {
                    (double milliseconds, double multiplyAdds) = one.Infer(batch);
                    table[$"{one.Name} infer {batch}", multiplyAdds].Ours.Add(milliseconds);
                }
                (double step, double inStep) = one.Train();
                table[$"{one.Name} train {one.Training}", inStep].Ours.Add(step);
                foreach (PeerCommand peer in options.Peers)
                    foreach (JsonElement figure in peer.Ask(one.Name))
                        table[$"{figure.GetProperty("case").GetString()} {figure.GetProperty("mode").GetString()} {figure.GetProperty("batch").GetInt32()}"].Add(peer.Name, figure.GetProperty("ms").GetDouble());
                Console.Error.WriteLine($"round {round + 1}: {one.Name}");
            }
        table.Write(peak);
        return 0;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>The peak memory of a process that makes three training steps, ours and PyTorch's (bench/reference/training_memory.py), in MB.</summary>
static class MemoryTable
{
    const int Steps = 3;

    public static int Run(string[] args)
    {
        if (args is ["--step", var name]) return Step(name);
        BenchOptions options = new(args, [("--torch", "PyTorch")]);
        Comparison table = new("MB", options);
        foreach (NetworkCase one in NetworkCase.All.Where(one => options.Wants(one.Name)))
        {
            string row = $"{one.Name} train {one.Training}";
            PeerCommand own = new("ours", $"'{Environment.ProcessPath}' {(Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? $"'{typeof(MemoryTable).Assembly.Location}'" : "")} memory --step");
            table[row].Ours.Add(own.Ask(one.Name)[0].GetProperty("mb").GetDouble());
            foreach (PeerCommand peer in options.Peers)
                foreach (JsonElement figure in peer.Ask(one.Name)) table[row].Add(peer.Name, figure.GetProperty("mb").GetDouble());
        }
        table.Write();
        return 0;
    }

    /// <summary>What a process of its own does and prints.</summary>
    static int Step(string name)
    {
        (Function step, Tensor[] input, Tensor[] output) = NetworkCase.All.First(one => one.Name == name).Step();
        for (int i = 0; i < Steps; i++) step.Run(input, output);
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"case\": \"{name}\", \"mb\": {process.PeakWorkingSet64 / 1e6:f1}}}"));
        return 0;
    }
}

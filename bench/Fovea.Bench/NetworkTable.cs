using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fovea.Bench;

/// <summary>
/// Times whole networks, ours and a peer's in turn in one run, and prints medians and their ratio: machines are noisy, so only figures of one run are compared.
/// </summary>
static class NetworkTable
{
    public static int Run(string[] args)
    {
        string? peer = null;
        int rounds = 3;
        List<string> models = [];
        for (int i = 0; i < args.Length; i++)
            switch (args[i])
            {
                case "--peer" when i + 1 < args.Length:
                    peer = args[++i];
                    break;
                case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], out rounds) && rounds > 0:
                    i++;
                    break;
                default:
                    models.Add(args[i]);
                    break;
            }
        if (models.Count == 0) models.Add("lenet5");

        Dictionary<(string Case, string Mode, int Batch), (List<double> Ours, List<double> Peer)> rows = [];
        void Add(Figure figure, bool ours)
        {
            if (!rows.TryGetValue((figure.Case, figure.Mode, figure.Batch), out var row)) rows[(figure.Case, figure.Mode, figure.Batch)] = row = ([], []);
            (ours ? row.Ours : row.Peer).Add(figure.Milliseconds);
        }
        for (int round = 0; round < rounds; round++)
            foreach (string model in models)
            {
                foreach (Figure figure in NetworkBench.Measure(model)) Add(figure, ours: true);
                if (peer is null) continue;
                foreach (Figure figure in Ask(peer, model)) Add(figure, ours: false);
            }

        Console.WriteLine("| case | mode | batch | ours ms | ours images/s | peer ms | peer images/s | ratio |\n|---|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (key, (ours, theirs)) in rows)
        {
            if (ours.Count == 0) continue;
            double own = Median(ours);
            string line = string.Create(CultureInfo.InvariantCulture, $"| {key.Case} | {key.Mode} | {key.Batch} | {own:f3} | {key.Batch / own * 1e3:n0} |");
            Console.WriteLine(theirs.Count == 0 ? $"{line} | | |"
                : string.Create(CultureInfo.InvariantCulture, $"{line} {Median(theirs):f3} | {key.Batch / Median(theirs) * 1e3:n0} | {Median(theirs) / own:f2} |"));
        }
        return 0;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static List<Figure> Ask(string command, string model)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{command} {model}"]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the peer '{command} {model}' ended with exit code {process.ExitCode}");
        List<Figure> figures = [];
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            figures.Add(new Figure(root.GetProperty("case").GetString()!, root.GetProperty("mode").GetString()!, root.GetProperty("batch").GetInt32(), root.GetProperty("ms").GetDouble()));
        }
        return figures;
    }
}

/// <summary>One measured figure: the median time of a run.</summary>
readonly record struct Figure(string Case, string Mode, int Batch, double Milliseconds);

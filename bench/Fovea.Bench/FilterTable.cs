using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Compute;
using Fovea.Imaging;

namespace Fovea.Bench;

/// <summary>
/// Times classic filters on pictures of 3840x2160 with two threads, ours and a peer's in turn, case by case and round by round in one run, and prints medians and
/// their ratio. The result is let go after every call, by both, or goes into the same image with <c>--reuse</c>.
/// </summary>
static class FilterTable
{
    const int Threads = 2, Runs = 9;

    /// <summary>Until all code is compiled for good.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.4);

    public static int Run(string[] args)
    {
        string? peer = Environment.GetEnvironmentVariable("FOVEA_FILTER_PEER");
        int rounds = 3;
        bool isJson = false, reuse = false;
        List<string> words = [];
        for (int i = 0; i < args.Length; i++)
            switch (args[i])
            {
                case "--peer" when i + 1 < args.Length:
                    peer = args[++i];
                    break;
                case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], out rounds) && rounds > 0:
                    i++;
                    break;
                case "--json":
                    isJson = true;
                    break;
                case "--reuse":
                    reuse = true;
                    break;
                default:
                    words.Add(args[i]);
                    break;
            }
        Workers.Threads = Threads;
        FilterCase[] cases = [.. FilterCase.All.Where(one => words.Count == 0 || words.Any(word => one.Name.Contains(word, StringComparison.Ordinal)))];
        if (cases.Length == 0) throw new FoveaException($"no case has {string.Join(" or ", words)} in its name", $"known: {string.Join(", ", FilterCase.All.Select(one => one.Name))}");

        // A kind of picture at a time, so that a hundred megabytes of the others are not in the way.
        Row[] rows = [.. cases.Select(one => new Row(one))];
        foreach (IGrouping<string, Row> kind in rows.GroupBy(row => row.Case.Kind))
        {
            Image picture = FilterCase.Picture(kind.Key);
            foreach (Row row in kind) row.Measure(picture, reuse, peer, rounds);
        }
        if (isJson) WriteJson(rows);
        else Write(rows);
        return 0;
    }

    static void Write(Row[] rows)
    {
        Console.WriteLine("| case | pipeline | ours ms | peer ms | ratio | |\n|---|---|---:|---:|---:|---|");
        foreach (Row row in rows)
            Console.WriteLine($"| {row.Case.Name} | `{row.Case.Pipeline.Replace("|", "\\|", StringComparison.Ordinal)}` | {(row.Missing is null ? Number(row.Ours) : "missing")} | {Number(row.Peer)} | {Number(row.Ratio)} | {(row.Ratio < 1 ? "slower" : row.Missing)} |");
        double[] ratios = [.. rows.Select(row => row.Ratio).OfType<double>()];
        if (ratios.Length == 0) return;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\ngeometric mean of {ratios.Length} ratios: {Mean(ratios):f2}; slower than the peer: {ratios.Count(ratio => ratio < 1)}; missing: {rows.Count(row => row.Missing is not null)}"));
    }

    static void WriteJson(Row[] rows)
    {
        using Utf8JsonWriter json = new(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (Row row in rows)
        {
            json.WriteStartObject();
            json.WriteString("case", row.Case.Name);
            json.WriteString("pipeline", row.Case.Pipeline);
            if (row.Missing is not null) json.WriteString("missing", row.Missing);
            foreach (var (name, value) in new[] { ("oursMs", row.Ours), ("peerMs", row.Peer), ("ratio", row.Ratio) })
                if (value is { } number) json.WriteNumber(name, number);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static string Number(double? value) => value is { } number ? number.ToString("f2", CultureInfo.InvariantCulture) : "";

    static double Mean(double[] ratios) => Math.Exp(ratios.Average(Math.Log));

    /// <summary>A case and what was measured.</summary>
    sealed class Row(FilterCase one)
    {
        readonly List<double> ours = [], peers = [];

        public FilterCase Case => one;

        public string? Missing { get; private set; }

        public double? Ours => Median(ours);

        public double? Peer => Median(peers);

        public double? Ratio => Peer / Ours;

        public void Measure(Image picture, bool reuse, string? peer, int rounds)
        {
            Action? run = one.Prepare(picture, reuse, out string? missing);
            Missing = missing;
            if (run is null) return;
            for (int round = 0; round < rounds; round++)
            {
                ours.Add(Time(run));
                if (peer is not null && Ask(peer) is { } milliseconds) peers.Add(milliseconds);
            }
            Console.Error.WriteLine($"{one.Name}: {Number(Ours)} ms{(Ratio is null ? "" : $", {Number(Ratio)} times as fast")}");
        }

        static double Time(Action run)
        {
            long begin = Stopwatch.GetTimestamp();
            do run();
            while (Stopwatch.GetElapsedTime(begin) < WarmUp);
            double[] times = new double[Runs];
            for (int i = 0; i < Runs; i++)
            {
                long start = Stopwatch.GetTimestamp();
                run();
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            return Median(times)!.Value;
        }

        /// <summary>The peer's figure for the case; null where it has none of exactly that name.</summary>
        double? Ask(string command)
        {
            foreach (JsonElement figure in new PeerCommand("peer", command).Ask(one.Name))
                if (figure.GetProperty("case").GetString() == one.Name) return figure.GetProperty("ms").GetDouble();
            return null;
        }

        static double? Median(IReadOnlyCollection<double> values) => values.Count == 0 ? null : values.Order().ElementAt(values.Count / 2);
    }
}

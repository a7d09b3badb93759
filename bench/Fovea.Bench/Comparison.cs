using System.Globalization;
using System.Text.Json;

namespace Fovea.Bench;

/// <summary>
/// Figures of ours and of peers, measured in turn in one run, as a table of medians and ratios. Machines are noisy, so only figures of one run are compared.
/// </summary>
/// <param name="unit">What is measured; smaller is better.</param>
/// <param name="options">The peers, and how the table is printed.</param>
/// <param name="detail">The heading of a column that says more of every case; null where there is none.</param>
sealed class Comparison(string unit, BenchOptions options, string? detail = null)
{
    readonly string[] peers = [.. options.Peers.Select(peer => peer.Name)];
    readonly List<Row> rows = [];

    /// <summary>The row of a case, made when it is first asked for.</summary>
    /// <param name="name">The case.</param>
    /// <param name="multiplyAdds">Multiply-adds of one run by the definition, where the share of the machine's peak is to be shown.</param>
    public Row this[string name, double multiplyAdds = 0]
    {
        get
        {
            Row? row = rows.Find(row => row.Name == name);
            if (row is null) rows.Add(row = new Row(name, multiplyAdds));
            return row;
        }
    }

    /// <summary>Prints the table, in Markdown or as JSON; a ratio above 1 says how many times less ours needs.</summary>
    /// <param name="peak">Multiply-adds a second that the machine reaches at most, 0 where no share of it is to be shown.</param>
    public void Write(double peak = 0)
    {
        if (options.IsJson) WriteJson();
        else WriteMarkdown(peak);
    }

    void WriteMarkdown(double peak)
    {
        Console.WriteLine($"| case |{(detail is null ? "" : $" {detail} |")} ours {unit} |{(peak > 0 ? " of the peak |" : "")}{string.Concat(peers.Select(peer => $" {peer} {unit} | ratio |"))}");
        Console.WriteLine($"|---|{(detail is null ? "" : "---|")}---:|{(peak > 0 ? "---:|" : "")}{string.Concat(peers.Select(_ => "---:|---:|"))}");
        foreach (Row row in Measured)
        {
            string more = detail is null ? "" : $" `{row.Detail.Replace("|", "\\|", StringComparison.Ordinal)}` |";
            string share = peak <= 0 ? "" : row.MultiplyAdds == 0 ? " |" : string.Create(CultureInfo.InvariantCulture, $" {row.MultiplyAdds / (row.Own * 1e-3) / peak:p0} |");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} |{more} {row.Own:f2} |{share}")
                + string.Concat(peers.Select(peer => row.Of(peer) is { } figure ? string.Create(CultureInfo.InvariantCulture, $" {figure:f2} | {figure / row.Own:f2} |") : " | |")));
        }
        foreach (string peer in peers)
        {
            (string Name, double Ratio)[] ratios = [.. Measured.Where(row => row.Of(peer) is not null).Select(row => (row.Name, row.Of(peer)!.Value / row.Own))];
            if (ratios.Length == 0) continue;
            string[] below = [.. ratios.Where(one => one.Ratio < 1).Select(one => one.Name)];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\n{peer}: geometric mean of {ratios.Length} ratios {Math.Exp(ratios.Average(one => Math.Log(one.Ratio))):f2}, least {ratios.Min(one => one.Ratio):f2}; below 1: {(below.Length == 0 ? "none" : string.Join(", ", below))}"));
        }
    }

    void WriteJson()
    {
        using Utf8JsonWriter json = new(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (Row row in Measured)
        {
            json.WriteStartObject();
            json.WriteString("case", row.Name);
            if (detail is not null) json.WriteString(detail, row.Detail);
            json.WriteString("unit", unit);
            json.WriteNumber("ours", row.Own);
            json.WriteStartObject("peers");
            foreach (string peer in peers)
                if (row.Of(peer) is { } figure) json.WriteNumber(peer, figure);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    IEnumerable<Row> Measured => rows.Where(row => row.Ours.Count > 0);

    /// <summary>What was measured of one case.</summary>
    public sealed class Row(string name, double multiplyAdds)
    {
        readonly Dictionary<string, List<double>> peers = [];

        public string Name => name;

        public double MultiplyAdds => multiplyAdds;

        /// <summary>What else there is to say of the case.</summary>
        public string Detail { get; set; } = "";

        public List<double> Ours { get; } = [];

        /// <summary>The median of ours.</summary>
        public double Own => Timing.Median(Ours);

        /// <summary>The median of a peer's figures, if there are any.</summary>
        public double? Of(string peer) => peers.TryGetValue(peer, out List<double>? figures) ? Timing.Median(figures) : null;

        /// <summary>Adds a figure of a peer.</summary>
        public void Add(string peer, double figure)
        {
            if (!peers.TryGetValue(peer, out List<double>? figures)) peers[peer] = figures = [];
            figures.Add(figure);
        }
    }
}

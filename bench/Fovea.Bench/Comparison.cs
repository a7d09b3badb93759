using System.Globalization;

namespace Fovea.Bench;

/// <summary>
/// Figures of ours and of peers, measured in turn in one run, as a table of medians and ratios. Machines are noisy, so only figures of one run are compared.
/// </summary>
/// <param name="unit">What is measured; smaller is better.</param>
/// <param name="peers">The names of the peers.</param>
sealed class Comparison(string unit, params IReadOnlyList<string> peers)
{
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

    /// <summary>Prints the table in Markdown; a ratio above 1 says how many times less ours needs.</summary>
    /// <param name="peak">Multiply-adds a second that the machine reaches at most, 0 where no share of it is to be shown.</param>
    public void Write(double peak = 0)
    {
        Console.WriteLine($"| case | ours {unit} |{(peak > 0 ? " of the peak |" : "")}{string.Concat(peers.Select(peer => $" {peer} {unit} | ratio |"))}");
        Console.WriteLine($"|---|---:|{(peak > 0 ? "---:|" : "")}{string.Concat(peers.Select(_ => "---:|---:|"))}");
        foreach (Row row in rows)
        {
            if (row.Ours.Count == 0) continue;
            double own = Median(row.Ours);
            string share = peak <= 0 ? "" : row.MultiplyAdds == 0 ? " |" : string.Create(CultureInfo.InvariantCulture, $" {row.MultiplyAdds / (own * 1e-3) / peak:p0} |");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {own:f2} |{share}") + string.Concat(peers.Select(peer => row.Peers.GetValueOrDefault(peer) is { } figures
                ? string.Create(CultureInfo.InvariantCulture, $" {Median(figures):f2} | {Median(figures) / own:f2} |") : " | |")));
        }
        foreach (string peer in peers)
        {
            double[] ratios = [.. rows.Where(row => row.Ours.Count > 0 && row.Peers.ContainsKey(peer)).Select(row => Median(row.Peers[peer]) / Median(row.Ours))];
            if (ratios.Length > 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{peer}: geometric mean of {ratios.Length} ratios {Math.Exp(ratios.Average(Math.Log)):f2}, least {ratios.Min():f2}; below 1: {ratios.Count(ratio => ratio < 1)}"));
        }
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>What was measured of one case.</summary>
    public sealed class Row(string name, double multiplyAdds)
    {
        public string Name => name;

        public double MultiplyAdds => multiplyAdds;

        public List<double> Ours { get; } = [];

        public Dictionary<string, List<double>> Peers { get; } = [];

        /// <summary>Adds a figure of a peer.</summary>
        public void Add(string peer, double figure)
        {
            if (!Peers.TryGetValue(peer, out List<double>? figures)) Peers[peer] = figures = [];
            figures.Add(figure);
        }
    }
}

using Fovea.Data;

namespace Fovea.Cli.Verbs;

/// <summary>What a person should know of how data sets were read.</summary>
static class DataRemarks
{
    /// <summary>The remarks of some sets, each once.</summary>
    public static IReadOnlyList<string> Of(params IEnumerable<DataSet?> sets) => [.. sets.SelectMany(set => set?.Remarks ?? []).Distinct()];

    /// <summary>Writes the remarks, their number first; of many only the first.</summary>
    public static void Write(Output output, IReadOnlyList<string> remarks, int most = int.MaxValue)
    {
        if (remarks.Count == 0) return;
        output.Line(remarks.Count == 1 ? "1 remark on the data:" : $"{Figures.Count(remarks.Count)} remarks on the data:");
        foreach (string remark in remarks.Take(most)) output.Line($"  {remark}");
        if (remarks.Count > most) output.Line($"  ... and {Figures.Count(remarks.Count - most)} more; fovea data shows them all");
    }
}

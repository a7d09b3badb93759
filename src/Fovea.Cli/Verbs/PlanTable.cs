using System.Globalization;
using System.Text.Json;
using Fovea.Compute;
using Fovea.Tensors;

namespace Fovea.Cli.Verbs;

/// <summary>The steps of compiled plans, with the least time that the machine's limits allow for each, and what was measured.</summary>
sealed class PlanTable
{
    /// <summary>Rows that a measured table has at most; what is left is summed up in one.</summary>
    const int MostMeasured = 30;

    readonly double multiplyAdds, bytes;        // a second, as this machine reaches them now
    readonly List<Row> rows = [];
    readonly double measured;

    PlanTable() => (multiplyAdds, bytes) = (Machine.MeasurePeak() * 1e9 / 2, Machine.MeasureBandwidth() * 1e9);

    /// <summary>Steps as they follow each other.</summary>
    public static PlanTable Of(IEnumerable<PlanStep> steps)
    {
        PlanTable table = new();
        table.rows.AddRange(steps.Select(step => new Row(step, null)));
        return table;
    }

    /// <summary>What was measured, the longest first.</summary>
    public PlanTable(PlanProfile profile) : this()
    {
        rows.AddRange(profile.Steps.OrderByDescending(row => row.Seconds).Select(row => new Row(row.Step, (row.Runs, row.Seconds))));
        measured = rows.Sum(row => row.Measured!.Value.Seconds);
    }

    /// <summary>Writes the table for people.</summary>
    public void Write(Output output, string title)
    {
        bool isMeasured = rows.Count > 0 && rows[0].Measured is not null;
        output.Line();
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{title}: {rows.Count} steps; this machine now: {2e-9 * multiplyAdds:0} GFLOP/s, {1e-9 * bytes:0.0} GB/s"));
        output.Line();
        Listing listing = isMeasured ? new("step", "kernel", "output", ">runs", ">ms a run", ">share", ">GFLOP/s", ">of the limit") : new("step", "kernel", "output", ">multiply-adds", ">bytes", ">least ms");
        foreach (Row row in isMeasured ? rows.Take(MostMeasured) : rows)
        {
            PlanStep step = row.Step;
            if (row.Measured is not var (runs, seconds))
                listing.Add(Name(step), step.Kernel, step.Output.ToString(), Figures.Count(step.MultiplyAdds), Figures.Bytes(step.Bytes), Figures.Milliseconds(Least(step)));
            else
                listing.Add(Name(step), step.Kernel, step.Output.ToString(), Figures.Count(runs), Figures.Milliseconds(seconds / runs), Share(seconds / measured),
                    step.MultiplyAdds == 0 ? "-" : (2e-9 * step.MultiplyAdds * runs / seconds).ToString("0", CultureInfo.InvariantCulture), Share(Least(step) * runs / seconds));
        }
        if (isMeasured && rows.Count > MostMeasured)
        {
            double seconds = rows.Skip(MostMeasured).Sum(row => row.Measured!.Value.Seconds), least = rows.Skip(MostMeasured).Sum(row => Least(row.Step) * row.Measured!.Value.Runs);
            listing.Add($"{rows.Count - MostMeasured} further steps", "", "", "", "", Share(seconds / measured), "", Share(least / seconds));
        }
        listing.Write(output);
        output.Line();
        if (isMeasured)
        {
            double least = rows.Sum(row => Least(row.Step) * row.Measured!.Value.Runs);
            output.Line($"{Figures.Time(measured)} in all steps. Of the limit: the least time, by multiply-adds or by bytes moved once, over the measured one;");
            output.Line($"{Share(least / measured)} on the whole. Above 100 %: Winograd's algorithm needs fewer products, and what is in cache need not be moved.");
        }
        else
            output.Line($"least time: {Figures.Milliseconds(rows.Where(row => !row.Step.Once).Sum(row => Least(row.Step)))} ms, by multiply-adds at the peak or bytes moved once, whichever is more; steps marked * are done once");
    }

    /// <summary>Writes the rows for programs.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteFinite("peakGflops", 2e-9 * multiplyAdds);
        json.WriteFinite("bandwidthGBs", 1e-9 * bytes);
        json.WriteStartArray("steps");
        foreach (Row row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Step.Name);
            json.WriteString("kernel", row.Step.Kernel);
            json.WriteShape("output", row.Step.Output);
            json.WriteNumber("multiplyAdds", row.Step.MultiplyAdds);
            json.WriteNumber("bytes", row.Step.Bytes);
            json.WriteBoolean("once", row.Step.Once);
            json.WriteFinite("leastMilliseconds", Least(row.Step) * 1e3);
            if (row.Measured is var (runs, seconds))
            {
                json.WriteNumber("runs", runs);
                json.WriteFinite("milliseconds", seconds / runs * 1e3);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    double Least(PlanStep step) => step.ExpectedSeconds(multiplyAdds, bytes);

    static string Name(PlanStep step) => step.Once ? $"* {step.Name}" : step.Name;

    static string Share(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    readonly record struct Row(PlanStep Step, (long Runs, double Seconds)? Measured);
}

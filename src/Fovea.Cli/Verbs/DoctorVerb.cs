using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Fovea.Compute;
using Fovea.Data;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Cli.Verbs;

/// <summary>What this machine is, and whether everything works on it.</summary>
sealed class DoctorVerb() : Verb("doctor", "Look at this machine and test that everything works on it",
    ("fovea doctor", "processors, speed, self-test, folders, data"),
    ("fovea doctor --json", "the same for programs, for a report of an error"))
{
    /// <summary>Single precision against double: the small network sums some hundred products.</summary>
    const double AllowedError = 1e-5;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        double peak = Machine.MeasurePeak(), error = SelfTest();
        string? runs = WhyNotWritable("runs"), cache = WhyNotWritable(CacheFolder.Default);
        bool works = error <= AllowedError;
        bool well = works && runs is null;
        if (!output.IsJson)
        {
            output.Line($"Fovea        {typeof(Tensor).Assembly.GetName().Version?.ToString(3)} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
            output.Line($"machine      {RuntimeInformation.OSDescription}, {Machine.Describe()}, {Figures.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} of memory");
            output.Line($"speed        {peak.ToString("0", CultureInfo.InvariantCulture)} GFLOP/s of multiply-adds in single precision, all threads");
            string off = error.ToString("0.0e+00", CultureInfo.InvariantCulture);
            output.Line($"self-test    {(works ? "right" : "WRONG")}: the Cpu backend is within {off} of Reference (allowed {Figures.Short(AllowedError)})");
            output.Line($"runs folder  {Path.GetFullPath("runs")}: {runs ?? "can be written"}");
            output.Line($"cache        {CacheFolder.Default}: {cache ?? "can be written"}{(CacheFolder.IsTemporary ? "; in the temporary folder, as there is no home: FOVEA_CACHE names a lasting one" : "")}");
            foreach (DataSetEntry entry in DataSets.All.Where(entry => entry.Kind == DataSetKind.Published)) output.Line($"data         {entry.Name}: {DataFiles.Describe(entry, null)}");
            output.Line();
            output.Line(well ? "All is well." : "Something is not as it should be: see above.");
        }
        output.Json(json =>
        {
            json.WriteBoolean("well", well);
            json.WriteString("fovea", typeof(Tensor).Assembly.GetName().Version?.ToString(3));
            json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
            json.WriteString("system", RuntimeInformation.OSDescription);
            json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
            json.WriteNumber("processors", Environment.ProcessorCount);
            json.WriteNumber("threads", Workers.Threads);
            json.WriteNumber("vectorBits", Machine.VectorBits);
            json.WriteFinite("peakGflops", peak);
            json.WriteNumber("memoryBytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            json.WriteBoolean("selfTest", works);
            json.WriteFinite("selfTestError", error);
            json.WriteBoolean("runsWritable", runs is null);
            json.WriteString("cache", CacheFolder.Default);
            json.WriteBoolean("cacheTemporary", CacheFolder.IsTemporary);
            json.WriteBoolean("cacheWritable", cache is null);
            json.WriteStartObject("dataPresent");
            foreach (DataSetEntry entry in DataSets.All.Where(entry => entry.Kind != DataSetKind.Own)) json.WriteBoolean(entry.Name, entry.Missing(null).Count == 0);
            json.WriteEndObject();
        });
        return well ? ExitCode.Success : ExitCode.Failed;
    }

    /// <summary>The largest difference between the backends over results and gradients of a small network, relative to the largest value of each.</summary>
    static double SelfTest()
    {
        LayerCase net = LayerCase.Models.First(model => model.Name == "lenet5");
        Module module = net.Make();
        float[] values = [.. Enumerable.Range(0, (int)net.Input.Count).Select(i => MathF.Sin(i * 0.37f))];
        List<double[]> Run(Backend backend)
        {
            using IDisposable scope = Backend.Use(backend);
            Tensor x = Tensor.From(values, net.Input), y = module.Forward(x);
            Tensor[] results = [y, .. Gradient.Of((y * y).Mean(), module.Parameters())];
            Tensor.Compute(results);
            return [.. results.Select(result => Array.ConvertAll(result.ToArray(), value => (double)value))];
        }
        double worst = 0;
        foreach (var (reference, cpu) in Run(Backend.Reference).Zip(Run(Backend.Cpu)))
        {
            double scale = Math.Max(reference.Max(Math.Abs), 1e-12);
            for (int i = 0; i < cpu.Length; i++)
            {
                double error = Math.Abs(cpu[i] - reference[i]) / scale;
                worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
            }
        }
        return worst;
    }

    /// <summary>Null where files can be written into a folder or, where it does not exist yet, into the nearest one above it; else the reason.</summary>
    static string? WhyNotWritable(string folder)
    {
        string at = Path.GetFullPath(folder);
        while (!Directory.Exists(at) && Path.GetDirectoryName(at) is { } above) at = above;
        string probe = Path.Combine(at, $".fovea-{Guid.NewGuid():N}.tmp");
        try
        {
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"cannot be written: {error.Message}";
        }
    }
}

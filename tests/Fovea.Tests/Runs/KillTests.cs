using System.Diagnostics;
using System.Globalization;
using Fovea.Runs;
using Fovea.Weights;

namespace Fovea.Tests.Runs;

/// <summary>The promise "kill it at any time" for one file: a process that does nothing but write checkpoints is killed ten times at random moments.</summary>
public class KillTests
{
    [Fact]
    public void AKilledWriterLeavesAWholeCheckpointNotOlderThanTheLastOneItReported()
    {
        using TestFolder folder = new();
        string path = folder["last.safetensors"];
        Random random = new(1998);
        long step = 0;
        for (int kill = 0; kill < 10; kill++)
        {
            long reported = WriteUntilKilled(path, step, random.Next(0, 120));
            Assert.True(reported >= step);
            step = StepOf(path);
            Assert.True(step == reported || step == reported + 1, $"reported {reported}, found {step}");
        }
        Checkpoint.Write(path, [], new Dictionary<string, string>());
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Starts the writer, waits for its first report and then <paramref name="milliseconds"/> more, and kills it. The last step reported.</summary>
    private static long WriteUntilKilled(string path, long firstStep, int milliseconds)
    {
        string dotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string host = Path.Combine(AppContext.BaseDirectory, "Fovea.KillHost.dll");
        using Process process = Process.Start(new ProcessStartInfo(dotnet, ["exec", host, "write", path, firstStep.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string? first = process.StandardOutput.ReadLine();
        Assert.NotNull(first);
        Thread.Sleep(milliseconds);
        process.Kill();
        // What it had reported before it was killed; a line that was cut short was not reported.
        string rest = first + "\n" + process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.Parse(rest[..rest.LastIndexOf('\n')].Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>The step that the whole file agrees on.</summary>
    private static long StepOf(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.Equal(2, checkpoint.Entries.Length);
        HashSet<float> values = [];
        foreach (WeightEntry entry in checkpoint.Entries)
        {
            float[] array = new float[entry.Count];
            checkpoint.ReadFloats(entry.Name, entry.Shape.AsSpan(), array);
            values.UnionWith(array);
        }
        long step = (long)Assert.Single(values);
        Assert.Equal($$$"""{"step":{{{step}}}}""", checkpoint.RequireMetadata("state"));
        return step;
    }
}

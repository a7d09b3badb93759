using System.Diagnostics;
using System.Text.Json;

namespace Fovea.Bench;

/// <summary>A peer: a shell command that is given the names of cases and prints one JSON object a line.</summary>
sealed record PeerCommand(string Name, string Command)
{
    /// <summary>What it prints for some cases.</summary>
    public IReadOnlyList<JsonElement> Ask(params IEnumerable<string> cases)
    {
        string line = $"{Command} {string.Join(' ', cases.Select(one => $"'{one}'"))}";
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new FoveaException($"the peer '{line}' ended with exit code {process.ExitCode}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(json => JsonDocument.Parse(json).RootElement)];
    }
}

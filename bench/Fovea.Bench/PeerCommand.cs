using System.Diagnostics;
using System.Text.Json;

namespace Fovea.Bench;

/// <summary>A peer: a shell command that is given the names of cases and prints one JSON object a line.</summary>
sealed record PeerCommand(string Name, string Command)
{
    /// <summary>What it prints for some cases.</summary>
    public IReadOnlyList<JsonElement> Ask(params IEnumerable<string> cases)
    {
        string command = $"{Command} {string.Join(' ', cases.Select(one => $"'{one}'"))}";
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new FoveaException($"the peer '{command}' ended with exit code {process.ExitCode}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

        JsonElement Read(string line)
        {
            try
            {
                return JsonDocument.Parse(line).RootElement;
            }
            catch (JsonException error)
            {
                throw new FoveaException($"the peer '{command}' prints '{line}'", "a peer prints one JSON object a line on its standard output, and all else on standard error", error);
            }
        }
    }
}

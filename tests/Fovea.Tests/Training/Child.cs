using System.Diagnostics;
using System.Globalization;

namespace Fovea.Tests.Training;

/// <summary>The program Fovea.KillHost as a process of its own, which tells a line for each step.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process process;

    public Child(params string[] arguments)
    {
        bool isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string dotnet = isHost ? Environment.ProcessPath! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string host = Path.Combine(AppContext.BaseDirectory, "Fovea.KillHost.dll");
        process = Process.Start(new ProcessStartInfo(dotnet, ["exec", host, .. arguments])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>
    /// Lets it do some steps and then some time more, and kills it (SIGKILL). The last step that it told, or 0; null where it had ended before by
    /// itself.
    /// </summary>
    public long? KillAfter(int steps, int milliseconds)
    {
        long step = 0;
        for (int i = 0; i < steps; i++)
        {
            if (process.StandardOutput.ReadLine() is not { } line) return Ended();
            step = long.Parse(line, CultureInfo.InvariantCulture);
        }
        Thread.Sleep(milliseconds);
        if (process.HasExited) return Ended();
        process.Kill();
        process.WaitForExit();
        return step;
    }

    /// <summary>Waits for its end, asserts that it was a good one, and gives what it had told until then.</summary>
    public string Finish()
    {
        string told = process.StandardOutput.ReadToEnd();
        Ended();
        return told;
    }

    public void Dispose() => process.Dispose();

    private long? Ended()
    {
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {errors}");
        return null;
    }
}

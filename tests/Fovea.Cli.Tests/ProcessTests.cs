using System.Diagnostics;
using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary>The command as a process of its own, as shells and scripts see it.</summary>
public class ProcessTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Exit_codes_and_streams_are_those_of_the_command()
    {
        Assert.Equal(0, (await Run("models", "--json")).Code);
        Call wrong = await Run("train", "lenet6");
        Assert.Equal(2, wrong.Code);
        Assert.Empty(wrong.Out);
        Assert.Contains("did you mean 'lenet5'", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Run("evaluate", "no-such-run")).Code);
    }

    [Fact]
    public async Task A_training_in_a_pipe_is_one_object_without_control_characters()
    {
        using Folder folder = new();
        Call call = await Run("train", "linear", "--epochs", "1", "--out", folder.At("run"), "--json", "--set", "trainCount=200", "testCount=50");
        Assert.Equal(0, call.Code);
        Assert.Equal("complete", call.Json().GetProperty("end").GetString());
        Assert.DoesNotContain(call.Out + call.Error, letter => char.IsControl(letter) && letter is not ('\n' or '\r'));
    }

    [Fact]
    public async Task Ctrl_C_stops_after_the_step_and_the_run_can_go_on()
    {
        if (OperatingSystem.IsWindows()) return; // There is no signal to send to one process there.
        using Folder folder = new();
        string run = folder.At("run");
        using Process process = Start("train", "linear", "--epochs", "100000", "--out", run, "--json", "--set", "trainCount=200", "testCount=50", "validation=0", "schedule=constant");
        Task<string> stdout = process.StandardOutput.ReadToEndAsync(), stderr = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience);
        while (!File.Exists(Path.Combine(run, "last.safetensors"))) await Task.Delay(20, patience.Token);
        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        Assert.Equal(130, process.ExitCode);
        Assert.Contains($"fovea train --resume {run}", await stderr, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(await stdout);
        Assert.Equal("cancelled", json.RootElement.GetProperty("end").GetString());
        int epochs = json.RootElement.GetProperty("epochs").GetInt32();
        Call resumed = await Run("train", "--resume", run, "--epochs", $"{epochs + 1}", "--json");
        Assert.Equal((0, epochs + 1), (resumed.Code, resumed.Json().GetProperty("epochs").GetInt32()));
    }

    static async Task<Call> Run(params string[] args)
    {
        using Process process = Start(args);
        Task<string> stdout = process.StandardOutput.ReadToEndAsync(), stderr = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience);
        await process.WaitForExitAsync(patience.Token);
        return new Call(process.ExitCode, await stdout, await stderr);
    }

    static Process Start(params string[] args)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } named ? named : "dotnet";
        ProcessStartInfo start = new(host, [Path.Combine(AppContext.BaseDirectory, "fovea.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}

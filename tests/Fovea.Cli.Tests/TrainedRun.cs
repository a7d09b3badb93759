namespace Fovea.Cli.Tests;

/// <summary>A small run that several tests look at; none of them changes it.</summary>
public sealed class TrainedRun : IDisposable
{
    readonly Folder folder = new();

    public TrainedRun()
    {
        Path = folder.At("run");
        Training = Call.Of("train", "two_layer", "--out", Path, "--epochs", "2", "--set", "trainCount=1000", "testCount=200", "learningRate=0.05", "--json");
    }

    /// <summary>The run's folder.</summary>
    public string Path { get; }

    internal Call Training { get; }

    public void Dispose() => folder.Dispose();
}

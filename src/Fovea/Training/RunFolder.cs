namespace Fovea.Training;

/// <summary>Where the files of a run lie.</summary>
/// <param name="Path">The folder.</param>
public sealed record RunFolder(string Path)
{
    /// <summary>Every value of the experiment, resolved.</summary>
    public string Experiment => At("experiment.json");

    /// <summary>One line of figures an epoch.</summary>
    public string Metrics => At("metrics.jsonl");

    /// <summary>The state from which the run goes on.</summary>
    public string Last => At("last.safetensors");

    /// <summary>The state with the smallest validation loss; without validation images that after the last whole epoch.</summary>
    public string Best => At("best.safetensors");

    /// <summary>The figures of the finished run.</summary>
    public string Result => At("result.json");

    /// <summary>The page that shows the run.</summary>
    public string Report => At("report.html");

    /// <summary>The folder of TensorBoard's event files.</summary>
    public string TensorBoard => At("tensorboard");

    /// <summary>The file that is locked while a training is at work in the folder; empty.</summary>
    public string Lock => At(".lock");

    /// <summary>Whether there is a run in the folder.</summary>
    public bool Exists => File.Exists(Experiment) || File.Exists(Last);

    /// <summary>The checkpoint with the best weights, where there is none yet that with the last.</summary>
    /// <exception cref="FoveaException">There is neither.</exception>
    public string RequireWeights() => File.Exists(Best) ? Best : File.Exists(Last) ? Last
        : throw new FoveaException($"{Path}: the folder holds no checkpoint", "give the folder that 'fovea train' printed, or a weight file");

    /// <summary>
    /// Something in the folder that a run which has just begun does not leave there, or null: the lock and the temporary file of a killed process do not
    /// count.
    /// </summary>
    internal string? Foreign => !Directory.Exists(Path) ? null : Directory.EnumerateFileSystemEntries(Path)
        .Select(entry => System.IO.Path.GetFileName(entry)!)
        .Where(name => name != System.IO.Path.GetFileName(Lock) && !(name.StartsWith(".experiment.json.", StringComparison.Ordinal) && name.EndsWith(".tmp", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Creates the folder, where it is not there yet.</summary>
    /// <exception cref="FoveaException">It cannot be created.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FoveaException($"{Path}: the folder of the run cannot be created: {error.Message}",
                "choose a folder that can be written with --out DIR", error);
        }
    }

    string At(string name) => System.IO.Path.Combine(Path, name);
}

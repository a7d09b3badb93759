namespace Fovea.Data;

/// <summary>A data set that is known by name.</summary>
public sealed class DataSetEntry
{
    private readonly Func<DataSetRequest, DataSet> load;

    internal DataSetEntry(Func<DataSetRequest, DataSet> load) => this.load = load;

    /// <summary>The name that the command line takes.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Where it comes from: the paper, or how it is made.</summary>
    public required string Source { get; init; }

    /// <summary>Where the samples come from.</summary>
    public required DataSetKind Kind { get; init; }

    /// <summary>Whether files of another content than the published one are refused unless <see cref="DataSetRequest.AllowModified"/> takes them.</summary>
    public bool ChecksContent { get; init; }

    /// <summary>Rows of a sample; of a set of the user's own, where <see cref="DataSetRequest.Preparation"/> says nothing else.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of a sample, see <see cref="Height"/>.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of a sample, see <see cref="Height"/>.</summary>
    public required int Channels { get; init; }

    /// <summary>The names of the classes; none for a set of the user's own.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Training samples, unless a request says another number or files are missing; 0 for a set of the user's own.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Test samples, see <see cref="TrainCount"/>.</summary>
    public required int TestCount { get; init; }

    /// <summary>Given a data folder or null: those of the published files that are neither there nor in the cache. Opens none of them.</summary>
    public Func<string?, IReadOnlyList<string>> Missing { get; init; } = _ => [];

    /// <summary>Loads or generates the training or the test samples.</summary>
    /// <exception cref="FoveaException">The data are damaged or nowhere to be had, or more samples are asked for than there are.</exception>
    public DataSet Load(DataSetRequest request)
    {
        if (request.Count is < 1) throw new FoveaException($"{Name}: {request.Count} samples cannot be loaded", "ask for at least 1");
        if (Kind == DataSetKind.Own && request.DataDir is null) throw new FoveaException($"{Name}: the folder is not named", "say where the pictures are: --data-dir DIR");
        return load(request);
    }
}

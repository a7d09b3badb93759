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

    /// <summary>Rows of a sample.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of a sample.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of a sample.</summary>
    public required int Channels { get; init; }

    /// <summary>The names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Training samples, unless a request says another number.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Test samples, unless a request says another number.</summary>
    public required int TestCount { get; init; }

    /// <summary>The files that it is read from, as they are called in a data folder; none where the set is generated.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Loads or generates the training or the test samples.</summary>
    /// <exception cref="FoveaException">The data are damaged or nowhere to be had, or more samples are asked for than there are.</exception>
    public DataSet Load(DataSetRequest request)
    {
        if (request.Count is < 1) throw new FoveaException($"{Name}: {request.Count} samples cannot be loaded", "ask for at least 1");
        return load(request);
    }
}

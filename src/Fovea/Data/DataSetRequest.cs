namespace Fovea.Data;

/// <summary>What to load from a registered data set, and from where. What a set has no use for, it does not read.</summary>
public sealed record DataSetRequest
{
    /// <summary>The training samples; otherwise the test samples.</summary>
    public bool Train { get; init; } = true;

    /// <summary>A folder to look for files in before the cache; null for none.</summary>
    public string? DataDir { get; init; }

    /// <summary>Takes files whose content is not the published one, if their format is right.</summary>
    public bool AllowModified { get; init; }

    /// <summary>
    /// How many samples: the first so many of a set of files, so many at even steps of a folder of classes, or that many generated. Null for all, or for the
    /// usual number.
    /// </summary>
    public int? Count { get; init; }

    /// <summary>How pictures of any size become samples; null for <see cref="Preparation.ImageNet"/>.</summary>
    public Preparation? Preparation { get; init; }

    /// <summary>The share of every class that is the test, for a folder that has no part for it.</summary>
    public double TestShare { get; init; } = FolderDataSet.TestShare;

    /// <summary>The classes among which the names of class folders must be; null for the folders' own.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The seed of generated data, and of what is split off for the test.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Is told how far a download is.</summary>
    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>Stops a download.</summary>
    public CancellationToken Cancellation { get; init; }
}

namespace Fovea.Data;

/// <summary>The files of one part of CIFAR-10 in a folder: named as published, or in the same manner for a part of the set.</summary>
/// <param name="Paths">The files, in the order in which they are read; none where the part is not there.</param>
/// <param name="Missing">Files of the published set that should be beside them.</param>
internal sealed record CifarFiles(IReadOnlyList<string> Paths, IReadOnlyList<string> Missing)
{
    /// <summary>The names of the published files.</summary>
    public static IReadOnlyList<string> Training { get; } = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];

    /// <summary>The name of the published test file.</summary>
    public const string Test = "test_batch.bin";

    /// <summary>The name of the archive that holds all published files, and of the folder in it.</summary>
    public const string Archive = "cifar-10-binary.tar.gz", ArchiveFolder = "cifar-10-batches-bin";

    /// <summary>
    /// The published files that are in a folder, plain or with <c>.gz</c> after the name; where there is none of them, all files whose names begin with
    /// <c>train</c> or <c>test</c> and end in <c>.bin</c> or <c>.bin.gz</c>.
    /// </summary>
    public static CifarFiles In(string folder, bool train)
    {
        IReadOnlyList<string> published = train ? Training : [Test];
        string?[] found = [.. published.Select(name => Plain(Path.Combine(folder, name)))];
        if (found.Any(path => path is not null))
            return new CifarFiles([.. found.OfType<string>()], [.. published.Where((_, i) => found[i] is null)]);
        string[] other = !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFiles(folder)
                .Select(path => Path.GetFileName(path)!)
                .Where(name => name.StartsWith(train ? "train" : "test", StringComparison.OrdinalIgnoreCase))
                .Select(name => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name)
                .Where(name => name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
                .Distinct().Order(StringComparer.Ordinal)
                .Select(name => Plain(Path.Combine(folder, name))).OfType<string>(),
        ];
        return new CifarFiles(other, other.Length == 0 ? published : []);
    }

    /// <summary>The file, or else its packed form; a file that is there in both forms is read once.</summary>
    private static string? Plain(string path) => File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;
}

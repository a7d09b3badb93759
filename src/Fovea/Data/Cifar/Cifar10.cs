namespace Fovea.Data;

/// <summary>
/// CIFAR-10: photographs of ten kinds of things, 50,000 for training and 10,000 for testing, 32 x 32 RGB of 8 bits.
/// Krizhevsky: "Learning multiple layers of features from tiny images", technical report, University of Toronto, 2009.
/// </summary>
public static class Cifar10
{
    /// <summary>The name in the registry.</summary>
    public const string Name = "cifar10";

    /// <summary>The address that the archive's name is put after.</summary>
    internal const string Mirror = "https://www.cs.toronto.edu/~kriz/";

    /// <summary>The names of the classes.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Per channel, mean and deviation of the 50,000 training pictures (0 to 1).</summary>
    internal static readonly float[] Mean = [0.4914f, 0.4822f, 0.4465f], Deviation = [0.2470f, 0.2435f, 0.2616f];

    /// <summary>
    /// Loads one part: from <paramref name="dataDir"/> or a folder <c>cifar10</c> or <c>cifar-10-batches-bin</c> in it, else from the cache
    /// (<see cref="CacheFolder"/>), else downloaded once into the cache. The files are those of the binary version, plain or packed with gzip
    /// (<c>data_batch_1.bin</c> to <c>5</c>, <c>test_batch.bin</c>), or the archive that they come in; a part of the set may be in files whose names begin with
    /// <c>train</c> and <c>test</c> and end in <c>.bin</c> or <c>.bin.gz</c>. Batches that are not there are said in <see cref="DataSet.Remarks"/>.
    /// </summary>
    /// <param name="dataDir">A folder to look in first.</param>
    /// <param name="train">The training samples; otherwise the test samples.</param>
    /// <param name="progress">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="BadFileException">A file is damaged or not of the format.</exception>
    /// <exception cref="FoveaException">The files are nowhere and cannot be downloaded; says which to put where.</exception>
    public static MemoryDataSet Load(string? dataDir = null, bool train = true, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Load(new DataSetRequest { DataDir = dataDir, Train = train, Progress = progress, Cancellation = cancellation });

    internal static MemoryDataSet Load(DataSetRequest request) => Load(request, CacheFolder.Default);

    /// <param name="request">What to load and from where.</param>
    /// <param name="cacheFolder">The cache; the set has a folder of its name in it.</param>
    /// <param name="handler">What speaks to the network; the system's own where null.</param>
    /// <param name="md5">The sum of the archive.</param>
    internal static MemoryDataSet Load(DataSetRequest request, string cacheFolder, HttpMessageHandler? handler = null, string md5 = CifarArchive.PublishedMd5)
    {
        string? given = FindDataFolder(request.DataDir);
        string folder = given ?? Path.Combine(cacheFolder, Name);
        if (given is null) Fetch(request, folder, handler, md5);

        CifarFiles files = CifarFiles.In(folder, request.Train);
        string archive = Path.Combine(folder, CifarFiles.Archive);
        IReadOnlyList<CifarRecords> batches;
        IReadOnlyList<string> missing = files.Missing;
        if (files.Paths.Count == 0 && File.Exists(archive)) (batches, missing) = CifarArchive.Read(archive, request.Train, Classes.Count);
        else if (files.Paths.Count > 0) batches = [.. files.Paths.Select(path => CifarRecords.Read(path, Classes.Count))];
        else
            throw new BadFileException(Path.Combine(folder, missing[0]), "there is no such file",
                hint: $"the {(request.Train ? "training" : "test")} pictures are missing, the others are there; {missing[0]}.gz would do as well");

        string name = $"{Name}/{(request.Train ? "train" : "test")}";
        return new MemoryDataSet(name, CifarRecords.Side, CifarRecords.Side, CifarRecords.Channels, Joined(batches),
            [.. batches.SelectMany(batch => batch.Labels)], Classes, Mean, Deviation)
        {
            Remarks = missing.Count == 0 ? [] : [$"{folder}: not all of the published set: {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not there"],
        };
    }

    /// <summary>The files that are to be fetched before the set can be loaded.</summary>
    internal static IReadOnlyList<string> Missing(string? dataDir)
    {
        string[] folders = [.. dataDir is null ? [] : DataFolders(dataDir), Path.Combine(CacheFolder.Default, Name)];
        return Array.Exists(folders, folder => HasArchive(folder) || (HasPart(folder, train: true) && HasPart(folder, train: false)))
            ? [] : [.. CifarFiles.Training, CifarFiles.Test];
    }

    private static byte[] Joined(IReadOnlyList<CifarRecords> batches)
    {
        if (batches.Count == 1) return batches[0].Pixels;
        byte[] pixels = new byte[batches.Sum(batch => batch.Pixels.Length)];
        int at = 0;
        foreach (CifarRecords batch in batches)
        {
            batch.Pixels.CopyTo(pixels, at);
            at += batch.Pixels.Length;
        }
        return pixels;
    }

    /// <summary>The folder below <paramref name="dataDir"/> with at least one of the files, or null where there is none.</summary>
    private static string? FindDataFolder(string? dataDir)
    {
        if (dataDir is null) return null;
        if (File.Exists(dataDir)) throw new FoveaException($"{Name}: '{dataDir}' is a file, but must be a folder", HowToGoOn);
        if (!Directory.Exists(dataDir)) throw new FoveaException($"{Name}: there is no folder '{dataDir}'", HowToGoOn);
        return DataFolders(dataDir).FirstOrDefault(folder => HasPart(folder, train: true) || HasPart(folder, train: false)) ?? DataFolders(dataDir).FirstOrDefault(HasArchive);
    }

    private static string[] DataFolders(string dataDir) =>
    [
        Path.Combine(dataDir, Name), Path.Combine(dataDir, Name, CifarFiles.ArchiveFolder), Path.Combine(dataDir, CifarFiles.ArchiveFolder), dataDir,
    ];

    private static bool HasPart(string folder, bool train) => CifarFiles.In(folder, train).Paths.Count > 0;

    private static bool HasArchive(string folder) => File.Exists(Path.Combine(folder, CifarFiles.Archive));

    private static void Fetch(DataSetRequest request, string folder, HttpMessageHandler? handler, string md5)
    {
        if (HasArchive(folder) || (CifarFiles.In(folder, train: true).Missing.Count == 0 && HasPart(folder, train: false))) return;
        using var download = new Download([Mirror], handler);
        IReadOnlyList<string>? failures = download.Fetch(CifarFiles.Archive, CifarArchive.PublishedLength,
            (address, content) => CifarArchive.Unpack(address, content, md5, folder), request);
        if (failures is null) return;
        string looked = request.DataDir is null ? "" : $"\n  not in {string.Join(", ", DataFolders(request.DataDir).Append(folder))}";
        throw new FoveaException(
            $"{Name}: {CifarFiles.Archive} is not on this machine and could not be downloaded{looked}\n  {string.Join("\n  ", failures)}",
            $"{HowToGoOn}; or put them into {folder}");
    }

    private static string HowToGoOn =>
        $"put the files of the binary version ({CifarFiles.Training[0]} to {CifarFiles.Training[^1]} and {CifarFiles.Test}, also with .gz, or {CifarFiles.Archive}) " +
        $"into any folder DIR or DIR/{Name} and pass --data-dir DIR";
}

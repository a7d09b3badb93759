namespace Fovea.Data;

/// <summary>
/// A data set that is published as four IDX files (MNIST and its kin): where the files are looked for, how they are fetched once, and how they
/// are checked.
/// </summary>
internal sealed record PublishedImages
{
    /// <summary>Every set of this kind.</summary>
    public static IReadOnlyList<PublishedImages> All => [Mnist.Published, FashionMnist.Published];

    public required string Name { get; init; }

    /// <summary>The folder below a data folder in which torchvision keeps the files.</summary>
    public required string TorchvisionFolder { get; init; }

    /// <summary>Addresses that a file's name is put after, tried in turn.</summary>
    public required IReadOnlyList<string> Mirrors { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required float Mean { get; init; }

    public required float Deviation { get; init; }

    public required PublishedFile TrainImages { get; init; }

    public required PublishedFile TrainLabels { get; init; }

    public required PublishedFile TestImages { get; init; }

    public required PublishedFile TestLabels { get; init; }

    public IReadOnlyList<PublishedFile> Files => [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>Finds, fetches if it must, checks and reads one of the two parts.</summary>
    /// <param name="request">What to load and from where.</param>
    /// <param name="cacheFolder">The cache; the set has a folder of its name in it.</param>
    /// <param name="handler">What speaks to the network; the system's own where null.</param>
    public MemoryDataSet Load(DataSetRequest request, string cacheFolder, HttpMessageHandler? handler = null)
    {
        (PublishedFile images, PublishedFile labels) = request.Train ? (TrainImages, TrainLabels) : (TestImages, TestLabels);
        string? given = FindDataFolder(request.DataDir, images, labels);
        string folder = given ?? Cache(request, Path.Combine(cacheFolder, Name), handler);
        string imagesPath = Require(folder, images), labelsPath = Require(folder, labels);
        IdxFile pixels, classes;
        try
        {
            pixels = Read(imagesPath, images, request.AllowModified);
            classes = Read(labelsPath, labels, request.AllowModified);
        }
        catch (BadFileException e) when (given is null)
        {
            throw new BadFileException(e.File, e.Reason, e.Offset, "the file is in the cache: delete it, and the next run downloads it again", e);
        }
        string name = $"{Name}/{(request.Train ? "train" : "test")}";
        return IdxImages.Combine(imagesPath, pixels, labelsPath, classes, name, Classes, [Mean], [Deviation]);
    }

    /// <summary>Those of the four files that are in none of the folders where they are looked for.</summary>
    public IReadOnlyList<string> Missing(string? dataDir)
    {
        string[] folders = [.. dataDir is null ? [] : DataFolders(dataDir), Path.Combine(CacheFolder.Default, Name)];
        return folders.Select(folder => Files.Where(file => file.FindIn(folder) is null)).MinBy(missing => missing.Count())!.Select(file => file.PackedName).ToArray();
    }

    private static IdxFile Read(string path, PublishedFile file, bool allowModified)
    {
        IdxFile content = IdxFile.Read(path);
        if (!allowModified) file.Verify(path, content);
        return content;
    }

    private static string Require(string folder, PublishedFile file) =>
        file.FindIn(folder) ?? throw new BadFileException(Path.Combine(folder, file.PackedName), "there is no such file",
            hint: $"{file.Name} without .gz would do as well");

    /// <summary>The folder below <paramref name="dataDir"/> with at least one of the files, or null where there is none.</summary>
    private string? FindDataFolder(string? dataDir, PublishedFile images, PublishedFile labels)
    {
        if (dataDir is null) return null;
        if (File.Exists(dataDir)) throw new FoveaException($"{Name}: '{dataDir}' is a file, but must be a folder", HowToGoOn);
        if (!Directory.Exists(dataDir)) throw new FoveaException($"{Name}: there is no folder '{dataDir}'", HowToGoOn);
        return DataFolders(dataDir).FirstOrDefault(folder => images.FindIn(folder) is not null || labels.FindIn(folder) is not null);
    }

    private string[] DataFolders(string dataDir) => [Path.Combine(dataDir, Name), Path.Combine(dataDir, TorchvisionFolder, "raw"), dataDir];

    /// <summary>The set's folder in the cache, after fetching those of the four files that are not there yet.</summary>
    private string Cache(DataSetRequest request, string folder, HttpMessageHandler? handler)
    {
        PublishedFile[] missing = [.. Files.Where(file => file.FindIn(folder) is null)];
        if (missing.Length == 0) return folder;

        using var download = new Download(Mirrors, handler);
        foreach (PublishedFile file in missing)
        {
            IReadOnlyList<string>? failures = download.Fetch(file.PackedName, file.PackedLength, (address, packed) =>
            {
                file.Verify(address, IdxReader.Read(address, packed, long.MaxValue));
                AtomicFile.Write(Path.Combine(folder, file.PackedName), packed.WriteTo);
            }, request);
            if (failures is not null) throw Unavailable(request.DataDir, folder, file, failures);
        }
        return folder;
    }

    private FoveaException Unavailable(string? dataDir, string folder, PublishedFile file, IReadOnlyList<string> failures)
    {
        string looked = dataDir is null ? "" : $"\n  not in {string.Join(", ", DataFolders(dataDir).Append(folder))}";
        return new FoveaException(
            $"{Name}: {file.PackedName} is not on this machine and could not be downloaded{looked}\n  {string.Join("\n  ", failures)}",
            $"{HowToGoOn}; or put them into {folder}");
    }

    private string HowToGoOn =>
        $"put the four files ({string.Join(", ", Files.Select(f => f.PackedName))}; unpacked is fine) " +
        $"into any folder DIR or DIR/{Name} and pass --data-dir DIR";
}

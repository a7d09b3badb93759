namespace Fovea.Data;

/// <summary>
/// MNIST: handwritten digits, 60,000 for training and 10,000 for testing, 28 x 28 of 8 bits, white on black.
/// LeCun, Bottou, Bengio, Haffner: "Gradient-based learning applied to document recognition", Proceedings of the IEEE 86 (1998).
/// </summary>
public static class Mnist
{
    /// <summary>The name in the registry.</summary>
    public const string Name = "mnist";

    internal static PublishedImages Published { get; } = new()
    {
        Name = Name,
        TorchvisionFolder = "MNIST",
        Mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
        Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        Mean = 0.1307f,
        Deviation = 0.3081f,
        TrainImages = new("train-images-idx3-ubyte", 9912422, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        TrainLabels = new("train-labels-idx1-ubyte", 28881, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        TestImages = new("t10k-images-idx3-ubyte", 1648877, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        TestLabels = new("t10k-labels-idx1-ubyte", 4542, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    };

    /// <summary>
    /// Loads one part: from <paramref name="dataDir"/> (the files in it, in its folder <c>mnist</c>, or as torchvision keeps them), else from the
    /// cache (<see cref="CacheFolder"/>), else downloaded once into the cache. Files may be packed or plain; their content is checked.
    /// </summary>
    /// <param name="dataDir">A folder to look in first.</param>
    /// <param name="train">The 60,000 training samples; otherwise the 10,000 test samples.</param>
    /// <param name="allowModified">Takes files whose content is not the published one, if their format is right.</param>
    /// <param name="progress">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="BadFileException">A file is damaged or not the published one.</exception>
    /// <exception cref="FoveaException">The files are nowhere and cannot be downloaded; says which to put where.</exception>
    public static MemoryDataSet Load(string? dataDir = null, bool train = true, bool allowModified = false,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Load(new DataSetRequest
        {
            DataDir = dataDir,
            Train = train,
            AllowModified = allowModified,
            Progress = progress,
            Cancellation = cancellation,
        });

    internal static MemoryDataSet Load(DataSetRequest request) => Published.Load(request, CacheFolder.Default);
}

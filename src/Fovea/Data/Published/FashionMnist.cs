namespace Fovea.Data;

/// <summary>
/// Fashion-MNIST: articles of clothing in the form of MNIST, 60,000 for training and 10,000 for testing, 28 x 28 of 8 bits.
/// Xiao, Rasul, Vollgraf: "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", 2017, arXiv 1708.07747.
/// </summary>
public static class FashionMnist
{
    /// <summary>The name in the registry.</summary>
    public const string Name = "fashion-mnist";

    internal static PublishedImages Published { get; } = new()
    {
        Name = Name,
        TorchvisionFolder = "FashionMNIST",
        Mirrors =
        [
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ],
        Classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        Mean = 0.2860f,
        Deviation = 0.3530f,
        TrainImages = new("train-images-idx3-ubyte", 26421880, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        TrainLabels = new("train-labels-idx1-ubyte", 29515, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        TestImages = new("t10k-images-idx3-ubyte", 4422102, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        TestLabels = new("t10k-labels-idx1-ubyte", 5148, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    };

    /// <summary>
    /// Loads one part: from <paramref name="dataDir"/> (the files in it, in its folder <c>fashion-mnist</c>, or as torchvision keeps them), else from
    /// the cache (<see cref="CacheFolder"/>), else downloaded once into the cache. Files may be packed or plain; their content is checked.
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

namespace Fovea.Data;

/// <summary>
/// The data sets that are known by name. A set that is declared here is on the command line, in the documentation and in the tests.
/// </summary>
public static class DataSets
{
    /// <summary>Every known set.</summary>
    public static IReadOnlyList<DataSetEntry> All { get; } =
    [
        new(request => new Digits(request.Count ?? (request.Train ? Digits.TrainCount : Digits.TestCount), request.Seed, request.Train))
        {
            Name = Digits.RegisteredName,
            Kind = DataSetKind.Generated,
            Description = "Generated digits that look handwritten: any number, no download",
            Source = "stroke descriptions with random affine and elastic distortion, thickness, blur, contrast and noise",
            Height = Digits.Size,
            Width = Digits.Size,
            Channels = 1,
            Classes = Mnist.Published.Classes,
            TrainCount = Digits.TrainCount,
            TestCount = Digits.TestCount,
        },
        Declare(Mnist.Published, "Handwritten digits, white on black", "LeCun, Bottou, Bengio, Haffner 1998", Mnist.Load),
        Declare(FashionMnist.Published,
            "Articles of clothing in the form of MNIST", "Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747", FashionMnist.Load),
        new(request => First(request.Count, Cifar10.Load(request)))
        {
            Name = Cifar10.Name,
            Kind = DataSetKind.Published,
            Description = "Small photographs of ten kinds of things",
            Source = "Krizhevsky 2009",
            Height = CifarRecords.Side,
            Width = CifarRecords.Side,
            Channels = CifarRecords.Channels,
            Classes = Cifar10.Classes,
            TrainCount = 50_000,
            TestCount = 10_000,
            Missing = Cifar10.Missing,
        },
        new(LoadFolder)
        {
            Name = FolderDataSet.RegisteredName,
            Kind = DataSetKind.Own,
            Description = "Your own pictures of any size, in one folder for each class",
            Source = "the layout of ImageNet: DIR/train/CLASS/... with DIR/val or DIR/test, or DIR/CLASS/...",
            Height = Preparation.ImageNet.Size,
            Width = Preparation.ImageNet.Size,
            Channels = Preparation.ImageNet.Channels,
            Classes = [],
            TrainCount = 0,
            TestCount = 0,
        },
    ];

    /// <summary>Every known name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(set => set.Name)];

    /// <summary>The set of a name.</summary>
    /// <exception cref="FoveaException">There is none; the message names the nearest.</exception>
    public static DataSetEntry Get(string name) =>
        All.FirstOrDefault(set => set.Name == name) ?? throw Suggestion.Unknown("data set", name, [.. Names]);

    /// <summary>Loads or generates the training or the test samples of a set.</summary>
    /// <exception cref="FoveaException">
    /// The name is unknown, the data are damaged or nowhere to be had, or more samples are asked for than there are.
    /// </exception>
    public static DataSet Load(string name, DataSetRequest request) => Get(name).Load(request);

    private static DataSetEntry Declare(PublishedImages set, string description, string source,
        Func<DataSetRequest, MemoryDataSet> load) =>
        new(request => First(request.Count, load(request)))
        {
            Name = set.Name,
            Kind = DataSetKind.Published,
            ChecksContent = true,
            Description = description,
            Source = source,
            Height = 28,
            Width = 28,
            Channels = 1,
            Classes = set.Classes,
            TrainCount = 60_000,
            TestCount = 10_000,
            Missing = set.Missing,
        };

    private static DataSet LoadFolder(DataSetRequest request)
    {
        FolderDataSet whole = FolderDataSet.Load(request.DataDir!, request.Train, request.Preparation, request.TestShare, request.Seed, request.Classes, request.Cancellation);
        return request.Count is { } count && count != whole.Count ? whole.Evenly(count) : whole;
    }

    private static DataSet First(int? count, MemoryDataSet whole)
    {
        if (count is not { } wanted || wanted == whole.Count) return whole;
        if (wanted > whole.Count) throw new FoveaException($"{whole.Name}: {wanted} samples are asked for, there are {whole.Count}");
        return whole.Subset(..wanted);
    }
}

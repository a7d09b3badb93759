using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// Pictures in one folder for each class, the layout of ImageNet: of any size and of any format that <see cref="ImageFile"/> reads, told by their content.
/// A picture is decoded when it is asked for, on the thread that asks, and nothing is kept. Files that are no pictures are passed over and said in
/// <see cref="DataSet.Remarks"/>; a picture that turns out damaged when it is decoded is an error with its name.
/// </summary>
public sealed class FolderDataSet : DataSet
{
    /// <summary>The name in the registry.</summary>
    public const string RegisteredName = "folder";

    /// <summary>The share of the pictures of a class that is split off for the test, where the folder has no part for it.</summary>
    public const double TestShare = 0.2;

    /// <summary>How a folder must look, in one sentence.</summary>
    public const string Layout = "a folder DIR holds train/CLASS/... with pictures and val/CLASS/... or test/CLASS/..., or just CLASS/..., from which a part is split off for the test";

    private readonly FolderSample[] samples;

    private FolderDataSet(string part, IReadOnlyList<string> classes, FolderSample[] samples, Preparation preparation)
        : base($"{RegisteredName}/{part}", preparation.Size, preparation.Size, preparation.Channels, classes, preparation.Mean, preparation.Deviation) =>
        (this.samples, Preparation) = (samples, preparation);

    /// <inheritdoc/>
    public override int Count => samples.Length;

    /// <inheritdoc/>
    public override Preparation Preparation { get; }

    /// <inheritdoc/>
    public override DataSet? Validation => HeldOut;

    private FolderDataSet? HeldOut { get; init; }

    /// <summary>
    /// Looks through a folder; only the headers of the files are read. The folder holds <c>train</c>, with one folder for each class, and beside it
    /// <c>val</c> or <c>test</c> (with both, <c>val</c> is <see cref="Validation"/>); or the class folders themselves, from each of which a share is split
    /// off for the test. The classes are the names of the training part's folders in ordinal order, as in torchvision's <c>ImageFolder</c>.
    /// </summary>
    /// <param name="dataDir">The folder.</param>
    /// <param name="train">The training samples; otherwise the test samples.</param>
    /// <param name="preparation">How a picture becomes a sample; <see cref="Preparation.ImageNet"/> where not given.</param>
    /// <param name="testShare">The share of each class that is split off for the test, where there is no part for it: 0 to 1; at 1 the test has all.</param>
    /// <param name="seed">Draws the same pictures for the test every time.</param>
    /// <param name="classes">The classes, where they are known: folders of other names are then an error. Null for the folders' own.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="BadFileException">There are no class folders, or one of them holds no picture, or is none of the classes.</exception>
    /// <exception cref="FoveaException">There is no such folder, it has no part as asked for, or the share is not 0 to 1.</exception>
    public static FolderDataSet Load(string dataDir, bool train = true, Preparation? preparation = null, double testShare = TestShare, ulong seed = 1,
        IReadOnlyList<string>? classes = null, CancellationToken cancellation = default)
    {
        if (!(testShare >= 0 && testShare <= 1)) throw new FoveaException($"{RegisteredName}: the share of the test must be 0 to 1, not {testShare}");
        FolderParts parts = FolderParts.Of(dataDir);
        // The training part says which classes there are, also where it has more of them than the test.
        classes ??= parts.Train is { } known ? FolderScan.ClassNames(known) : null;
        preparation ??= Preparation.ImageNet;
        if (parts.Test is null) return Split(parts.Train!, train, testShare, seed, classes!, preparation, cancellation);
        if (!train) return Whole("test", parts.Test, classes, preparation, cancellation);
        if (parts.Train is null) throw new BadFileException(dataDir, "the folder has a part for the test, but none for the training", hint: Layout);
        FolderDataSet? held = parts.Validation is { } folder ? Whole("val", folder, classes, preparation, cancellation) : null;
        return Whole("train", parts.Train, classes, preparation, cancellation, held);
    }

    /// <inheritdoc/>
    public override string Describe(int index) => $"data set {Name}, sample {index} ({PathOf(index)})";

    /// <summary>The file of a sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public string PathOf(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"data set {Name} has {Count} samples");
        return samples[index].Path;
    }

    /// <summary>Some of the samples, taken at even steps, so that every class keeps its share.</summary>
    /// <exception cref="FoveaException">There are not so many.</exception>
    internal FolderDataSet Evenly(int count)
    {
        if (count > Count) throw new FoveaException($"{Name}: {count} samples are asked for, there are {Count}");
        FolderSample[] some = [.. Enumerable.Range(0, count).Select(i => samples[(int)((long)i * Count / count)])];
        return new FolderDataSet(Name.Split('/')[1], Classes, some, Preparation) { Remarks = Remarks, HeldOut = HeldOut };
    }

    /// <inheritdoc/>
    protected override void ReadSample(int index, Span<float> pixels, out int label)
    {
        Image<byte> picture = ReadWhole(index, out label);
        PixelScale.Apply(Preparation.Frame(picture.Height, picture.Width), picture, pixels);
    }

    /// <inheritdoc/>
    protected override Image<byte> ReadWhole(int index, out int label)
    {
        label = samples[index].Label;
        return Preparation.Convert(ImageFile.Read(samples[index].Path));
    }

    private static FolderDataSet Whole(string part, string root, IReadOnlyList<string>? classes, Preparation preparation, CancellationToken cancellation, FolderDataSet? heldOut = null)
    {
        FolderScan scan = FolderScan.Of(root, cancellation);
        classes ??= scan.Classes;
        return new FolderDataSet(part, classes, [.. scan.Samples(classes)], preparation) { Remarks = scan.Odd, HeldOut = heldOut };
    }

    private static FolderDataSet Split(string root, bool train, double testShare, ulong seed, IReadOnlyList<string> classes, Preparation preparation, CancellationToken cancellation)
    {
        FolderScan scan = FolderScan.Of(root, cancellation);
        FolderSample[] samples = [.. scan.Samples(classes).GroupBy(sample => sample.Label).SelectMany(ofClass => Part([.. ofClass]))];
        if (samples.Length == 0)
            throw new FoveaException($"{RegisteredName}: '{root}' leaves no picture for the {(train ? "training" : "test")} at a share of {testShare} for the test",
                "choose another share (testShare), or make folders train and test");
        return new FolderDataSet(train ? "train" : testShare == 1 ? "all" : "test", classes, samples, preparation) { Remarks = scan.Odd };

        IEnumerable<FolderSample> Part(FolderSample[] ofClass)
        {
            int held = testShare is 0 or 1 ? (int)testShare * ofClass.Length : Math.Clamp((int)Math.Round(testShare * ofClass.Length), Math.Min(1, ofClass.Length - 1), ofClass.Length - 1);
            int[] order = new int[ofClass.Length];
            // The number of the class stands in the place of the epoch: each class is drawn by itself.
            Permutation.Fill(order, seed, epoch: ofClass[0].Label, RandomPurpose.TestSplit);
            int[] chosen = train ? order[held..] : order[..held];
            return chosen.Order().Select(i => ofClass[i]);
        }
    }
}

/// <summary>A picture in a class folder.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Folder">The class folder.</param>
/// <param name="File">The file below it.</param>
internal readonly record struct FolderSample(int Label, string Folder, string File)
{
    public string Path => System.IO.Path.Combine(Folder, File);
}

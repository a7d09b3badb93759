namespace Fovea.Data;

/// <summary>
/// The parts of a folder of pictures: <c>train</c>, <c>val</c> and <c>test</c>, each with one folder for each class; or class folders alone, which are all
/// in one part. A folder of those names that holds no folders is a class like any other, so that there can be a class <c>train</c>.
/// </summary>
/// <param name="Train">The training part; where there is no other, the whole.</param>
/// <param name="Validation">The part for validation where there is one for the test beside it.</param>
/// <param name="Test">The part for the test; null where it is split off from <paramref name="Train"/>.</param>
internal sealed record FolderParts(string? Train, string? Validation, string? Test)
{
    private static readonly string[] TrainNames = ["train", "training"], ValidationNames = ["val", "valid", "validation"], TestNames = ["test", "testing"];

    /// <summary>Looks into a folder.</summary>
    /// <exception cref="FoveaException">There is no such folder, or it cannot be read.</exception>
    /// <exception cref="BadFileException">A part has no class folders.</exception>
    public static FolderParts Of(string folder)
    {
        if (File.Exists(folder)) throw new FoveaException($"folder: '{folder}' is a file, but must be a folder", FolderDataSet.Layout);
        if (!Directory.Exists(folder)) throw new FoveaException($"folder: there is no folder '{folder}'", FolderDataSet.Layout);
        (string? train, string? flatTrain) = Find(folder, TrainNames);
        (string? validation, string? flatValidation) = Find(folder, ValidationNames);
        (string? test, string? flatTest) = Find(folder, TestNames);
        if (train is null && validation is null && test is null) return new FolderParts(folder, null, null);
        // ImageNet's test pictures have no labels and its validation pictures come without class folders.
        if (test is null && validation is null && (flatValidation ?? flatTest) is { } flat)
            throw new BadFileException(flat, "the folder has pictures but no class folders", hint: "sort the pictures into one folder for each class, with the names of those in the training part");
        if (train is null && flatTrain is not null) throw new BadFileException(flatTrain, "the folder has no class folders", hint: FolderDataSet.Layout);
        return test is not null ? new FolderParts(train, validation, test) : new FolderParts(train, null, validation);
    }

    /// <summary>The folder of one of some names: with folders in it, and without.</summary>
    private static (string? Part, string? Flat) Find(string folder, string[] names)
    {
        string? flat = null;
        foreach (string name in names)
            foreach (string found in Directory.EnumerateDirectories(folder).Where(path => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
            {
                if (Directory.EnumerateDirectories(found).Any(path => !FolderScan.IsHidden(path))) return (found, null);
                flat ??= found;
            }
        return (null, flat);
    }
}

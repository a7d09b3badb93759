using Fovea.Compute;
using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>The pictures below one folder for each class, as far as their headers tell, and what else lies there.</summary>
/// <param name="Root">The folder that holds the class folders.</param>
/// <param name="Classes">The names of the class folders, in ordinal order.</param>
/// <param name="Files">For each class its pictures: paths below the class folder, in ordinal order.</param>
/// <param name="Odd">What was passed over, with the reason.</param>
internal sealed record FolderScan(string Root, IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<string>> Files, IReadOnlyList<string> Odd)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Lists the classes and looks at the header of every file; no pixel is decoded.</summary>
    /// <exception cref="BadFileException">There is no class folder, or one holds no picture, or a folder cannot be read.</exception>
    public static FolderScan Of(string root, CancellationToken cancellation)
    {
        List<string> odd = [];
        (string[] classes, string[] beside) = List(root, "", odd);
        odd.AddRange(beside.Select(file => $"{Path.Combine(root, file)}: passed over: lies beside the class folders"));
        if (classes.Length == 0) throw new BadFileException(root, "the folder holds no class folders", hint: FolderDataSet.Layout);
        List<IReadOnlyList<string>> files = [];
        foreach (string name in classes)
        {
            if (name.Any(char.IsControl)) throw new BadFileException(root, $"the name of the class folder '{name}' has control characters in it", hint: "rename it");
            files.Add(Pictures(Path.Combine(root, name), odd, cancellation));
        }
        return new FolderScan(root, classes, files, odd);
    }

    /// <summary>The names of the class folders, in ordinal order, without a look into them.</summary>
    public static IReadOnlyList<string> ClassNames(string root) => List(root, "", []).Folders;

    /// <summary>Every picture with its place among some classes; a class folder of another name is an error.</summary>
    public IEnumerable<FolderSample> Samples(IReadOnlyList<string> classes)
    {
        Dictionary<string, int> labels = [];
        for (int i = 0; i < classes.Count; i++) labels.TryAdd(classes[i], i);
        for (int c = 0; c < Classes.Count; c++)
        {
            string folder = Path.Combine(Root, Classes[c]);
            if (!labels.TryGetValue(Classes[c], out int label))
                throw new BadFileException(folder, $"the class folder is none of the {classes.Count} classes",
                    hint: $"known: {string.Join(", ", classes.Take(12))}{(classes.Count > 12 ? ", ..." : "")}");
            foreach (string file in Files[c]) yield return new FolderSample(label, folder, file);
        }
    }

    /// <summary>Whether a file or folder is hidden: its name begins with a dot, or the system says so.</summary>
    public static bool IsHidden(string path)
    {
        if (Path.GetFileName(path).StartsWith('.')) return true;
        // Elsewhere the name is all there is to it.
        if (!OperatingSystem.IsWindows()) return false;
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.Hidden);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The pictures of one class.</summary>
    private static List<string> Pictures(string folder, List<string> odd, CancellationToken cancellation)
    {
        int before = odd.Count;
        List<string> files = [];
        Stack<string> pending = new([""]);
        while (pending.TryPop(out string? below))
        {
            (string[] folders, string[] here) = List(folder, below, odd);
            files.AddRange(here.Select(name => Path.Combine(below, name)));
            foreach (string name in folders.Reverse())
            {
                string path = Path.Combine(folder, below, name);
                // A link may lead back up, and round and round.
                if (new DirectoryInfo(path).LinkTarget is null) pending.Push(Path.Combine(below, name));
                else odd.Add($"{path}: passed over: is a link to a folder");
            }
        }
        files.Sort(StringComparer.Ordinal);

        string?[] reasons = new string?[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = Workers.Threads, CancellationToken = cancellation },
            i => reasons[i] = Fault(Path.Combine(folder, files[i])));
        List<string> good = [.. files.Where((_, i) => reasons[i] is null)];
        odd.AddRange(files.Zip(reasons).Where(pair => pair.Second is not null).Select(pair => $"{Path.Combine(folder, pair.First)}: passed over: {pair.Second}"));
        if (good.Count > 0) return good;
        string found = odd.Count == before ? "it is empty" : $"{odd.Count - before} {(odd.Count - before == 1 ? "file was" : "files were")} passed over, the first is {odd[before]}";
        throw new BadFileException(folder, $"the class folder holds no picture: {found}", hint: "put pictures of the class into it, or remove the folder");
    }

    /// <summary>Folders and files in a folder, each in ordinal order; what is hidden is put down as odd.</summary>
    private static (string[] Folders, string[] Files) List(string root, string below, List<string> odd)
    {
        string folder = Path.Combine(root, below);
        try
        {
            string[] folders = Sorted(Directory.EnumerateDirectories(folder, "*", Everything)), files = Sorted(Directory.EnumerateFiles(folder, "*", Everything));
            foreach (string path in folders.Concat(files).Where(IsHidden)) odd.Add($"{path}: passed over: hidden");
            return (Visible(folders), Visible(files));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(folder, $"the folder cannot be read: {e.Message}", inner: e);
        }

        static string[] Sorted(IEnumerable<string> paths) => [.. paths.Order(StringComparer.Ordinal)];
        static string[] Visible(string[] paths) => [.. paths.Where(path => !IsHidden(path)).Select(path => Path.GetFileName(path)!)];
    }

    /// <summary>Why a file is no picture that can be read, by its header; null where it seems to be one.</summary>
    private static string? Fault(string path)
    {
        try
        {
            // Also before it is opened: a pipe has no length, and to open one may wait for ever.
            if (new FileInfo(path).Length == 0) return "the file is empty";
            ImageInfo info = ImageFile.Identify(path);
            ImageLimits limits = ImageLimits.Default;
            return (long)info.Height * info.Width > limits.MaxPixels || info.DecodedBytes > limits.MaxBytes ? $"a picture of {info.Height} x {info.Width} is above the limits" : null;
        }
        catch (BadFileException e)
        {
            return LeadsNowhere(path) ? "is a link that leads nowhere" : e.Reason;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LeadsNowhere(path) ? "is a link that leads nowhere" : e.Message;
        }

        static bool LeadsNowhere(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false };
    }
}

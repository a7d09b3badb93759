using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Filtering;

/// <summary>The pictures that a call names, one by one or by their folders, and where their results go.</summary>
/// <param name="Tasks">In the order of their names, the same on every machine.</param>
/// <param name="LeftOut">Files of folders that are no pictures by name or content.</param>
sealed record FilterInputs(IReadOnlyList<FilterTask> Tasks, IReadOnlyList<string> LeftOut)
{
    /// <summary>Pictures of formats that are not read: an error, as somebody would miss them.</summary>
    static readonly string[] Foreign = [".gif", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif", ".jp2", ".jxl", ".tga", ".exr", ".ico", ".svg"];

    /// <summary>Files and folders into a folder: the same names, in the format's extension.</summary>
    public static FilterInputs IntoFolder(IReadOnlyList<string> sources, string folder, PictureFormat format, bool recursive)
    {
        List<(string From, string Name)> found = [];
        List<string> leftOut = [];
        foreach (string source in sources)
        {
            if (Directory.Exists(source)) Search(source, folder, recursive, found, leftOut);
            else found.Add((source, source == PictureSource.Stream ? "stdin" : Path.GetFileName(source.Replace(':', '-'))));
        }
        FilterTask[] tasks = [.. found.OrderBy(file => file.Name, StringComparer.Ordinal).ThenBy(file => file.From, StringComparer.Ordinal)
            .Select(file => new FilterTask(file.From, Path.Combine(folder, Path.ChangeExtension(file.Name, null) + format.Extension)))];
        foreach (IGrouping<string, FilterTask> same in tasks.GroupBy(task => Path.GetFullPath(task.To), OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal))
            if (same.Count() > 1)
                foreach (FilterTask task in same)
                    task.Fail($"{task.From}: {string.Join(" and ", same.Where(other => other != task).Select(other => other.From))} would be written as {task.To} too\n  hint: do them in two calls, into two folders");
        return new FilterInputs(tasks, leftOut);
    }

    static void Search(string source, string target, bool recursive, List<(string, string)> found, List<string> leftOut)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = recursive, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        // What was written by an earlier call into a folder inside this one is no input.
        string results = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)) + Path.DirectorySeparatorChar, start = Path.GetFullPath(source);
        bool isInside = results.StartsWith(Path.TrimEndingDirectorySeparator(start) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && results.Length > start.Length + 1;
        try
        {
            foreach (string path in Directory.EnumerateFiles(source, "*", options))
            {
                if (isInside && Path.GetFullPath(path).StartsWith(results, StringComparison.Ordinal)) continue;
                if (IsPicture(path)) found.Add((path, Path.GetRelativePath(source, path)));
                else leftOut.Add(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FoveaException($"{source}: the folder cannot be read: {error.Message}", inner: error);
        }
    }

    /// <summary>By its name, or else by its content.</summary>
    static bool IsPicture(string path)
    {
        if (PictureFormat.IsReadable(path) || Foreign.Contains(Path.GetExtension(path).ToLowerInvariant())) return true;
        try
        {
            ImageFile.Identify(path);
            return true;
        }
        catch (FoveaException)
        {
            return false;
        }
    }
}

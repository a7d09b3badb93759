using System.Globalization;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// Finds the data of tensors that lie in files beside the model. Such a file must lie in the model's folder or below: a model from a stranger could otherwise
/// have any file of this machine read as its weights.
/// </summary>
/// <remarks>https://github.com/onnx/onnx/blob/main/docs/ExternalData.md</remarks>
internal sealed class ExternalData(OnnxFile model)
{
    readonly Dictionary<string, MappedFile> open = new(StringComparer.Ordinal);
    readonly string folder = Path.GetDirectoryName(Path.GetFullPath(model.Path))!;

    /// <summary>Where the data lie, from what the tensor says of it.</summary>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="entries">The keys and values that the tensor gives: location, offset, length.</param>
    /// <param name="needed">The bytes that its type and sizes need.</param>
    public OnnxData Find(string tensor, IReadOnlyDictionary<string, string> entries, long needed)
    {
        if (!entries.TryGetValue("location", out string? location) || location.Length == 0) throw Bad(tensor, "lies in another file, but is not said in which");
        string path = Resolve(tensor, location);
        if (!open.TryGetValue(path, out MappedFile? file)) open.Add(path, file = Open(tensor, location, path));
        long offset = Number(tensor, entries, "offset") ?? 0, size = file.Length;
        if (offset > size) throw Bad(tensor, $"begins at byte {offset} of {Quoted.Name(location)}, which has {size}");
        long length = Number(tensor, entries, "length") ?? needed;
        if (length > size - offset) throw Bad(tensor, $"takes bytes {offset} to {offset + length} of {Quoted.Name(location)}, which has {size}");
        if (length != needed) throw Bad(tensor, $"takes {length} bytes of {Quoted.Name(location)}, its type and sizes need {needed}");
        return OnnxData.At(file, offset, length);
    }

    string Resolve(string tensor, string location)
    {
        // Both separators on every system: what is harmless here could be read elsewhere.
        string[] parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || location.Contains(':') || location.Contains('\0') || parts[0].Length == 0) throw Outside(tensor, location, "an absolute path");
        if (parts.Contains("..")) throw Outside(tensor, location, "a path with '..'");
        string path = folder;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            FileSystemInfo found = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (found.LinkTarget is not null && !IsInside(Target(tensor, location, found))) throw Outside(tensor, location, "a link");
        }
        return path;
    }

    bool IsInside(string path) => path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    string Target(string tensor, string location, FileSystemInfo link)
    {
        try
        {
            // A target that is a link in a linked folder is not followed through the folder: such a one is refused.
            string target = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            for (string? at = Path.GetDirectoryName(target); at is not null && IsInside(at); at = Path.GetDirectoryName(at))
                if (new DirectoryInfo(at).LinkTarget is not null) throw Outside(tensor, location, "a link through a link");
            return target;
        }
        catch (IOException e)
        {
            throw Bad(tensor, $"lies in {Quoted.Name(location)}, a link that cannot be followed: {e.Message}", e);
        }
    }

    MappedFile Open(string tensor, string location, string path)
    {
        try
        {
            return model.Own(MappedFile.Open(path));
        }
        catch (BadFileException e)
        {
            throw Bad(tensor, $"lies in the file {Quoted.Name(location)} beside the model: {e.Reason}", e);
        }
    }

    long? Number(string tensor, IReadOnlyDictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out string? text)) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)) throw Bad(tensor, $"has the {key} {Quoted.Name(text)}, which is no whole number from 0 on");
        return value;
    }

    BadFileException Outside(string tensor, string location, string what) =>
        new(model.Path, $"the data of tensor {Quoted.Name(tensor)} are said to lie in {Quoted.Name(location)}, {what}; data may lie only in the model's own folder",
            hint: "move the data file beside the model, and say so in the model");

    BadFileException Bad(string tensor, string reason, Exception? inner = null) => new(model.Path, $"the tensor {Quoted.Name(tensor)} {reason}", inner: inner);
}

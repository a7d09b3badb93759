namespace Fovea.Tests.Data;

/// <summary>A folder for one test, gone with all its files when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("fovea-test-").FullName;

    public string this[string relative] => Path.Combine(Root, relative);

    /// <summary>The names of all files below the folder, with '/' between folders, sorted.</summary>
    public string[] Files =>
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public string Write(string relative, byte[] content)
    {
        string path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

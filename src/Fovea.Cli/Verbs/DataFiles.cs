using Fovea.Data;

namespace Fovea.Cli.Verbs;

/// <summary>Which files of a data set are on this machine.</summary>
/// <param name="Folder">Where they are, or where they would be downloaded to; null for a set that needs none.</param>
/// <param name="Missing">Those that are not there.</param>
sealed record DataFiles(string? Folder, IReadOnlyList<string> Missing)
{
    /// <summary>Looks into a folder, if one is given, and into the cache; does not open the files.</summary>
    public static DataFiles Of(DataSetEntry entry, string? dataDir)
    {
        if (entry.Files.Count == 0) return new DataFiles(null, []);
        string cache = Path.Combine(CacheFolder.Default, entry.Name);
        string[] folders = dataDir is null ? [cache] : [Path.Combine(dataDir, entry.Name), dataDir, cache];
        return folders.Select(folder => new DataFiles(folder, [.. entry.Files.Where(file => !Exists(folder, file))])).MinBy(found => found.Missing.Count)!;
    }

    /// <summary>Throws where a folder that a run has stored is not there any more: whoever calls now has not named it.</summary>
    public static void RequireStored(string run, string folder)
    {
        if (folder.Length > 0 && !Directory.Exists(folder))
            throw new FoveaException($"{run}: the run was trained with the images in '{folder}', where there is no folder now", "say where they are: --data-dir DIR");
    }

    /// <summary>In a few words.</summary>
    public string Describe() => Folder is null ? "none needed" : Missing.Count == 0 ? "here" : "downloaded on first use";

    static bool Exists(string folder, string packed) =>
        File.Exists(Path.Combine(folder, packed)) || File.Exists(Path.Combine(folder, Path.GetFileNameWithoutExtension(packed)));
}

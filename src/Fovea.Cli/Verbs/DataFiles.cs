using Fovea.Data;

namespace Fovea.Cli.Verbs;

/// <summary>Where the files of data sets are looked for.</summary>
static class DataFiles
{
    /// <summary>Throws where a folder that a run has stored is not there any more: whoever calls now has not named it.</summary>
    public static void RequireStored(string run, string folder)
    {
        if (folder.Length > 0 && !Directory.Exists(folder))
            throw new FoveaException($"{run}: the run was trained with the images in '{folder}', where there is no folder now", "say where they are: --data-dir DIR");
    }

    /// <summary>Whether the files of a set are on this machine, in a few words.</summary>
    public static string Describe(DataSetEntry entry, string? dataDir) => entry.Kind switch
    {
        DataSetKind.Generated => "none needed",
        DataSetKind.Own => "yours: --data-dir DIR",
        _ => entry.Missing(dataDir).Count == 0 ? "here" : "downloaded on first use",
    };
}

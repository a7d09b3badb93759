using System.Text.Json;
using System.Text.Json.Nodes;
using Fovea.Cli.Pictures;

namespace Fovea.Cli.Filtering;

/// <summary>
/// A folder of results, which knows what it holds: a small file in it says what was done and since when. A result counts as done where it is newer than its input
/// and not older than that file, so results of another recipe are not taken for it.
/// </summary>
sealed class OutputFolder
{
    /// <summary>The file's name.</summary>
    public const string RecordName = ".fovea-filter.json";

    readonly DateTime since;

    OutputFolder(DateTime since) => this.since = since;

    /// <summary>Opens a folder for a recipe, and makes it where there is none.</summary>
    /// <exception cref="FoveaException">The folder cannot be made or written.</exception>
    public static OutputFolder Open(string folder, string recipe)
    {
        Create(folder);
        string record = Path.Combine(folder, RecordName);
        if (RecipeOf(record) != recipe) AtomicFile.WriteAllText(record, Output.JsonText(json => json.WriteString("recipe", recipe)) + "\n");
        return new OutputFolder(File.GetLastWriteTimeUtc(record));
    }

    /// <summary>Makes a folder, and those above it.</summary>
    /// <exception cref="FoveaException">It cannot be made.</exception>
    public static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw FileErrors.CannotWrite(folder, error);
        }
    }

    /// <summary>Whether the result for an input is there.</summary>
    public bool Holds(FilterTask task)
    {
        if (!File.Exists(task.To)) return false;
        DateTime written = File.GetLastWriteTimeUtc(task.To);
        return written >= since && (PictureSource.IsNoFile(task.From) || written > File.GetLastWriteTimeUtc(task.From));
    }

    static string? RecipeOf(string record)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(record))?["recipe"]?.GetValue<string>();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null; // none, or none of ours: it is written anew
        }
    }
}

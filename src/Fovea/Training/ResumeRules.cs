using System.Buffers;
using System.Text;
using System.Text.Json;
using Fovea.Runs;

namespace Fovea.Training;

/// <summary>
/// What of an experiment may change when its run is resumed. Every checkpoint holds the values that may not, so that a changed
/// <c>experiment.json</c> is found out too; the others are left out, so that equal trainings write equal files on any number of threads.
/// </summary>
static class ResumeRules
{
    /// <summary>
    /// Keys that give no meaning to a saved state: how long to go on, what to do on the way, and how large steps are from now on (the way out where a
    /// loss became infinite).
    /// </summary>
    public static IReadOnlyList<string> MayChange { get; } =
        ["epochs", "earlyStop", "threads", "checkpointEvery", "dataDir", "allowModified", "testCount", "learningRate", "minLearningRate", "clipNorm"];

    static IEnumerable<ExperimentKey> Kept => ExperimentKey.All.Where(key => !MayChange.Contains(key.Name));

    /// <summary>The values of an experiment that may not change, as one JSON object, for a checkpoint.</summary>
    public static string ToJson(Experiment experiment)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            foreach (ExperimentKey key in Kept) key.Write(json, experiment);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Throws where a value is another than the checkpoint was made with, and is not one that may change.</summary>
    /// <param name="path">The checkpoint's file, for messages.</param>
    /// <param name="saved">What <see cref="ToJson"/> gave for it.</param>
    /// <param name="experiment">The values to go on with.</param>
    /// <exception cref="BadFileException">The text is damaged.</exception>
    /// <exception cref="FoveaException">A value has changed.</exception>
    public static void Check(string path, string saved, Experiment experiment)
    {
        using JsonDocument before = Parse(path, saved), now = Parse(path, ToJson(experiment));
        foreach (ExperimentKey key in Kept)
        {
            if (!before.RootElement.TryGetProperty(key.Name, out JsonElement was))
                throw new BadFileException(path, $"the checkpoint does not say what '{key.Name}' was",
                    hint: "resume it with the version of Fovea that wrote it");
            JsonElement value = now.RootElement.GetProperty(key.Name);
            if (was.GetRawText() != value.GetRawText())
                throw new FoveaException($"{path}: the run was made with {key.Name} = {was}, it cannot go on with {key.Name} = {value}",
                    $"leave {key.Name} as it was, or start another run in another folder; a resumed run may change {string.Join(", ", MayChange)}");
        }
    }

    static JsonDocument Parse(string path, string json)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw new BadFileException(path, "the values of the experiment are no JSON object");
        }
        catch (JsonException error)
        {
            throw new BadFileException(path, $"the values of the experiment are not valid JSON: {error.Message}", inner: error);
        }
    }
}

using System.Collections.Immutable;
using Fovea.Weights;

namespace Fovea.Runs;

/// <summary>
/// Everything that a run needs to go on, in one safetensors file: the model's and the optimiser's arrays (<c>model.*</c>, <c>optimizer.*</c>) and
/// text such as the state of the training as JSON. One file means that renaming it is the commit point: weights and state can never be of different
/// steps. Other programs read it as the weight file that it is: arrays lie in it as in all files of the world (<see cref="WorldLayout"/>), what the optimiser remembers of a
/// weight lies as the weight does.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    /// <summary>What the names of the model's arrays start with.</summary>
    public const string ModelPrefix = "model.";

    /// <summary>What the names of the optimiser's arrays start with.</summary>
    public const string OptimizerPrefix = "optimizer.";

    private const string FormatKey = "format", Format = "fovea.checkpoint";
    private const string VersionKey = "formatVersion", Version = "2";

    private readonly SafeTensors file;

    private Checkpoint(SafeTensors file)
    {
        this.file = file;
        Metadata = file.Metadata.Where(pair => pair.Key is not (FormatKey or VersionKey)).ToDictionary();
    }

    /// <summary>The file's path, as it was given.</summary>
    public string Path => file.Path;

    /// <summary>The text that was stored with the arrays.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The arrays, in the order in which they lie in the file.</summary>
    public ImmutableArray<WeightEntry> Entries => file.Entries;

    /// <summary>Writes a checkpoint whole or not at all: a process killed at any moment leaves the old file or the new one.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="arrays">The arrays; each name starts with <see cref="ModelPrefix"/> or <see cref="OptimizerPrefix"/>, and no two are
    /// equal.</param>
    /// <param name="metadata">Text to store; the keys <c>format</c> and <c>formatVersion</c> are taken.</param>
    /// <exception cref="ArgumentException">A name or a key is not as said.</exception>
    /// <exception cref="FoveaException">The file cannot be written: no permission, no space.</exception>
    public static void Write(string path, IEnumerable<TensorData> arrays, IReadOnlyDictionary<string, string> metadata)
    {
        Dictionary<string, string> all = new(metadata);
        if (!all.TryAdd(FormatKey, Format) || !all.TryAdd(VersionKey, Version))
            throw new ArgumentException($"the keys '{FormatKey}' and '{VersionKey}' belong to the checkpoint itself", nameof(metadata));
        TensorData[] listed = [.. arrays];
        foreach (TensorData array in listed)
            if (!array.Name.StartsWith(ModelPrefix, StringComparison.Ordinal) && !array.Name.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
                throw new ArgumentException($"the name '{array.Name}' starts neither with '{ModelPrefix}' nor with '{OptimizerPrefix}'",
                    nameof(arrays));
        SafeTensors.Write(path, listed, all);
    }

    /// <summary>Opens a checkpoint and checks its header; the arrays are read one by one where they are needed. Dispose closes the file.</summary>
    /// <exception cref="BadFileException">The file does not exist, is damaged, or is not a checkpoint.</exception>
    public static Checkpoint Open(string path)
    {
        SafeTensors file = SafeTensors.Open(path);
        try
        {
            if (!IsCheckpoint(file))
                throw new BadFileException(path, "is a weight file, not a checkpoint: it holds no state of a training",
                    hint: "resume from the last.safetensors of a run");
            return new Checkpoint(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a weight file is a checkpoint, and so has more in it than a model's weights.</summary>
    /// <exception cref="BadFileException">It is one of another version, whose arrays lie in another order.</exception>
    internal static bool IsCheckpoint(WeightFile file)
    {
        if (file.Metadata.GetValueOrDefault(FormatKey) != Format) return false;
        return file.Metadata.GetValueOrDefault(VersionKey) is var version && version == Version ? true
            : throw new BadFileException(file.Path, $"is a checkpoint of format version '{version}', this program reads version {Version}",
                hint: "use the version of Fovea that wrote it");
    }

    /// <summary>The text stored under <paramref name="key"/>.</summary>
    /// <exception cref="BadFileException">The checkpoint has no such text.</exception>
    public string RequireMetadata(string key) =>
        Metadata.GetValueOrDefault(key) ?? throw new BadFileException(Path, $"the checkpoint has no '{key}'",
            hint: "use the version of Fovea that wrote it");

    /// <summary>Reads the array <paramref name="name"/> into memory of the caller, which must have the shape that the caller expects.</summary>
    /// <exception cref="BadFileException">There is no such array, its shape is another, or the file was cut: the checkpoint is of another
    /// model.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not as large as <paramref name="shape"/> says.</exception>
    public void ReadFloats(string name, ReadOnlySpan<long> shape, Span<float> destination) => file.ReadFloats(Require(name, shape).Name, destination);

    /// <summary>Reads the array of a weight, whose name stands after <paramref name="prefix"/>, into its variable.</summary>
    /// <exception cref="BadFileException">There is no such array, its shape is another, or the file was cut: the checkpoint is of another
    /// model.</exception>
    public void Read(string prefix, ModelWeight weight) =>
        file.Read(Require(prefix + weight.Name, [.. weight.Layout.FileShape.Select(size => (long)size)]), weight.Variable, weight.Layout);

    private WeightEntry Require(string name, ReadOnlySpan<long> shape)
    {
        const string Hint = "the checkpoint is of another model: use the model and options that its run was started with";
        if (file.Find(name) is not { } entry) throw new BadFileException(Path, $"the checkpoint has no array '{name}'", hint: Hint);
        if (!entry.Shape.AsSpan().SequenceEqual(shape))
        {
            (string found, string expected) = (string.Join(", ", entry.Shape), string.Join(", ", shape.ToArray()));
            throw new BadFileException(Path, $"the array '{name}' is ({found}), expected ({expected})", hint: Hint);
        }
        if (entry.Type != ElementType.F32)
            throw new BadFileException(Path, $"the array '{name}' holds {entry.Type.Name()}, a checkpoint's arrays are F32", hint: Hint);
        return entry;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();
}

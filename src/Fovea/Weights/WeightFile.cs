using System.Collections.Immutable;
using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>
/// A file of named tensors in one of the world's formats. Opening reads and checks what the file says of itself; values are read where they are asked for, out of the
/// mapped file straight into the caller's memory. Instances may be read from several threads at once.
/// </summary>
public abstract partial class WeightFile : IDisposable
{
    private readonly MappedFile file;

    private protected WeightFile(MappedFile file) => this.file = file;

    /// <summary>The file's path, as it was given.</summary>
    public string Path => file.Path;

    /// <summary>What the format is called.</summary>
    public abstract string Format { get; }

    /// <summary>The text that the file carries about itself; empty where there is none.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, in the order in which the file lists them.</summary>
    public abstract ImmutableArray<WeightEntry> Entries { get; }

    private protected abstract IReadOnlyDictionary<string, WeightEntry> ByName { get; }

    /// <summary>The entry of that name, or null.</summary>
    public WeightEntry? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The entry of that name.</summary>
    /// <exception cref="FoveaException">The file has no such tensor; the message names the nearest one.</exception>
    public WeightEntry this[string name]
    {
        get
        {
            if (Find(name) is { } entry) return entry;
            // The names come from the file: the distance to a few thousand short ones is cheap, to a hostile file's it would not be.
            string? nearest = Suggestion.For(name, Entries.Take(5000).Select(e => e.Name).Where(n => n.Length <= 200));
            string suggestion = nearest is null ? "" : $"did you mean {Quoted.Name(nearest)}? ";
            throw new FoveaException($"{Path}: there is no tensor '{name}' in the file", $"{suggestion}it holds {Entries.Length} tensors");
        }
    }

    /// <summary>
    /// Reads a tensor as single-precision numbers in row-major order. 16-bit and 8-bit floating point, BOOL and small integers are exact; F64 and large integers are
    /// rounded to the nearest, F64 to infinity beyond the range of single precision. NaN and infinity pass.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have exactly <see cref="WeightEntry.Count"/> elements.</exception>
    /// <exception cref="FoveaException">The file has no such tensor, or its type is none that makes real numbers (F4, F6, C64).</exception>
    /// <exception cref="BadFileException">The file was cut or cannot be read any more.</exception>
    public unsafe void ReadFloats(string name, Span<float> destination)
    {
        WeightEntry entry = this[name];
        CheckIsReal(entry);
        if (destination.Length != entry.Count)
            throw new ArgumentException($"tensor '{name}' has {entry.Count} elements, the destination {destination.Length}", nameof(destination));
        int[] sizes = [.. entry.Shape.Select(size => (int)size)];
        fixed (float* target = destination)
            WeightCopy.Read(file, entry, sizes, entry.Strides, WeightEntry.RowMajor(entry.Shape.AsSpan()), target);
    }

    /// <summary>Reads a tensor into a new array; see <see cref="ReadFloats(string, Span{float})"/>.</summary>
    /// <exception cref="FoveaException">The file has no such tensor, its type is none that makes real numbers, or it is larger than an array can be.</exception>
    /// <exception cref="BadFileException">The file was cut or cannot be read any more.</exception>
    public float[] ReadFloats(string name)
    {
        WeightEntry entry = this[name];
        CheckIsReal(entry);
        if (entry.Count > Array.MaxLength)
            throw new FoveaException($"{Path}: tensor {Quoted.Name(name)} has {entry.Count} elements, an array at most {Array.MaxLength}");
        // A file of a few bytes can say that one element stands for a thousand million.
        if (entry.ByteLength > file.Length)
            throw new BadFileException(Path, $"tensor {Quoted.Name(name)} repeats its elements to {entry.ByteLength} bytes, more than the whole file has", entry.Offset, "read it into memory of your own");
        float[] values = new float[entry.Count];
        ReadFloats(name, values);
        return values;
    }

    /// <summary>Reads the bytes of a tensor as they lie in the file, row-major.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have exactly <see cref="WeightEntry.ByteLength"/> bytes.</exception>
    /// <exception cref="FoveaException">The file has no such tensor, or its elements do not lie one after the other.</exception>
    /// <exception cref="BadFileException">The file was cut or cannot be read any more.</exception>
    public void ReadBytes(string name, Span<byte> destination)
    {
        WeightEntry entry = this[name];
        if (destination.Length != entry.ByteLength)
            throw new ArgumentException($"tensor '{name}' has {entry.ByteLength} bytes, the destination {destination.Length}", nameof(destination));
        if (!entry.Strides.AsSpan().SequenceEqual(WeightEntry.RowMajor(entry.Shape.AsSpan())))
            throw new FoveaException($"{Path}: the elements of tensor {Quoted.Name(name)} do not lie one after the other", "read them as floats");
        file.Read(destination, entry.Offset);
    }

    /// <summary>Reads a tensor into a variable, whose shape must have been compared before.</summary>
    internal unsafe void Read(WeightEntry entry, Variable variable, WorldLayout layout) =>
        variable.Write(values =>
        {
            fixed (float* target = values) WeightCopy.Read(file, entry, layout.Sizes, layout.FileStrides(entry.Strides), layout.Strides, target);
        });

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private void CheckIsReal(WeightEntry entry)
    {
        if (!entry.Type.IsReal())
            throw new FoveaException($"{Path}: tensor {Quoted.Name(entry.Name)} holds {entry.Type.Name()} and cannot be read as floats", "use ReadBytes");
    }
}

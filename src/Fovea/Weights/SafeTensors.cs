using System.Buffers.Binary;
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Fovea.Weights;

/// <summary>
/// A weight file in the safetensors format: 8 bytes of header length, a JSON header that maps names to type, shape and byte range, then the values.
/// Opening reads and checks the header only; values are read where they are asked for, straight into the caller's memory.
/// Instances may be read from several threads at once.
/// </summary>
/// <remarks>The format: https://github.com/huggingface/safetensors, section "Format". All of its rules are checked, so a file that opens can be
/// read.</remarks>
public sealed partial class SafeTensors : IDisposable
{
    /// <summary>The longest header that is read, 100 MB, as in the format's own implementation.</summary>
    internal const long MaxHeaderLength = 100_000_000;

    internal const int LengthBytes = 8;

    private readonly SafeFileHandle handle;
    private readonly SafeTensorsHeader header;
    private readonly long dataStart;

    private SafeTensors(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
        long fileLength = RandomAccess.GetLength(handle);
        if (fileLength < LengthBytes + 2) throw Bad($"{fileLength} bytes are too few for a safetensors file");
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        ReadExactly(start, 0);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > MaxHeaderLength) throw Bad($"the header is said to have {headerLength} bytes, the limit is {MaxHeaderLength}", 0);
        dataStart = LengthBytes + (long)headerLength;
        if (dataStart > fileLength) throw Bad($"the header is said to have {headerLength} bytes, the whole file has {fileLength}", 0);
        if (start[LengthBytes] != (byte)'{') throw Bad("the header does not start with '{'", LengthBytes);
        byte[] json = new byte[headerLength];
        ReadExactly(json, LengthBytes);
        header = SafeTensorsHeader.Parse(path, json, fileLength - dataStart);
    }

    /// <summary>The file's path, as it was given.</summary>
    public string Path { get; }

    /// <summary>The text that the file carries about itself (<c>__metadata__</c>); empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The tensors, in the order in which they lie in the file.</summary>
    public ImmutableArray<SafeTensorsEntry> Entries => header.Entries;

    /// <summary>Opens a file and checks its header. Dispose closes the file.</summary>
    /// <exception cref="BadFileException">The file does not exist, cannot be read, or breaks a rule of the format.</exception>
    public static SafeTensors Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new BadFileException(path, "is a folder, not a safetensors file");
        SafeFileHandle? handle = null;
        try
        {
            // All is shared: a newer file may be renamed over this one while it is read, and its writer may be about to close it.
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new SafeTensors(path, handle);
        }
        catch (Exception e)
        {
            handle?.Dispose();
            throw e switch
            {
                FileNotFoundException or DirectoryNotFoundException => new BadFileException(path, "there is no such file", inner: e),
                UnauthorizedAccessException => new BadFileException(path, "may not be read", hint: "check the file's permissions", inner: e),
                IOException or NotSupportedException => new BadFileException(path, $"cannot be read: {e.Message}", inner: e),
                _ => e,
            };
        }
    }

    /// <summary>The entry of that name, or null.</summary>
    public SafeTensorsEntry? Find(string name) => header.ByName.GetValueOrDefault(name);

    /// <summary>The entry of that name.</summary>
    /// <exception cref="FoveaException">The file has no such tensor; the message names the nearest one.</exception>
    public SafeTensorsEntry this[string name]
    {
        get
        {
            if (Find(name) is { } entry) return entry;
            // The names come from the file: the distance to a few thousand short ones is cheap, to a hostile header's it would not be.
            string? nearest = Suggestion.For(name, Entries.Take(5000).Select(e => e.Name).Where(n => n.Length <= 200));
            string suggestion = nearest is null ? "" : $"did you mean {SafeTensorsHeader.Quote(nearest)}? ";
            throw new FoveaException($"{Path}: there is no tensor '{name}' in the file", $"{suggestion}it holds {Entries.Length} tensors");
        }
    }

    /// <summary>Reads the bytes of a tensor as they lie in the file (little-endian, row-major).</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have exactly <see cref="SafeTensorsEntry.ByteLength"/>
    /// bytes.</exception>
    /// <exception cref="FoveaException">The file has no such tensor.</exception>
    /// <exception cref="BadFileException">The file was cut or cannot be read any more.</exception>
    public void ReadBytes(string name, Span<byte> destination)
    {
        SafeTensorsEntry entry = this[name];
        if (destination.Length != entry.ByteLength)
            throw new ArgumentException($"tensor '{name}' has {entry.ByteLength} bytes, the destination {destination.Length}", nameof(destination));
        ReadExactly(destination, dataStart + entry.Begin);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => handle.Dispose();

    private void ReadExactly(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(handle, destination, offset);
            }
            catch (IOException e)
            {
                throw new BadFileException(Path, $"cannot be read: {e.Message}", offset, inner: e);
            }
            if (read == 0) throw Bad("the file ends early: it was cut while it was open", offset);
            destination = destination[read..];
            offset += read;
        }
    }

    private BadFileException Bad(string reason, long? at = null) =>
        new(Path, reason, at, "this is not a whole safetensors file: fetch or write it again");
}

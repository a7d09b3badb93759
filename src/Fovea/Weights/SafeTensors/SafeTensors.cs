using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Fovea.Weights;

/// <summary>
/// A weight file in the safetensors format: 8 bytes of header length, a JSON header that maps names to type, shape and byte range, then the values.
/// </summary>
/// <remarks>The format: https://github.com/huggingface/safetensors, section "Format". All of its rules are checked, so a file that opens can be
/// read.</remarks>
public sealed partial class SafeTensors : WeightFile
{
    /// <summary>The longest header that is read, 100 MB, as in the format's own implementation.</summary>
    internal const long MaxHeaderLength = 100_000_000;

    internal const int LengthBytes = 8;

    private readonly SafeTensorsHeader header;

    private SafeTensors(MappedFile file, SafeTensorsHeader header) : base(file) => this.header = header;

    /// <inheritdoc/>
    public override string Format => "safetensors";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The tensors, in the order in which they lie in the file.</summary>
    public override ImmutableArray<WeightEntry> Entries => header.Entries;

    private protected override IReadOnlyDictionary<string, WeightEntry> ByName => header.ByName;

    /// <summary>Opens a file and checks its header. Dispose closes the file.</summary>
    /// <exception cref="BadFileException">The file does not exist, cannot be read, or breaks a rule of the format.</exception>
    public static new SafeTensors Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static SafeTensors Open(MappedFile file)
    {
        if (file.Length < LengthBytes + 2) throw Bad($"{file.Length} bytes are too few for a safetensors file");
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        file.Read(start, 0);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaxHeaderLength) throw Bad($"the header is said to have {length} bytes, the limit is {MaxHeaderLength}", 0);
        long dataStart = LengthBytes + (long)length;
        if (dataStart > file.Length) throw Bad($"the header is said to have {length} bytes, the whole file has {file.Length}", 0);
        if (start[LengthBytes] != (byte)'{') throw Bad("the header does not start with '{'", LengthBytes);
        byte[] json = new byte[length];
        file.Read(json, LengthBytes);
        return new SafeTensors(file, SafeTensorsHeader.Parse(file.Path, json, file.Length - dataStart));

        BadFileException Bad(string reason, long? at = null) => new(file.Path, reason, at, "this is not a whole safetensors file: fetch or write it again");
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Fovea.Weights;

/// <summary>
/// Where the records of a zip archive lie. Those that are stored as they are can be read in place; others are not read. Every number of the archive is treated as
/// hostile: it must agree with the others and with the length of the file.
/// </summary>
/// <remarks>The format: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its end), 4.5.3 (64-bit sizes).</remarks>
internal sealed class ZipDirectory
{
    private const uint LocalSignature = 0x04034B50, CentralSignature = 0x02014B50, EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50;
    private const int LocalLength = 30, CentralLength = 46, EndLength = 22, End64Length = 56, Locator64Length = 20, LongestComment = ushort.MaxValue;
    private const long LongestDirectory = 1 << 26;

    private readonly MappedFile file;
    private readonly Dictionary<string, ZipRecord> records = new(StringComparer.Ordinal);

    private ZipDirectory(MappedFile file) => this.file = file;

    /// <summary>The names of the records; folders are left out.</summary>
    public IReadOnlyCollection<string> Names => records.Keys;

    /// <summary>Reads and checks the directory of an archive.</summary>
    /// <exception cref="BadFileException">It is damaged or cut.</exception>
    public static ZipDirectory Read(MappedFile file)
    {
        ZipDirectory directory = new(file);
        (long start, long length, long count) = directory.FindDirectory();
        directory.ReadRecords(start, length, count);
        directory.CheckOverlaps(start);
        return directory;
    }

    /// <summary>A record that is to be read, or null where there is none.</summary>
    /// <exception cref="BadFileException">It is compressed or encrypted.</exception>
    public ZipRecord? Find(string name)
    {
        if (!records.TryGetValue(name, out ZipRecord record)) return null;
        return record.Packed is null ? record : throw new BadFileException(file.Path, $"the record {Quoted.Name(name)} is {record.Packed}, which PyTorch does not do", record.Header,
            "the file was packed by another program: in Python, load it and write it again with torch.save");
    }

    private (long Start, long Length, long Count) FindDirectory()
    {
        byte[] tail = new byte[Math.Min(file.Length, EndLength + LongestComment)];
        long tailStart = file.Length - tail.Length;
        file.Read(tail, tailStart);
        int at = tail.Length - EndLength;
        while (at >= 0 && !(UInt32(tail, at) == EndSignature && at + EndLength + UInt16(tail, at + 20) == tail.Length)) at--;
        if (at < 0) throw Bad("the end of the archive's directory is missing: the file is cut");
        long end = tailStart + at;
        if (UInt16(tail, at + 4) is not (0 or ushort.MaxValue)) throw Bad("is a part of an archive in several files", end);
        (long count, long length, long start) = (UInt16(tail, at + 10), UInt32(tail, at + 12), UInt32(tail, at + 16));

        byte[] locator = new byte[Locator64Length];
        if (end >= Locator64Length)
        {
            file.Read(locator, end - Locator64Length);
            if (UInt32(locator, 0) == Locator64Signature)
            {
                long end64 = Int64(locator, 8);
                if (end64 < 0 || end64 > end - Locator64Length - End64Length) throw Bad("the end of the archive's directory lies outside of the file", end - Locator64Length);
                byte[] large = new byte[End64Length];
                file.Read(large, end64);
                if (UInt32(large, 0) != End64Signature) throw Bad("the end of the archive's directory is not where it should be", end64);
                (count, length, start, end) = (Int64(large, 32), Int64(large, 40), Int64(large, 48), end64);
            }
        }
        if (start < 0 || length < 0 || start > end || length > end - start) throw Bad("the archive's directory lies outside of the file", end);
        if (length > LongestDirectory) throw Bad($"the archive's directory has {length} bytes, the limit is {LongestDirectory}", end);
        if (count < 0 || count > length / CentralLength) throw Bad($"the archive's directory of {length} bytes is said to list {count} records", end);
        return (start, length, count);
    }

    private void ReadRecords(long start, long length, long count)
    {
        byte[] directory = new byte[length];
        file.Read(directory, start);
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            if (directory.Length - at < CentralLength || UInt32(directory, at) != CentralSignature) throw Bad("the archive's directory is damaged", start + at);
            (int nameLength, int extraLength, int commentLength) = (UInt16(directory, at + 28), UInt16(directory, at + 30), UInt16(directory, at + 32));
            int next = at + CentralLength + nameLength + extraLength + commentLength;
            if (next > directory.Length) throw Bad("the archive's directory is damaged", start + at);
            ReadOnlySpan<byte> name = directory.AsSpan(at + CentralLength, nameLength);
            ReadRecord(directory.AsSpan(at, CentralLength), name, directory.AsSpan(at + CentralLength + nameLength, extraLength), start, start + at);
            at = next;
        }
        if (at != directory.Length) throw Bad("the archive's directory is damaged", start + at);
    }

    private void ReadRecord(ReadOnlySpan<byte> header, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra, long directoryStart, long place)
    {
        string name = Encoding.UTF8.GetString(nameBytes), quoted = Quoted.Name(name);
        (int flags, int method) = (UInt16(header, 8), UInt16(header, 10));
        (long packed, long length, long local) = (UInt32(header, 20), UInt32(header, 24), UInt32(header, 42));
        Widen(extra, ref length, ref packed, ref local, place);
        bool encrypted = (flags & 1) != 0, compressed = method != 0;
        if (!compressed && packed != length) throw Bad($"the record {quoted} has {packed} bytes of {length} and is not compressed", place);
        length = packed;
        if (length < 0 || local < 0 || local > directoryStart - LocalLength) throw Bad($"the record {quoted} lies outside of the file", place);

        // Sizes stand in the directory; the header before the record itself says only where it begins.
        byte[] before = new byte[LocalLength + nameBytes.Length];
        if (local > directoryStart - before.Length) throw Bad($"the record {quoted} lies outside of the file", place);
        file.Read(before, local);
        if (UInt32(before, 0) != LocalSignature || UInt16(before, 26) != nameBytes.Length || !before.AsSpan(LocalLength).SequenceEqual(nameBytes))
            throw Bad($"the record {quoted} is not where the archive's directory says", local);
        long begin = local + before.Length + UInt16(before, 28);
        if (begin > directoryStart || length > directoryStart - begin) throw Bad($"the record {quoted} lies outside of the file", local);
        if (name.EndsWith('/') && length == 0) return;
        if (!records.TryAdd(name, new ZipRecord(local, begin, length, encrypted ? "encrypted" : compressed ? "compressed" : null))) throw Bad($"the record {quoted} stands twice in the archive", place);
    }

    /// <summary>Sizes and offsets of 64 bits, which stand in an extra field, each only where its place in the header holds all ones.</summary>
    private void Widen(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long local, long place)
    {
        const int Id = 1;
        if (length != uint.MaxValue && packed != uint.MaxValue && local != uint.MaxValue) return;
        while (extra.Length >= 4)
        {
            (int id, int size) = (UInt16(extra, 0), UInt16(extra, 2));
            if (size > extra.Length - 4) break;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != Id) continue;
            if (Take(ref field, ref length) && Take(ref field, ref packed) && Take(ref field, ref local)) return;
            break;
        }
        throw Bad("a record of the archive has no size", place);

        static bool Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue) return true;
            if (field.Length < sizeof(long)) return false;
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[sizeof(long)..];
            return true;
        }
    }

    /// <summary>Records that share bytes are how small archives pretend to be large.</summary>
    private void CheckOverlaps(long directoryStart)
    {
        long reached = 0;
        foreach (var (name, record) in records.OrderBy(pair => pair.Value.Header))
        {
            if (record.Header < reached) throw Bad($"the record {Quoted.Name(name)} overlaps the one before it", record.Header);
            reached = record.Begin + record.Length;
        }
        if (reached > directoryStart) throw Bad("a record overlaps the archive's directory", reached);
    }

    private BadFileException Bad(string reason, long? at = null) => new(file.Path, reason, at, "the archive is damaged: fetch or write it again");

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}

/// <summary>A record of an archive.</summary>
/// <param name="Header">Where its header begins in the file.</param>
/// <param name="Begin">Where its bytes begin in the file.</param>
/// <param name="Length">How many bytes it takes in the file.</param>
/// <param name="Packed">What was done to its bytes, or null where they are stored as they are.</param>
internal readonly record struct ZipRecord(long Header, long Begin, long Length, string? Packed);

using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Fovea.Data;

/// <summary>The archive in which CIFAR-10's binary version is published: a tar file packed with gzip.</summary>
internal static class CifarArchive
{
    /// <summary>Its length in bytes, and its MD5 in lower-case hexadecimal, as published.</summary>
    public const int PublishedLength = 170052171;

    /// <inheritdoc cref="PublishedLength"/>
    public const string PublishedMd5 = "c32a1d4ab5d03f1284b67883e8d87530";

    /// <summary>Reads the batches of one part without unpacking the archive to the disk.</summary>
    /// <exception cref="BadFileException">The archive is damaged, a batch is, or there is none of this part.</exception>
    public static (IReadOnlyList<CifarRecords> Batches, IReadOnlyList<string> Missing) Read(string path, bool train, int classes)
    {
        IReadOnlyList<string> names = train ? CifarFiles.Training : [CifarFiles.Test];
        var found = new CifarRecords?[names.Count];
        using FileStream file = Open(path);
        Walk(path, file, (name, stream, length) =>
        {
            int place = names.TakeWhile(known => known != name).Count();
            if (place < found.Length) found[place] = CifarRecords.Read($"{path}:{name}", stream, length, classes);
            return found.Contains(null);
        });
        if (found.All(batch => batch is null)) throw new BadFileException(path, $"holds none of {string.Join(", ", names)}");
        return ([.. found.OfType<CifarRecords>()], [.. names.Where((_, i) => found[i] is null)]);
    }

    /// <summary>Checks an archive against the published sum, and unpacks its batches into a folder, each whole or not at all.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="content">The archive.</param>
    /// <param name="md5">The sum that it must have.</param>
    /// <param name="folder">Where the batches go.</param>
    /// <exception cref="BadFileException">It is another file, or holds not all batches.</exception>
    public static void Unpack(string name, MemoryStream content, string md5, string folder)
    {
        content.Position = 0;
        string sum = Convert.ToHexStringLower(MD5.HashData(content));
        if (sum != md5) throw new BadFileException(name, $"is not the published {CifarFiles.Archive}: its MD5 is {sum}, published is {md5}");
        content.Position = 0;
        HashSet<string> missing = [.. CifarFiles.Training, CifarFiles.Test];
        Walk(name, content, (file, stream, _) =>
        {
            if (missing.Remove(file)) AtomicFile.Write(Path.Combine(folder, file), stream.CopyTo);
            return missing.Count > 0;
        });
        if (missing.Count > 0) throw new BadFileException(name, $"does not hold {string.Join(", ", missing.Order(StringComparer.Ordinal))}");
    }

    /// <summary>Goes through the files in the archive by name, without their folder, until told to stop.</summary>
    private static void Walk(string path, Stream archive, Func<string, Stream, long, bool> look)
    {
        try
        {
            using var unpacked = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var tar = new TarReader(unpacked);
            while (tar.GetNextEntry() is { } entry)
                if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data }
                    && !look(entry.Name[(entry.Name.LastIndexOf('/') + 1)..], data, entry.Length)) return;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new BadFileException(path, $"is no tar.gz archive, or a damaged one: {e.Message}", hint: "get the file again", inner: e);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(path, $"cannot be opened: {e.Message}", inner: e);
        }
    }
}

namespace Fovea;

/// <summary>
/// Writes files whole or not at all. The new content goes to a temporary file in the same folder, is flushed to the disk, and is renamed over the old
/// file: a process killed at any moment leaves either the old or the new content under the name, never a mixture and never a part.
/// </summary>
/// <remarks>
/// A killed process may leave its temporary file (<c>.NAME.ID.tmp</c>). It is harmless, and the next write of the same file removes it.
/// The folder itself is not flushed, as .NET cannot open a folder without native code: after a loss of power, not of the process, the old content may
/// still stand under the name. Journalling file systems keep the order of the content and its renaming.
/// </remarks>
public static class AtomicFile
{
    private const string TemporarySuffix = ".tmp";

    /// <summary>
    /// Creates or replaces the file <paramref name="path"/> with what <paramref name="write"/> writes into the stream it is given. Missing folders
    /// are created; a symbolic link stays, and the file that it names is replaced. If <paramref name="write"/> throws, the old file stays untouched.
    /// </summary>
    /// <exception cref="FoveaException">The file cannot be written: no permission, no space, a folder of that name, the file is in use.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string? temporary = null;
        try
        {
            string target = Target(path);
            string folder = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            RemoveLeftovers(folder, Path.GetFileName(target));
            temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{TemporarySuffix}");
            // The file is renamed while it is open and so locked, else another process's RemoveLeftovers could take it for a leftover between closing
            // and renaming. Shared for reading, as whoever opens the new file in the moment before it is closed here must succeed;
            // shared for deletion, as Windows otherwise does not rename an open file.
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
            File.Move(temporary, target, overwrite: true);
            temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw FileErrors.CannotWrite(path, e);
        }
        finally
        {
            if (temporary is not null) Remove(temporary);
        }
    }

    /// <summary>Creates or replaces a text file (UTF-8, no byte order mark) whole or not at all; see <see cref="Write"/>.</summary>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public static void WriteAllText(string path, string text) => Write(path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>The full path of the file to replace, with a symbolic link followed to its end.</summary>
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        string target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(target)) throw new IOException("there is a folder of that name");
        return target;
    }

    /// <summary>Removes the temporary files of processes that were killed; one that is being written is locked and stays.</summary>
    private static void RemoveLeftovers(string folder, string name)
    {
        foreach (string leftover in Directory.EnumerateFiles(folder, ".*" + TemporarySuffix))
        {
            ReadOnlySpan<char> found = Path.GetFileName(leftover.AsSpan());
            if (found.Length != name.Length + 34 + TemporarySuffix.Length || !found[1..].StartsWith(name + ".", StringComparison.Ordinal)) continue;
            if (!Guid.TryParseExact(found.Slice(name.Length + 2, 32), "N", out _)) continue;
            try
            {
                using (new FileStream(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
                File.Delete(leftover);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or not ours to remove: it does no harm.
            }
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here is the one to report; the next write removes the file.
        }
    }
}

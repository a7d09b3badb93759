namespace Fovea.Imaging;

/// <summary>Writes files that appear whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes to a new file in the folder of <paramref name="path"/>, flushes it to the disk and renames it to <paramref name="path"/>. If any of
    /// that fails, the new file is removed and what was at <paramref name="path"/> is untouched.
    /// </summary>
    /// <exception cref="FoveaException">The file cannot be created, written or renamed.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".fovea-{Guid.NewGuid():N}.tmp");
        try
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }
                File.Move(temporary, full, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FoveaException($"{path}: the folder does not exist", "create it first", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FoveaException($"{path}: the file cannot be written: {e.Message}", inner: e);
        }
    }
}

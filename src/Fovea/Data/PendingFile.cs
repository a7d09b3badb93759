namespace Fovea.Data;

/// <summary>
/// A file that appears under its name only when it is complete: written to a temporary file beside it, flushed to the disk, then renamed.
/// Disposed without <see cref="Commit"/> it leaves nothing behind, and an older file of that name as it was.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    public const string Extension = ".part";

    private readonly string path, temporary;
    private bool committed;

    /// <exception cref="FoveaException">The folder cannot be made or written to.</exception>
    public PendingFile(string path)
    {
        this.path = Path.GetFullPath(path);
        temporary = $"{this.path}.{Path.GetRandomFileName()}{Extension}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
            Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    /// <summary>What is written to the file; at its start for reading back what was written, after <c>Position = 0</c>.</summary>
    public FileStream Stream { get; }

    /// <summary>Puts the complete file under its name, in one step.</summary>
    /// <exception cref="FoveaException">The disk is full or the name cannot be taken.</exception>
    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(temporary, path, overwrite: true);
            committed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    public FoveaException CannotWrite(Exception reason) => new(
        $"cannot write '{path}': {reason.Message}", "check that the folder can be written to and that the disk has room", reason);

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // The last buffer does not fit on a full disk; the file goes away just below.
        }
        if (!committed) File.Delete(temporary);
    }
}

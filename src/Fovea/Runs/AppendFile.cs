namespace Fovea.Runs;

/// <summary>
/// A file to which records are appended, each as one write to the system: a killed process loses none that was appended, and a record that could not
/// be written whole is taken back. Others may read along.
/// </summary>
internal sealed class AppendFile : IDisposable
{
    private readonly FileStream stream;

    /// <summary>Opens the file; missing folders are created.</summary>
    /// <exception cref="FoveaException">It cannot be written.</exception>
    public AppendFile(string path, FileMode mode)
    {
        Path = path;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            stream = new FileStream(path, mode, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.CannotWrite(path, e);
        }
    }

    /// <summary>The file's path, as it was given.</summary>
    public string Path { get; }

    /// <summary>Appends a record; when this returns, the system has it.</summary>
    /// <exception cref="FoveaException">It cannot be written; the file is as it was before.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        long length = stream.Position;
        try
        {
            stream.Write(record);
        }
        catch (IOException e)
        {
            CutTo(length);
            throw FileErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    // A part of the record may have been written before the disk was full; more records behind it would make a broken file.
    private void CutTo(long length)
    {
        try
        {
            stream.SetLength(length);
        }
        catch (IOException)
        {
            // The error that brought us here is the one to report.
        }
    }
}

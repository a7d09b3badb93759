using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Fovea.Weights;

/// <summary>A file whose bytes are read as memory: the system fetches pages as they are touched, and nothing is copied. Bytes may be read from several threads at once.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly Lock gate = new();
    private MemoryMappedFile? mapping;
    private MemoryMappedViewAccessor? view;
    private byte* start;

    private MappedFile(string path, SafeFileHandle handle)
    {
        (Path, this.handle) = (path, handle);
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>The path, as it was given.</summary>
    public string Path { get; }

    /// <summary>The number of bytes when the file was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="BadFileException">It does not exist or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new BadFileException(path, "is a folder, not a file");
        SafeFileHandle? handle = null;
        try
        {
            // All is shared: a newer file may be renamed over this one while it is read, and its writer may be about to close it.
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new MappedFile(path, handle);
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

    /// <summary>The address of a range of the file, valid until this object is disposed.</summary>
    /// <exception cref="BadFileException">The file was cut since it was opened, or cannot be mapped.</exception>
    /// <remarks>A file that another process cuts while its bytes are being read ends this process, as everywhere where files are mapped; one that was cut before is an
    /// error like any other. Files that are replaced by renaming, as Fovea writes them, are not concerned.</remarks>
    public byte* At(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length) throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} are not within {Length}");
        lock (gate)
        {
            long now = RandomAccess.GetLength(handle);
            if (now < offset + length) throw new BadFileException(Path, "the file ends early: it was cut while it was open", now);
            if (length == 0) return null;
            if (start == null) Map();
            return start + offset;
        }
    }

    /// <summary>Fills <paramref name="destination"/> with the bytes at <paramref name="offset"/>, without mapping the file.</summary>
    /// <exception cref="BadFileException">The file ends before, or cannot be read.</exception>
    public void Read(Span<byte> destination, long offset)
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
            if (read == 0) throw new BadFileException(Path, "the file ends early: it was cut while it was open", offset);
            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (start != null) view!.SafeMemoryMappedViewHandle.ReleasePointer();
            start = null;
            view?.Dispose();
            mapping?.Dispose();
            handle.Dispose();
        }
    }

    private void Map()
    {
        try
        {
            mapping = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            start += view.PointerOffset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or OutOfMemoryException)
        {
            throw new BadFileException(Path, $"cannot be mapped into memory: {e.Message}", inner: e);
        }
    }
}

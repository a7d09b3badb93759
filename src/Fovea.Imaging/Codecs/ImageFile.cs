namespace Fovea.Imaging;

/// <summary>
/// Reads and writes image files. The format of a file that is read is told by its content, never by its name; a file that is written
/// has the format of its extension.
/// </summary>
public static class ImageFile
{
    /// <summary>
    /// Reads an image with the channels and the sample type that the file has: samples below 8 bits become 8 bits of full range, palettes become
    /// RGB or RGBA, transparent colours become alpha. No gamma and no colour profile is applied.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How large an image may be; <see cref="ImageLimits.Default"/> where not given.</param>
    /// <exception cref="BadFileException">The file cannot be read, is of no known format, is damaged, or is above the limits.</exception>
    public static Image Read(string path, ImageLimits? limits = null) => Open(path, stream => Read(stream, path, limits));

    /// <summary>Reads an image from a stream's current position, as from a file; where the stream stands afterwards is not defined.</summary>
    /// <param name="stream">The stream, which stays open. One that cannot seek is read to its end first.</param>
    /// <param name="name">What error messages call the stream.</param>
    /// <param name="limits">How large an image may be; <see cref="ImageLimits.Default"/> where not given.</param>
    /// <exception cref="BadFileException">The stream is of no known format, is damaged, or is above the limits.</exception>
    public static Image Read(Stream stream, string name = "the stream", ImageLimits? limits = null)
    {
        ImageSource source = Source(stream, name, limits);
        return Recognize(source).Read(source);
    }

    /// <summary>Reads an image from the bytes of a file in memory, which are not copied.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">What error messages call them.</param>
    /// <param name="limits">How large an image may be; <see cref="ImageLimits.Default"/> where not given.</param>
    /// <exception cref="BadFileException">The bytes are of no known format, are damaged, or are above the limits.</exception>
    public static Image Read(ReadOnlySpan<byte> file, string name = "the bytes", ImageLimits? limits = null) => Open(file, stream => Read(stream, name, limits));

    /// <summary>
    /// Reads an image and converts its samples to <typeparamref name="T"/> by the rules of <see cref="DepthConversion"/>; channels stay.
    /// </summary>
    /// <exception cref="BadFileException">As for <see cref="Read(string, ImageLimits?)"/>.</exception>
    public static Image<T> ReadAs<T>(string path, ImageLimits? limits = null) where T : struct => DepthConversion.As<T>(Read(path, limits));

    /// <summary>
    /// Reads an image from a stream and converts its samples to <typeparamref name="T"/> by the rules of <see cref="DepthConversion"/>;
    /// channels stay.
    /// </summary>
    /// <exception cref="BadFileException">As for <see cref="Read(Stream, string, ImageLimits?)"/>.</exception>
    public static Image<T> ReadAs<T>(Stream stream, string name = "the stream", ImageLimits? limits = null) where T : struct =>
        DepthConversion.As<T>(Read(stream, name, limits));

    /// <summary>
    /// Reads an image from the bytes of a file in memory and converts its samples to <typeparamref name="T"/> by the rules of <see cref="DepthConversion"/>;
    /// channels stay.
    /// </summary>
    /// <exception cref="BadFileException">As for <see cref="Read(ReadOnlySpan{byte}, string, ImageLimits?)"/>.</exception>
    public static Image<T> ReadAs<T>(ReadOnlySpan<byte> file, string name = "the bytes", ImageLimits? limits = null) where T : struct =>
        DepthConversion.As<T>(Read(file, name, limits));

    /// <summary>What reading the file would give, from its header alone; no pixel is decoded and no limit holds.</summary>
    /// <exception cref="BadFileException">The file cannot be read, is of no known format, or its header is damaged.</exception>
    public static ImageInfo Identify(string path) => Open(path, stream => Identify(stream, path));

    /// <summary>What reading the stream would give, from its header alone; no pixel is decoded and no limit holds, but that of <see cref="ImageLimits.Default"/> on the length of a stream that cannot seek.</summary>
    /// <exception cref="BadFileException">The stream is of no known format, or its header is damaged.</exception>
    public static ImageInfo Identify(Stream stream, string name = "the stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ImageSource source = Source(stream.CanSeek ? stream : Hold(stream, name, ImageLimits.Default.MaxBytes), name, ImageLimits.None);
        return Recognize(source).Identify(source);
    }

    /// <summary>What reading the bytes of a file would give, from its header alone; no pixel is decoded and no limit holds.</summary>
    /// <exception cref="BadFileException">The bytes are of no known format, or the header is damaged.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> file, string name = "the bytes") => Open(file, stream => Identify(stream, name));

    /// <summary>
    /// Writes an image in the format of the path's extension: .png, .jpg, .jpeg, .bmp, .pbm, .pgm, .ppm, .pnm or .pfm. The file appears whole or not at all: it is
    /// written beside <paramref name="path"/>, flushed to the disk, and renamed over what was there (a symbolic link is replaced, not followed).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The image.</param>
    /// <param name="options">Options of that format, such as <see cref="PngWriteOptions"/>; the format's defaults where not given.</param>
    /// <exception cref="FoveaException">
    /// The extension is unknown, the format cannot hold such an image, or the file cannot be written; the file at
    /// <paramref name="path"/> is then as it was.
    /// </exception>
    public static void Write(string path, Image image, ImageWriteOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(image);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        // A mistyped path is not made into folders.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new FoveaException($"{path}: the folder does not exist", "create it first");
        AtomicFile.Write(path, Codec(extension).PrepareWrite(image, extension, options));
    }

    /// <summary>Writes an image to a stream, which stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="extension">The extension of a file of the format wanted, such as <c>.png</c>.</param>
    /// <param name="image">The image.</param>
    /// <param name="options">Options of that format; its defaults where not given.</param>
    /// <exception cref="FoveaException">The extension is unknown, or the format cannot hold such an image; nothing was written.</exception>
    public static void Write(Stream stream, string extension, Image image, ImageWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(extension);
        ArgumentNullException.ThrowIfNull(image);
        extension = extension.ToLowerInvariant();
        Codec(extension).PrepareWrite(image, extension, options)(stream);
    }

    /// <summary>The bytes of a file of an image.</summary>
    /// <param name="extension">The extension of a file of the format wanted, such as <c>.png</c>.</param>
    /// <param name="image">The image.</param>
    /// <param name="options">Options of that format; its defaults where not given.</param>
    /// <exception cref="FoveaException">The extension is unknown, or the format cannot hold such an image.</exception>
    public static byte[] Encode(string extension, Image image, ImageWriteOptions? options = null)
    {
        using MemoryStream stream = new();
        Write(stream, extension, image, options);
        return stream.ToArray();
    }

    private static ImageCodec Codec(string extension) =>
        Array.Find(ImageCodec.All, codec => codec.Extensions.Contains(extension))
        ?? throw Suggestion.Unknown("image extension", extension, [.. ImageCodec.All.SelectMany(codec => codec.Extensions)]);

    private static ImageCodec Recognize(ImageSource source)
    {
        ReadOnlySpan<byte> start = source.Peek(ImageCodec.StartLength);
        foreach (ImageCodec codec in ImageCodec.All)
            if (codec.Recognizes(start)) return codec;
        string reason = start.IsEmpty ? "the file is empty" : $"the format is not known; the file begins with {Convert.ToHexString(start)}";
        throw source.Bad(reason, 0, $"formats that can be read: {string.Join(", ", ImageCodec.All.Select(codec => codec.Format))}");
    }

    private static ImageSource Source(Stream stream, string name, ImageLimits? limits)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        limits ??= ImageLimits.Default;
        return new ImageSource(stream.CanSeek ? stream : Hold(stream, name, limits.MaxBytes), name, limits);
    }

    // The length must be known before memory for pixels is taken.
    private static MemoryStream Hold(Stream stream, string name, long limit)
    {
        var held = new MemoryStream();
        byte[] block = new byte[64 * 1024];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            if (held.Length + count > Math.Min(limit, Array.MaxLength))
                throw new BadFileException(name, $"the stream is longer than {limit} bytes", held.Length, "raise ImageLimits.MaxBytes to read it");
            held.Write(block, 0, count);
        }
        held.Position = 0;
        return held;
    }

    private static unsafe TResult Open<TResult>(ReadOnlySpan<byte> file, Func<Stream, TResult> read)
    {
        if (file.IsEmpty) return read(Stream.Null);
        fixed (byte* first = file)
        {
            using UnmanagedMemoryStream stream = new(first, file.Length);
            return read(stream);
        }
    }

    private static TResult Open<TResult>(string path, Func<Stream, TResult> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadFileException(path, "there is no such file", inner: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BadFileException(path, Directory.Exists(path) ? "this is a folder" : "reading the file is not permitted", inner: e);
        }
        catch (IOException e)
        {
            throw new BadFileException(path, $"the file cannot be read: {e.Message}", inner: e);
        }
    }
}

namespace Fovea.Imaging;

/// <summary>
/// One image format: how its files are told, read and written. A new format is a class derived from this one and a row in <see cref="All"/>.
/// </summary>
internal abstract class ImageCodec
{
    /// <summary>Every format, in the order in which a file's content is tried.</summary>
    public static ImageCodec[] All { get; } = [new PngCodec(), new JpegCodec(), new BmpCodec(), new PnmCodec(), new PfmCodec()];

    /// <summary>The number of leading bytes that <see cref="Recognizes"/> wants to see.</summary>
    public const int StartLength = 16;

    public abstract ImageFormat Format { get; }

    /// <summary>The extensions under which this format is written, lower case, with the dot.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether a file that starts so (<see cref="StartLength"/> bytes, fewer in a shorter file) claims to be of this format.</summary>
    public abstract bool Recognizes(ReadOnlySpan<byte> start);

    /// <summary>Reads as much as is needed to say what <see cref="Read"/> would give.</summary>
    public abstract ImageInfo Identify(ImageSource source);

    /// <summary>Reads the image; the source stands at the first byte.</summary>
    public abstract Image Read(ImageSource source);

    /// <summary>
    /// Checks that this format can hold the image, before anything is written, and returns what writes it.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="extension">The extension that was asked for, one of <see cref="Extensions"/>.</param>
    /// <param name="options">The options, or null for the format's defaults.</param>
    public abstract Action<Stream> PrepareWrite(Image image, string extension, ImageWriteOptions? options);

    /// <summary>The options as this format's own type; options for another format are an error, not ignored.</summary>
    protected TOptions OptionsAs<TOptions>(ImageWriteOptions? options) where TOptions : ImageWriteOptions, new() => options switch
    {
        null => new TOptions(),
        TOptions own => own,
        _ => throw new FoveaException($"{Format}: {options.GetType().Name} are options for another format", $"use {typeof(TOptions).Name}"),
    };
}

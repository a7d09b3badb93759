namespace Fovea.Imaging;

/// <summary>JPEG: told by its first marker.</summary>
internal sealed class JpegCodec : ImageCodec
{
    public override ImageFormat Format => ImageFormat.Jpeg;

    public override IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    public override bool Recognizes(ReadOnlySpan<byte> start) => start is [0xFF, 0xD8, 0xFF, ..];

    public override ImageInfo Identify(ImageSource source) => new JpegReader(source).Identify();

    public override Image Read(ImageSource source) => new JpegReader(source).Read();

    public override Action<Stream> PrepareWrite(Image image, string extension, ImageWriteOptions? options)
    {
        JpegWriteOptions own = OptionsAs<JpegWriteOptions>(options);
        Image<byte> bytes = JpegWriter.Check(image, own);
        return stream => JpegWriter.Write(stream, bytes, own);
    }
}

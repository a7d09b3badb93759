namespace Fovea.Imaging;

/// <summary>PNG: told by its signature, also where that was damaged by a transfer, so that the error can say so.</summary>
internal sealed class PngCodec : ImageCodec
{
    public override ImageFormat Format => ImageFormat.Png;

    public override IReadOnlyList<string> Extensions { get; } = [".png"];

    public override bool Recognizes(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4) return false;
        int equal = 0;
        for (int i = 0; i < 4; i++) equal += start[i] == PngReader.Signature[i] ? 1 : 0;
        return equal >= 3;
    }

    public override ImageInfo Identify(ImageSource source) => new PngReader(source).Info;

    public override Image Read(ImageSource source) => new PngReader(source).ReadImage();

    public override Action<Stream> PrepareWrite(Image image, string extension, ImageWriteOptions? options)
    {
        PngWriteOptions own = OptionsAs<PngWriteOptions>(options);
        PngWriter.Check(image, own);
        return stream => PngWriter.Write(stream, image, own);
    }
}

namespace Fovea.Imaging;

/// <summary>The Netpbm formats P1 to P6: told by that magic number and the white space or comment after it.</summary>
internal sealed class PnmCodec : ImageCodec
{
    public override ImageFormat Format => ImageFormat.Pnm;

    public override IReadOnlyList<string> Extensions { get; } = [".pbm", ".pgm", ".ppm", ".pnm"];

    public override bool Recognizes(ReadOnlySpan<byte> start) =>
        start is [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)'#' or (byte)' ' or (>= 9 and <= 13), ..];

    public override ImageInfo Identify(ImageSource source) => new PnmReader(source).Info;

    public override Image Read(ImageSource source) => new PnmReader(source).ReadImage();

    public override Action<Stream> PrepareWrite(Image image, string extension, ImageWriteOptions? options)
    {
        PnmWriteOptions own = OptionsAs<PnmWriteOptions>(options);
        PnmWriter.Check(image, extension);
        return stream => PnmWriter.Write(stream, image, extension, own);
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fovea.Testing;

namespace Fovea.Imaging.Tests;

public sealed class ImageFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-imaging-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    [Fact]
    public void TheContentTellsTheFormatNotTheName()
    {
        Image<byte> image = RandomImages.Create<byte>(5, 6, 3, seed: 6);
        ImageFile.Write(In("a.ppm"), image);
        File.Move(In("a.ppm"), In("a.png"));
        Assert.Equal(new ImageInfo(ImageFormat.Pnm, 5, 6, 3, PixelDepth.UInt8), ImageFile.Identify(In("a.png")));
        Assert.Equal(image.Pixels.ToArray(), ((Image<byte>)ImageFile.Read(In("a.png"))).Pixels.ToArray());
    }

    [Fact]
    public void ReadAsConvertsByTheStatedRules()
    {
        ImageFile.Write(In("a.png"), new Image<ushort>(1, 2, 1, [65535, 257 * 3]));
        Assert.Equal([255, 3], ImageFile.ReadAs<byte>(In("a.png")).Pixels.ToArray());
        Assert.Equal([65535, 771], ImageFile.ReadAs<ushort>(In("a.png")).Pixels.ToArray());
        using FileStream stream = File.OpenRead(In("a.png"));
        Assert.Equal([1, 771 / 65535f], ImageFile.ReadAs<float>(stream, "a").Pixels.ToArray());
    }

    [Fact]
    public void UnknownContentIsRefusedWithItsFirstBytes()
    {
        File.WriteAllBytes(In("a.png"), [0x47, 0x49, 0x46, 0x38]);
        BadFileException error = Assert.Throws<BadFileException>(() => ImageFile.Read(In("a.png")));
        Assert.Contains("47494638", error.Reason);
        Assert.Contains("Png", error.Hint);
        File.WriteAllBytes(In("empty.png"), []);
        Assert.Contains("empty", Assert.Throws<BadFileException>(() => ImageFile.Identify(In("empty.png"))).Reason);
    }

    [Fact]
    public void FilesThatCannotBeOpenedGiveAFoveaError()
    {
        Assert.Equal("there is no such file", Assert.Throws<BadFileException>(() => ImageFile.Read(In("none.png"))).Reason);
        Assert.Equal("there is no such file", Assert.Throws<BadFileException>(() => ImageFile.Identify(In("no/folder.png"))).Reason);
        Assert.Equal("this is a folder", Assert.Throws<BadFileException>(() => ImageFile.Read(folder)).Reason);
    }

    [Fact]
    public void LimitsAreCheckedAgainstTheHeader()
    {
        ImageFile.Write(In("a.png"), new Image<ushort>(10, 20, 3));
        Assert.NotNull(ImageFile.Read(In("a.png"), new ImageLimits { MaxPixels = 200, MaxBytes = 1200 }));
        Assert.Contains("more than 199 pixels",
            Assert.Throws<BadFileException>(() => ImageFile.Read(In("a.png"), new ImageLimits { MaxPixels = 199 })).Reason);
        Assert.Contains("takes 1200 bytes, the limit is 1199",
            Assert.Throws<BadFileException>(() => ImageFile.Read(In("a.png"), new ImageLimits { MaxBytes = 1199 })).Reason);
        Assert.Equal(10, ImageFile.Identify(In("a.png")).Height);
    }

    [Fact]
    public void StreamsAreReadFromWhereTheyStandInAnyPieces()
    {
        Image<byte> image = RandomImages.Create<byte>(40, 50, 3, seed: 7);
        using var stream = new MemoryStream();
        stream.Write([1, 2, 3]);
        ImageFile.Write(stream, ".png", image);
        stream.Position = 3;
        Assert.Equal(image.Pixels.ToArray(), ImageFile.ReadAs<byte>(stream, "offset").Pixels.ToArray());
        byte[] file = stream.ToArray()[3..];
        foreach (bool canSeek in new[] { false, true })
            foreach (int piece in new[] { 1, 7, 100_000 })
                Assert.Equal(image.Pixels.ToArray(), ImageFile.ReadAs<byte>(new PieceStream(file, piece, canSeek), "pieces").Pixels.ToArray());
        Assert.Contains("longer than 100 bytes",
            Assert.Throws<BadFileException>(
                () => ImageFile.Read(new PieceStream(file, 7, false), "pieces", new ImageLimits { MaxBytes = 100 })).Reason);
    }

    [Theory, InlineData(".png"), InlineData(".bmp"), InlineData(".ppm"), InlineData(".jpg")]
    public void FilesInMemoryAreAsFilesOnTheDisk(string extension)
    {
        Image<byte> image = RandomImages.Create<byte>(40, 50, 3, seed: 7);
        byte[] file = ImageFile.Encode(extension, image);
        ImageFile.Write(In("a" + extension), image);
        Assert.Equal(File.ReadAllBytes(In("a" + extension)), file);
        Assert.Equal(ImageFile.ReadAs<byte>(In("a" + extension)).Pixels.ToArray(), ImageFile.ReadAs<byte>(file).Pixels.ToArray());
        Assert.Equal(ImageFile.Identify(In("a" + extension)), ImageFile.Identify(file));
        Assert.Equal("the bytes", Assert.Throws<BadFileException>(() => ImageFile.Read(file.AsSpan(0, 30))).File);
    }

    [Fact]
    public void NoBytesAreNoImage()
    {
        Assert.Contains("empty", Assert.Throws<BadFileException>(() => ImageFile.Read([])).Reason, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<BadFileException>(() => ImageFile.Identify(new MemoryStream())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WritingReplacesAFileWholeOrNotAtAll()
    {
        Image<byte> image = RandomImages.Create<byte>(5, 6, 1, seed: 8);
        ImageFile.Write(In("a.png"), new Image<byte>(1, 1, 1));
        ImageFile.Write(In("a.png"), image);
        Assert.Equal(image.Pixels.ToArray(), ImageFile.ReadAs<byte>(In("a.png")).Pixels.ToArray());

        byte[] before = File.ReadAllBytes(In("a.png"));
        Assert.Throws<FoveaException>(() => ImageFile.Write(In("a.png"), new Image<float>(1, 1, 1)));
        Assert.Equal(before, File.ReadAllBytes(In("a.png")));

        Directory.CreateDirectory(In("taken.png"));
        Assert.Throws<FoveaException>(() => ImageFile.Write(In("taken.png"), image));
        Assert.Contains("folder does not exist", Assert.Throws<FoveaException>(() => ImageFile.Write(In("no/a.png"), image)).Message);
        Assert.Equal(["a.png", "taken.png"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ExtensionsAreTakenWithoutCaseAndMistakesAreGuessed()
    {
        ImageFile.Write(In("A.PNG"), new Image<byte>(1, 1, 1));
        Assert.Equal(ImageFormat.Png, ImageFile.Identify(In("A.PNG")).Format);
        Assert.Contains("did you mean '.png'", Assert.Throws<FoveaException>(() => ImageFile.Write(In("a.pmg"), new Image<byte>(1, 1, 1))).Message);
        Assert.Contains(".pfm", Assert.Throws<FoveaException>(() => ImageFile.Write(In("a"), new Image<byte>(1, 1, 1))).Message);
    }

    /// <summary>SHA-256 of the samples as Pillow 9.4 decodes them; OpenCV 4.6 gives the same (of the 16-bit files only OpenCV was asked).</summary>
    [DataFact("images")]
    public void PhotographsDecodeAsInOtherDecoders()
    {
        (string File, string Hash)[] expected =
        [
            ("images/astronaut.png", "a8c429c18afa7b0fd5673e598d73a21225d94c864a71bbb3885126fdecb41071"),
            ("images/camera.png", "5cb24482a53416f99052258be2b1ee38cd31c559a70c8a8b321cba231b332e21"),
            ("images/chelsea.png", "416b729128bfb2c3d1eb69bf9b1734a796293abc17939267b2dc94f8a5784031"),
            ("images/horse.png", "b4c6970ddb84fda67ccd541d88a47d902e6ab80c8c17046097fbf2f16d106498"),
            ("images/cell.png", "dc464a59c68346fbe7a36fb75421d02a5e29780874b92efd3c920a319bfcb3b0"),
            ("images/text.png", "6705caed21e6281799a52591c27498da5526cace39f2b6af3141b2ff11e2e517"),
            ("jpeg/libjpeg-turbo/testorig.ppm", "2e7ce6455233c0cb53941d54332e3ff54fcfef2c4cc2b06926feba0168f8ce3b"),
            ("jpeg/libjpeg-turbo/monkey16.png", "d8352cce838d4225fe4efb18c106deed96be3d2ba54cd42fa16948261e77b104"),
            ("jpeg/libjpeg-turbo/monkey16.pgm", "c0cb5b9c4f0f6acd5d1b59b904f2cc2214253be0fbd795b626c4ee16b45e6512"),
        ];
        foreach ((string file, string hash) in expected)
        {
            Image image = ImageFile.Read(TestData.Require(file));
            ReadOnlySpan<byte> samples = image is Image<ushort> wide ? MemoryMarshal.AsBytes(wide.Pixels) : ((Image<byte>)image).Pixels;
            Assert.Equal((file, hash), (file, Convert.ToHexStringLower(SHA256.HashData(samples))));
        }
    }

    /// <summary>A stream that gives at most some bytes at a time.</summary>
    private sealed class PieceStream(byte[] content, int piece, bool canSeek) : MemoryStream(content)
    {
        public override bool CanSeek => canSeek;

        public override long Length => canSeek ? base.Length : throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);
    }
}

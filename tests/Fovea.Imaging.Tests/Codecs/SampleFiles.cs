using System.Text;

namespace Fovea.Imaging.Tests;

/// <summary>Small generated files of every format and of the kinds that readers tell apart, to be damaged.</summary>
internal static class SampleFiles
{
    public static Dictionary<string, byte[]> All() => new()
    {
        ["png gray 8"] = Write(RandomImages.Create<byte>(9, 11, 1, seed: 1), ".png"),
        ["png rgb 8"] = Write(RandomImages.Create<byte>(7, 5, 3, seed: 2), ".png"),
        ["png rgba 16"] = Write(RandomImages.Create<ushort>(4, 6, 4, seed: 3), ".png"),
        ["png not compressed"] = Write(RandomImages.Create<byte>(9, 11, 2, seed: 4), ".png", new PngWriteOptions { CompressionLevel = 0 }),
        ["png palette 2, interlaced"] = PngBytes.File(
            PngBytes.Header(3, 3, 2, 3, interlace: 1), PngBytes.Chunk("PLTE", [.. Enumerable.Range(0, 12).Select(i => (byte)i)]),
            PngBytes.Chunk("tRNS", 0, 128), PngBytes.Data(0, 0, 1, 64, 2, 192, 3, 0, 4, 85, 0, 228), PngBytes.End),
        ["pgm"] = Write(RandomImages.Create<byte>(9, 11, 1, seed: 5), ".pgm"),
        ["ppm 16"] = Write(RandomImages.Create<ushort>(3, 5, 3, seed: 6), ".ppm"),
        ["pgm text"] = Write(RandomImages.Create<byte>(5, 5, 1, seed: 7), ".pgm", new PnmWriteOptions { Plain = true }),
        ["pbm"] = Write(new Image<byte>(9, 11, 1), ".pbm"),
        ["pgm of 5 bits"] = Encoding.ASCII.GetBytes("P5 3 2 31\n\u0001\u0002\u0003\u0004\u0005\u0006"),
        ["jpeg grey"] = Write(RandomImages.Create<byte>(9, 11, 1, seed: 9), ".jpg"),
        ["jpeg rgb"] = Write(RandomImages.Create<byte>(17, 19, 3, seed: 10), ".jpg"),
        ["bmp rgba"] = Write(RandomImages.Create<byte>(5, 6, 4, seed: 11), ".bmp"),
        ["bmp runs of 8 bits"] = Runs(8, 1, [3, 1, 0, 3, 0, 1, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0, 1, 0, 0, 1]),
        ["bmp runs of 4 bits"] = Runs(4, 2, [3, 0x10, 0, 3, 0x01, 0x10, 0, 0, 0, 1]),
        ["pfm"] = Write(RandomImages.Create<float>(4, 5, 3, seed: 8), ".pfm"),
    };

    static byte[] Write(Image image, string extension, ImageWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        ImageFile.Write(stream, extension, image, options);
        return stream.ToArray();
    }

    // A bitmap of 6 columns, 3 rows and two colours, in runs.
    static byte[] Runs(byte bits, byte compression, byte[] runs) =>
    [
        (byte)'B', (byte)'M', 0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0, 0, 6, 0, 0, 0, 3, 0, 0, 0, 1, 0, bits, 0, compression, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 10, 20, 30, 0, 200, 100, 50, 0, .. runs,
    ];
}

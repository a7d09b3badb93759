using System.Text;
using Fovea.Testing;

namespace Fovea.Imaging.Tests;

/// <summary>
/// Whatever happens to a file, reading it gives an image or a <see cref="BadFileException"/>, and takes no more memory than its length justifies.
/// </summary>
public class DamagedFileTests
{
    // A byte of deflate data gives at most 1032 bytes, a byte of rows 8 pixels, a palette's pixel 4 bytes; and what reading itself takes.
    private static long MostBytes(int length) => 1032L * 8 * 4 * length + (1 << 20);

    public static TheoryData<string> Names => [.. Files().Keys];

    private static Dictionary<string, byte[]> Files()
    {
        return new Dictionary<string, byte[]>
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
            ["pfm"] = Write(RandomImages.Create<float>(4, 5, 3, seed: 8), ".pfm"),
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryTruncationIsRefused(string name)
    {
        byte[] file = Files()[name];
        Assert.NotNull(ImageFile.Read(new MemoryStream(file), name));
        // The line end after the last number of a text file is not needed, and a number without its last digits is a number.
        // Nor is the end marker of a JPEG file.
        int needed = name.StartsWith("jpeg", StringComparison.Ordinal) ? file.Length - 3 : name == "pgm text" ? Array.FindLastIndex(file, file.Length - 2, value => value is (byte)' ' or (byte)'\n') : file.Length;
        for (int length = 0; length < needed; length++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            BadFileException error = Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file, 0, length), name));
            Assert.InRange(error.Offset!.Value, 0, length);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes(length));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FlippedBytesGiveAnImageOrABadFile(string name)
    {
        byte[] file = Files()[name];
        var random = new Random(20260801);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = Damage(file, random);
            // With the chunks' checksums repaired, damage gets past them to the decoder.
            if (i % 2 == 1 && name.StartsWith("png", StringComparison.Ordinal)) PngBytes.RepairChecksums(damaged);
            refused += TryRead(damaged, name) ? 0 : 1;
        }
        Assert.InRange(refused, 1, 1000);
    }

    [DataFact("png-suite/png")]
    public void FlippedBytesInTheSuiteGiveAnImageOrABadFile()
    {
        var random = new Random(20260802);
        foreach (string path in Directory.GetFiles(TestData.Require("png-suite/png"), "*.png"))
        {
            byte[] file = File.ReadAllBytes(path);
            for (int i = 0; i < 20; i++)
            {
                byte[] damaged = Damage(file, random);
                if (i % 4 > 0) PngBytes.RepairChecksums(damaged);
                TryRead(damaged, path);
            }
        }
    }

    // One to four bytes changed, or now and then a stretch moved or the end cut off.
    private static byte[] Damage(byte[] file, Random random)
    {
        byte[] damaged = (byte[])file.Clone();
        for (int n = random.Next(1, 5); n > 0; n--)
            damaged[random.Next(damaged.Length)] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 255, _ => 0 };
        if (random.Next(10) == 0) damaged = damaged[..random.Next(1, damaged.Length)];
        else if (random.Next(10) == 0)
        {
            int length = random.Next(1, damaged.Length / 2);
            damaged.AsSpan(random.Next(damaged.Length - length), length).CopyTo(damaged.AsSpan(random.Next(damaged.Length - length)));
        }
        return damaged;
    }

    private static bool TryRead(byte[] file, string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Image image = ImageFile.Read(new MemoryStream(file), name);
            Assert.True(image.Height > 0 && image.Width > 0);
            return true;
        }
        catch (BadFileException error)
        {
            Assert.Equal(name, error.File);
            Assert.InRange(error.Offset!.Value, 0, file.Length);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes(file.Length));
        }
    }

    private static byte[] Write(Image image, string extension, ImageWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        ImageFile.Write(stream, extension, image, options);
        return stream.ToArray();
    }
}

using Fovea.Testing;

namespace Fovea.Imaging.Tests;

/// <summary>
/// Whatever happens to a file, reading it gives an image or a <see cref="BadFileException"/>, and takes no more memory than its length justifies.
/// </summary>
public class DamagedFileTests
{
    // A byte of deflate data gives at most 1032 bytes, a byte of rows 8 pixels, a palette's pixel 4 bytes; and what reading itself takes.
    private static long MostBytes(int length) => 1032L * 8 * 4 * length + (1 << 20);

    static readonly Dictionary<string, byte[]> Files = SampleFiles.All();

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryTruncationIsRefused(string name)
    {
        byte[] file = Files[name];
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
    public void DamageGivesAnImageOrABadFile(string name)
    {
        byte[] file = Files[name];
        var random = new Random(20260801);
        int refused = 0;
        byte[][] others = [.. Files.Where(other => other.Key[..3] == name[..3]).Select(other => other.Value)];
        for (int i = 0; i < 1000; i++) refused += TryRead(FileDamage.Of(file, others[random.Next(others.Length)], random), name) ? 0 : 1;
        Assert.InRange(refused, 1, 1000);
    }

    /// <summary>Every format holds the limits, against its header; to identify a file needs none.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFormatHoldsTheLimits(string name)
    {
        byte[] file = Files[name];
        Image image = ImageFile.Read(new MemoryStream(file), name);
        ImageInfo info = ImageFile.Identify(new MemoryStream(file), name);
        Assert.Equal(image.Kind, new ImageKind(info.Depth, info.Height, info.Width, info.Channels));
        long pixels = (long)image.Height * image.Width;
        Assert.NotNull(ImageFile.Read(new MemoryStream(file), name, new ImageLimits { MaxPixels = pixels }));
        Assert.Contains("pixels", Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), name, new ImageLimits { MaxPixels = pixels - 1 })).Reason);
        Assert.Contains("bytes", Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), name, new ImageLimits { MaxBytes = info.DecodedBytes - 1 })).Reason);
    }

    [DataFact("png-suite/png")]
    public void DamageInTheSuiteGivesAnImageOrABadFile()
    {
        var random = new Random(20260802);
        foreach (string path in Directory.GetFiles(TestData.Require("png-suite/png"), "*.png"))
        {
            byte[] file = File.ReadAllBytes(path);
            for (int i = 0; i < 20; i++) TryRead(FileDamage.Of(file, file, random), path);
        }
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
}

using System.Diagnostics;
using System.Text.Json;
using Fovea.Compute;
using Fovea.Testing;

namespace Fovea.Imaging.Tests;

/// <summary>JPEG files against the pixels that the Independent JPEG Group's library reads from them: equal, not merely near.</summary>
public sealed class JpegReaderTests
{
    static readonly Dictionary<string, JsonElement> Cases = Load();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AFileGivesThePixelsOfTheReference(string name)
    {
        (byte[] file, Image<byte> expected) = Case(name);
        Image<byte> image = (Image<byte>)ImageFile.Read(new MemoryStream(file), name);
        Assert.Equal(expected.Kind(), image.Kind());
        Assert.Equal(expected.Pixels.ToArray(), image.Pixels.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheHeaderSaysWhatReadingGives(string name)
    {
        (byte[] file, Image<byte> expected) = Case(name);
        ImageInfo info = ImageFile.Identify(new MemoryStream(file), name);
        Assert.Equal((ImageFormat.Jpeg, expected.Kind()), (info.Format, (info.Height, info.Width, info.Channels)));
    }

    /// <summary>The header of a long file is found without the rest, however long what cameras write before it.</summary>
    [Theory]
    [InlineData(0, 40_000)]
    [InlineData(12, 1_500_000)]
    public void IdentifyReadsTheHeaderOnly(int segmentsBefore, long mostRead)
    {
        MemoryStream written = new();
        ImageFile.Write(written, ".jpg", RandomImages.Create<byte>(600, 1200, 3, 1));
        byte[] file = written.ToArray(), profile = [0xFF, 0xE2, 0xEA, 0x60, .. new byte[0xEA60 - 2]];
        file = [.. file[..2], .. Enumerable.Repeat(profile, segmentsBefore).SelectMany(bytes => bytes), .. file[2..], .. new byte[2_000_000]];
        CountingStream stream = new(file);
        Assert.Equal(new ImageInfo(ImageFormat.Jpeg, 600, 1200, 3, PixelDepth.UInt8), ImageFile.Identify(stream, "long"));
        Assert.InRange(stream.BytesRead, 1, mostRead);
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            BytesRead += read;
            return read;
        }
    }

    [Fact]
    public void SegmentsThatAreNotUnderstoodAreSkipped()
    {
        (byte[] file, Image<byte> expected) = Case("two by two");
        byte[] longer = [.. file[..2], 0xFF, 0xE9, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFE, 0, 3, 65, .. file[2..]];
        Assert.Equal(expected.Pixels.ToArray(), ((Image<byte>)ImageFile.Read(new MemoryStream(longer), "longer")).Pixels.ToArray());
    }

    [Fact]
    public void AFileWithoutItsEndMarkerIsStillAPicture()
    {
        (byte[] file, Image<byte> expected) = Case("grey");
        Assert.Equal(expected.Pixels.ToArray(), ((Image<byte>)ImageFile.Read(new MemoryStream(file[..^2]), "cut")).Pixels.ToArray());
    }

    [Theory]
    [InlineData(0xC9, "coded arithmetically")]
    [InlineData(0xC3, "coded without loss")]
    public void OtherKindsAreRefusedByName(byte marker, string reason)
    {
        byte[] file = Case("grey").File;
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = marker;
        Assert.Contains(reason, Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), "other")).Message);
    }

    [Fact]
    public void AHugePictureInAFewBytesIsRefusedBeforeMemoryIsTaken()
    {
        byte[] file = Case("grey").File;
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x20, 0, 0x20, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("announces a picture (8192 x 8192)", Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), "huge")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>
    /// Files of other projects with their expected pixels, which a transform in floats made; one (jpg-size-6x6) is a PNG file by another name.
    /// </summary>
    [DataFact("jpeg/reftest")]
    public void TheReferenceFilesGiveTheirPixels()
    {
        string folder = TestData.Require("jpeg/reftest");
        string[] files = [.. Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Where(file => File.Exists(Path.ChangeExtension(file, ".png")))];
        Assert.InRange(files.Length, 30, 100);
        foreach (string file in files)
        {
            Image<byte> image = Rgb(ImageFile.Read(file)), expected = Rgb(ImageFile.Read(Path.ChangeExtension(file, ".png")));
            Assert.Equal((file, expected.Kind()), (file, image.Kind()));
            int most = 0;
            for (int i = 0; i < image.Pixels.Length; i++) most = Math.Max(most, Math.Abs(image.Pixels[i] - expected.Pixels[i]));
            Assert.True(most <= 2, $"{file} differs by {most}");
        }
    }

    /// <summary>On one thread, so that all memory that is taken is seen.</summary>
    [DataFact("jpeg/corrupt")]
    public void BrokenFilesGiveAPictureOrAReason()
    {
        string[] files = Directory.GetFiles(TestData.Require("jpeg/corrupt"), "*.jpg", SearchOption.AllDirectories);
        Assert.InRange(files.Length, 50, 60);
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            foreach (string file in files)
            {
                long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
                try
                {
                    ImageFile.Read(file);
                }
                catch (BadFileException error)
                {
                    Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
                    Assert.NotNull(error.Offset);
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
                // Far above what any of them takes: a file that hangs, not a slow machine.
                Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    /// <summary>A scan that changes nothing costs a few bytes of the file and goes over all of the picture.</summary>
    [Fact]
    public void ThousandsOfScansAreRefused()
    {
        (byte[] file, _) = Case("grey, progressive");
        int last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] scan = file[last..^2];
        byte[] busy = [.. file[..last], .. Enumerable.Repeat(scan, 3000).SelectMany(bytes => bytes), 0xFF, 0xD9];
        Assert.Contains("more than 100 scans", Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(busy), "busy")).Message);
        Assert.Contains("more than 8 scans", Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(busy), "busy", new ImageLimits { MaxScans = 8 })).Message);
        Assert.NotNull(ImageFile.Read(new MemoryStream(busy), "busy", ImageLimits.None));
    }

    static Image<byte> Rgb(Image image)
    {
        Image<byte> bytes = image as Image<byte> ?? image.ToByte();
        if (bytes.HasAlpha) bytes = bytes.Flatten(255);
        return bytes.Channels == 1 ? bytes.ToRgb() : bytes;
    }

    static (byte[] File, Image<byte> Expected) Case(string name)
    {
        JsonElement one = Cases[name], shape = one.GetProperty("shape");
        return (one.GetProperty("file").GetBytesFromBase64(), new Image<byte>(shape[0].GetInt32(), shape[1].GetInt32(), shape[2].GetInt32(), one.GetProperty("pixels").GetBytesFromBase64()));
    }

    static Dictionary<string, JsonElement> Load()
    {
        using Stream stream = typeof(JpegReaderTests).Assembly.GetManifestResourceStream("jpegs.expected.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.Clone());
    }
}

static class ImageKinds
{
    public static (int Height, int Width, int Channels) Kind(this Image image) => (image.Height, image.Width, image.Channels);
}

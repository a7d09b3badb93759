using System.Net;
using Fovea.Data;
using Fovea.Tests.Data.Idx;

namespace Fovea.Tests.Data.Published;

/// <summary>The ways of a published set into memory, with a set of four small files of its own and a network that is not there.</summary>
public sealed class PublishedImagesTests : IDisposable
{
    private const string First = "https://first.example/", Second = "https://second.example/";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, byte[]> packed = [];
    private readonly PublishedImages set;

    public PublishedImagesTests()
    {
        set = new()
        {
            Name = "tiny",
            TorchvisionFolder = "Tiny",
            Mirrors = [First, Second],
            Classes = ["a", "b", "c"],
            Mean = 0.5f,
            Deviation = 0.25f,
            TrainImages = Make("train-images-idx3-ubyte", new IdxFile([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
            TrainLabels = Make("train-labels-idx1-ubyte", new IdxFile([3], [0, 1, 2])),
            TestImages = Make("t10k-images-idx3-ubyte", new IdxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])),
            TestLabels = Make("t10k-labels-idx1-ubyte", new IdxFile([2], [2, 1])),
        };
    }

    private string Cache => folder["cache"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("tiny/", true)]
    [InlineData("Tiny/raw/", false)]
    public void Files_in_the_data_folder_are_read_packed_or_plain(string below, bool plain)
    {
        foreach ((string name, byte[] content) in packed)
            if (plain) folder.Write($"data/{below}{name[..^3]}", Unpacked(content));
            else folder.Write($"data/{below}{name}", content);
        MemoryDataSet train = Load(new DataSetRequest { DataDir = folder["data"] }, NoNetwork());
        MemoryDataSet test = Load(new DataSetRequest { DataDir = folder["data"], Train = false }, NoNetwork());
        Assert.Equal((3, 2), (train.Count, test.Count));
        Assert.Equal(("tiny/train", "tiny/test"), (train.Name, test.Name));
        Assert.Equal([0.5f], train.Mean);
        float[] pixels = new float[4];
        test.Read(0, pixels, out int label);
        Assert.Equal((2, 1 / 255f), (label, pixels[0]));
    }

    [Fact]
    public void Names_with_a_dot_are_found()
    {
        foreach ((string name, byte[] content) in packed)
            folder.Write($"data/{name.Replace("-idx", ".idx", StringComparison.Ordinal)[..^3]}", Unpacked(content));
        Assert.Equal(3, Load(new DataSetRequest { DataDir = folder["data"] }, NoNetwork()).Count);
    }

    [Fact]
    public void Without_files_they_are_downloaded_once_and_then_read_from_the_cache()
    {
        var web = new FakeWeb(uri => FakeWeb.Ok(packed[uri.Segments[^1]]));
        var steps = new List<DownloadProgress>();
        Assert.Equal(3, Load(new DataSetRequest { Progress = new Recorder(steps) }, web).Count);
        Assert.Equal(packed.Keys.Select(name => First + name), web.Asked);
        Assert.Equal(packed.Keys.Select(name => $"cache/tiny/{name}").Order(StringComparer.Ordinal), folder.Files);
        foreach ((string name, byte[] content) in packed)
        {
            Assert.Equal(content, File.ReadAllBytes(folder[$"cache/tiny/{name}"]));
            Assert.Equal(new DownloadProgress(name, content.Length, content.Length), steps.Last(s => s.File == name));
        }
        Assert.Equal(2, Load(new DataSetRequest { Train = false }, NoNetwork()).Count);
    }

    [Fact]
    public void An_empty_data_folder_leads_on_to_the_cache_and_a_missing_one_does_not()
    {
        Directory.CreateDirectory(folder["data"]);
        var web = new FakeWeb(uri => FakeWeb.Ok(packed[uri.Segments[^1]]));
        Assert.Equal(3, Load(new DataSetRequest { DataDir = folder["data"] }, web).Count);
        var error = Assert.Throws<FoveaException>(() => Load(new DataSetRequest { DataDir = folder["no-data"] }, NoNetwork()));
        Assert.Contains($"there is no folder '{folder["no-data"]}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_missing_is_downloaded()
    {
        foreach (string name in packed.Keys.Take(3)) folder.Write($"cache/tiny/{name}", packed[name]);
        var web = new FakeWeb(uri => FakeWeb.Ok(packed[uri.Segments[^1]]));
        Load(new DataSetRequest(), web);
        Assert.Equal([First + set.TestLabels.PackedName], web.Asked);
    }

    [Fact]
    public void The_second_mirror_stands_in_for_the_first()
    {
        var web = new FakeWeb(uri =>
            uri.Host == "first.example" ? throw new HttpRequestException("no such host") : FakeWeb.Ok(packed[uri.Segments[^1]]));
        Assert.Equal(3, Load(new DataSetRequest(), web).Count);
        Assert.Equal(8, web.Asked.Count);
    }

    [Theory]
    [InlineData("error 404", "404")]
    [InlineData("no network", "no such host")]
    [InlineData("other content", "SHA-256")]
    [InlineData("a page", "not an IDX file")]
    [InlineData("truncated", "ends after")]
    [InlineData("truncated without length", "ends after")]
    [InlineData("endless", "is longer than")]
    [InlineData("broken off", "the line went dead")]
    [InlineData("empty", "ends after 0")]
    public void Bad_answers_of_all_mirrors_leave_nothing_behind_and_say_what_to_do(string kind, string reason)
    {
        var web = new FakeWeb(uri => Bad(kind, packed[uri.Segments[^1]]));
        var error = Assert.Throws<FoveaException>(() => Load(new DataSetRequest(), web));
        Assert.Equal([First + set.TrainImages.PackedName, Second + set.TrainImages.PackedName], web.Asked);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(First, error.Message, StringComparison.Ordinal);
        Assert.Contains(Second, error.Message, StringComparison.Ordinal);
        Assert.All(packed.Keys, name => Assert.Contains(name, error.Hint, StringComparison.Ordinal));
        Assert.Contains(Path.Combine(Cache, "tiny"), error.Hint, StringComparison.Ordinal);
        Assert.Contains("--data-dir", error.Hint, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void Giving_up_is_not_a_failed_mirror()
    {
        using var source = new CancellationTokenSource();
        var web = new FakeWeb(uri =>
        {
            source.Cancel();
            return FakeWeb.Ok(packed[uri.Segments[^1]]);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Load(new DataSetRequest { Cancellation = source.Token }, web));
        Assert.Single(web.Asked);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_said_at_once()
    {
        folder.Write("cache", [1]);
        var web = new FakeWeb(uri => FakeWeb.Ok(packed[uri.Segments[^1]]));
        var error = Assert.Throws<FoveaException>(() => Load(new DataSetRequest(), web));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Single(web.Asked);
    }

    [Fact]
    public void Modified_files_are_refused_unless_allowed()
    {
        foreach ((string name, byte[] content) in packed) folder.Write($"data/{name}", content);
        var changed = new IdxFile([3], [0, 1, 1]);
        changed.Write(folder[$"data/{set.TrainLabels.PackedName}"]);
        var error = Assert.Throws<BadFileException>(() => Load(new DataSetRequest { DataDir = folder["data"] }, NoNetwork()));
        Assert.Equal(folder[$"data/{set.TrainLabels.PackedName}"], error.File);
        Assert.Contains(changed.Sha256(), error.Message, StringComparison.Ordinal);
        Assert.Contains(set.TrainLabels.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Load(new DataSetRequest { DataDir = folder["data"], AllowModified = true }, NoNetwork()).Count);
    }

    [Fact]
    public void A_damaged_file_in_the_cache_is_said_to_be_there_and_is_left_alone()
    {
        foreach ((string name, byte[] content) in packed) folder.Write($"cache/tiny/{name}", content[..^3]);
        var error = Assert.Throws<BadFileException>(() => Load(new DataSetRequest(), NoNetwork()));
        Assert.Equal(folder[$"cache/tiny/{set.TrainImages.PackedName}"], error.File);
        Assert.Contains("delete it", error.Hint, StringComparison.Ordinal);
        Assert.Equal(4, folder.Files.Length);
    }

    [Fact]
    public void Half_of_a_pair_is_an_error_that_names_the_other_half()
    {
        folder.Write($"data/{set.TrainImages.PackedName}", packed[set.TrainImages.PackedName]);
        var error = Assert.Throws<BadFileException>(() => Load(new DataSetRequest { DataDir = folder["data"] }, NoNetwork()));
        Assert.Contains(set.TrainLabels.PackedName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_folder_follows_the_environment()
    {
        string absolute = Path.GetFullPath("/somewhere");
        Assert.Equal(absolute, CacheFolder.Find(name => name == "FOVEA_CACHE" ? absolute : "/other"));
        Assert.Equal(Path.Combine(absolute, "fovea"), CacheFolder.Find(name => name == "XDG_CACHE_HOME" ? absolute : null));
        Assert.EndsWith("fovea", CacheFolder.Find(name => name == "XDG_CACHE_HOME" ? "not/absolute" : null), StringComparison.Ordinal);
        Assert.DoesNotContain("not/absolute", CacheFolder.Find(name => name == "XDG_CACHE_HOME" ? "not/absolute" : null), StringComparison.Ordinal);
        Assert.True(Path.IsPathRooted(CacheFolder.Find(_ => "")));
        Assert.Equal(Path.Combine(Path.GetFullPath(Path.GetTempPath()), "fovea-cache"), CacheFolder.Find(_ => null, home: ""));
    }

    private static FakeWeb NoNetwork() => new(uri => throw new HttpRequestException($"unexpected request for {uri}"));

    private static HttpResponseMessage Bad(string kind, byte[] good)
    {
        switch (kind)
        {
            case "error 404": return new HttpResponseMessage(HttpStatusCode.NotFound);
            case "no network": throw new HttpRequestException("no such host");
            case "other content": return FakeWeb.Ok(IdxFileTests.Packed([0, 0, 8, 1, 0, 0, 0, 1, 7]));
            case "a page": return FakeWeb.Ok("<html>gone</html>"u8.ToArray());
            case "truncated without length": return Stream(new MemoryStream(good[..^5]), null);
            case "truncated": return Stream(new MemoryStream(good[..^5]), good.Length);
            case "endless": return Stream(new MemoryStream([.. good, .. new byte[100_000]]), null);
            case "broken off": return Stream(new DeadLine(good[..^5]), good.Length);
            case "empty": return Stream(new MemoryStream([]), null);
            default: throw new ArgumentException(kind);
        }
    }

    private static HttpResponseMessage Stream(Stream stream, long? length)
    {
        // A stream that cannot seek has no length of its own to announce.
        var content = new StreamContent(new OneWay(stream));
        content.Headers.ContentLength = length;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static byte[] Unpacked(byte[] content)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(content), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private MemoryDataSet Load(DataSetRequest request, FakeWeb web) => set.Load(request, Cache, web);

    private PublishedFile Make(string name, IdxFile content)
    {
        byte[] bytes = IdxFileTests.Packed([.. content.Header(), .. content.Values]);
        packed[name + ".gz"] = bytes;
        return new PublishedFile(name, bytes.Length, content.Sha256());
    }

    private sealed class Recorder(List<DownloadProgress> steps) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => steps.Add(value);
    }

    private class OneWay(Stream inner) : System.IO.Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class DeadLine(byte[] content) : OneWay(new MemoryStream(content))
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and int got ? got : throw new IOException("the line went dead");
    }
}

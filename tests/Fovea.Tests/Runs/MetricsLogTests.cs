using Fovea.Runs;

namespace Fovea.Tests.Runs;

public class MetricsLogTests
{
    private static void Write(string path, params long[] steps)
    {
        using MetricsLog log = MetricsLog.Create(path);
        foreach (long step in steps) log.Append(new MetricsLine(step, ("loss", 1.0 / step)));
    }

    private static IEnumerable<long> Steps(string path) => MetricsLog.Read(path).Select(line => line.Step);

    [Fact]
    public void WritesOneObjectALine()
    {
        using TestFolder folder = new();
        using (MetricsLog log = MetricsLog.Create(folder["new/metrics.jsonl"]))
        {
            log.Append(new MetricsLine(1, ("trainLoss", 0.1 + 0.2), ("epoch", 1)));
            log.Append(new MetricsLine(2, ("trainLoss", double.NaN), ("up", double.PositiveInfinity), ("down", double.NegativeInfinity), ("ä \"q\"", -0.0)));
        }
        const string Expected = "{\"step\":1,\"trainLoss\":0.30000000000000004,\"epoch\":1}\n{\"step\":2,\"trainLoss\":\"NaN\",\"up\":\"Infinity\",\"down\":\"-Infinity\",\"ä \\\"q\\\"\":-0}\n";
        Assert.Equal(Expected, File.ReadAllText(folder["new/metrics.jsonl"]));
        IReadOnlyList<MetricsLine> read = MetricsLog.Read(folder["new/metrics.jsonl"]);
        Assert.Equal(0.1 + 0.2, read[0]["trainLoss"]);
        Assert.Equal([("trainLoss", double.NaN), ("up", double.PositiveInfinity), ("down", double.NegativeInfinity), ("ä \"q\"", -0.0)], read[1].Values.AsEnumerable());
        Assert.Null(read[1]["epoch"]);
    }

    [Fact]
    public void ALineIsInTheFileWhenAppendReturns()
    {
        using TestFolder folder = new();
        using MetricsLog log = MetricsLog.Create(folder["m"]);
        for (int step = 1; step <= 3; step++)
        {
            log.Append(new MetricsLine(step));
            Assert.Equal(step, MetricsLog.Read(folder["m"]).Count);
        }
    }

    [Fact]
    public void ANewRunDoesNotOverwriteALog()
    {
        using TestFolder folder = new();
        Write(folder["m"], 1);
        Assert.Contains("--resume", Assert.Throws<FoveaException>(() => MetricsLog.Create(folder["m"])).Message);
        Assert.Equal([1], Steps(folder["m"]));
    }

    [Fact]
    public void ResumingDropsLaterStepsAndGoesOn()
    {
        using TestFolder folder = new();
        Write(folder["m"], 10, 20, 20, 30, 40);
        using (MetricsLog log = MetricsLog.Resume(folder["m"], 20)) log.Append(new MetricsLine(25));
        Assert.Equal([10, 20, 20, 25], Steps(folder["m"]));
        using (MetricsLog log = MetricsLog.Resume(folder["m"], 0)) { }
        Assert.Equal(0, new FileInfo(folder["m"]).Length);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void ResumingWithoutALogStartsOne()
    {
        using TestFolder folder = new();
        using (MetricsLog log = MetricsLog.Resume(folder["m"], 5)) log.Append(new MetricsLine(6));
        Assert.Equal([6], Steps(folder["m"]));
    }

    [Fact]
    public void EveryHalfLastLineIsPassedOverAndRemoved()
    {
        using TestFolder folder = new();
        Write(folder["whole"], 1, 2, 3);
        byte[] whole = File.ReadAllBytes(folder["whole"]);
        int[] ends = [0, .. Enumerable.Range(1, whole.Length).Where(i => whole[i - 1] == '\n')];
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(folder["m"], whole[..length]);
            // A line that misses nothing but its line feed is whole.
            long last = ends.Count(end => end <= length + 1) - 1;
            Assert.Equal(last, MetricsLog.Read(folder["m"]).Count);
            using (MetricsLog log = MetricsLog.Resume(folder["m"], 100)) log.Append(new MetricsLine(50));
            Assert.Equal([.. new long[] { 1, 2, 3 }.Take((int)last), 50], Steps(folder["m"]));
        }
    }

    [Theory]
    [InlineData("{\"step\":1}\nnonsense\n{\"step\":3}\n", 11)]
    [InlineData("{\"step\":1}\n\n{\"step\":3}\n", 11)]
    [InlineData("{\"step\":1}{\"step\":2}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":-1}\n{\"step\":3}\n", 0)]
    [InlineData("{\"loss\":1}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":1,\"step\":2}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":1,\"a\":1,\"a\":1}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":1,\"a\":\"b\"}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":1,\"\":1}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":1,\"a\":1e999}\n{\"step\":3}\n", 0)]
    [InlineData("{\"step\":1,\"\\ud800\":1}\n{\"step\":3}\n", 0)]
    [InlineData("[1]\n{\"step\":3}\n", 0)]
    public void ABrokenLineBeforeTheLastIsAnErrorAndTheFileStays(string text, long offset)
    {
        using TestFolder folder = new();
        File.WriteAllText(folder["m"], text);
        Assert.Equal(offset, Assert.Throws<BadFileException>(() => MetricsLog.Read(folder["m"])).Offset);
        Assert.Throws<BadFileException>(() => MetricsLog.Resume(folder["m"], 1));
        Assert.Equal(text, File.ReadAllText(folder["m"]));
    }

    [Fact]
    public void LongFilesAreReadAndEndlessLinesRefused()
    {
        using TestFolder folder = new();
        Write(folder["long"], [.. Enumerable.Range(1, 10_000).Select(i => (long)i)]);
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => (long)i), Steps(folder["long"]));
        File.WriteAllBytes(folder["endless"], new byte[5 << 20]);
        Assert.Contains("no log of metrics", Assert.Throws<BadFileException>(() => MetricsLog.Read(folder["endless"])).Message);
        Assert.Throws<BadFileException>(() => MetricsLog.Read(folder["none"]));
        Assert.Throws<BadFileException>(() => MetricsLog.Read(folder.Path));
    }

    [Fact]
    public void NamesMustDiffer()
    {
        Assert.Throws<ArgumentException>(() => new MetricsLine(1, ("a", 1), ("a", 2)));
        Assert.Throws<ArgumentException>(() => new MetricsLine(1, ("step", 1)));
        Assert.Throws<ArgumentException>(() => new MetricsLine(1, ("", 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricsLine(-1));
    }

    [Fact]
    public void AnUnwritableLogIsOneError()
    {
        using TestFolder folder = new();
        File.WriteAllText(folder["file"], "");
        Assert.Throws<FoveaException>(() => MetricsLog.Create(folder["file/m"]));
    }
}

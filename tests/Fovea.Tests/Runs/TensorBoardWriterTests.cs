using System.Text;
using Fovea.Runs;

namespace Fovea.Tests.Runs;

public class TensorBoardWriterTests
{
    // A grey picture of 1x1.
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    private sealed class FixedClock(double seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
    }

    [Fact]
    public void AnIndependentReaderSeesWhatWasWritten()
    {
        using TestFolder folder = new();
        string path;
        using (TensorBoardWriter writer = TensorBoardWriter.Create(folder["events"], new FixedClock(1_700_000_000.5)))
        {
            path = writer.Path;
            writer.Scalar("loss/train", 1, 0.25f);
            writer.Scalar("verlust/ä", 1L << 40, float.NaN);
            writer.Image("filters", 3, Png);
        }
        List<ReadEvent> events = EventFile.Read(path);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.All(events, e => Assert.Equal(1_700_000_000.5, e.WallTime));
        Assert.Equal(("loss/train", 1L, 0.25f), (events[1].Tag, events[1].Step, events[1].Scalar));
        Assert.Equal(("verlust/ä", 1L << 40, float.NaN), (events[2].Tag, events[2].Step, events[2].Scalar));
        Assert.Equal(("filters", 3L), (events[3].Tag, events[3].Step));
        Assert.Equal((1, 1, 1), (events[3].Image!.Value.Height, events[3].Image!.Value.Width, events[3].Image!.Value.ColorSpace));
        Assert.Equal(Png, events[3].Image!.Value.Png);
        Assert.Equal(4, events.Count);
    }

    [Fact]
    public void TheFirstRecordIsTheseBytes()
    {
        // Written down from the published field numbers.
        byte[] message = TensorBoardEvent.FileVersion(0);
        Assert.Equal("09 00 00 00 00 00 00 00 00 10 00 1A 0D 62 72 61 69 6E 2E 45 76 65 6E 74 3A 32".Replace(" ", ""), Convert.ToHexString(message));
        Assert.Equal(message.Length + 16, TfRecord.Frame(message).Length);
    }

    [Fact]
    public void TheChecksumIsTheKnownOne()
    {
        // The check value of CRC-32C for "123456789" is E3069283; RFC 3720 gives 8A9136AA for 32 zero bytes.
        Assert.Equal(0xE3069283u, EventFile.Crc32C("123456789"u8));
        Assert.Equal(0x8A9136AAu, EventFile.Crc32C(new byte[32]));
        for (int length = 0; length < 40; length++)
        {
            byte[] data = [.. Enumerable.Range(1, length).Select(i => (byte)(i * 37))];
            byte[] record = TfRecord.Frame(data);
            Assert.Equal(EventFile.Masked(EventFile.Crc32C(data)), BitConverter.ToUInt32(record, 12 + length));
            Assert.Equal(data, record[12..^4]);
        }
    }

    [Fact]
    public void EventsAreInTheFileAtOnce()
    {
        using TestFolder folder = new();
        using TensorBoardWriter writer = TensorBoardWriter.Create(folder.Path);
        writer.Scalar("a", 1, 1);
        string copy = folder["copy"];
        using (FileStream reading = new(writer.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (FileStream copied = File.Create(copy)) reading.CopyTo(copied);
        Assert.Equal(2, EventFile.Read(copy).Count);
    }

    [Fact]
    public void AResumedRunStartsAFurtherFileThatDropsLaterSteps()
    {
        using TestFolder folder = new();
        FixedClock clock = new(1_700_000_000);
        using TensorBoardWriter first = TensorBoardWriter.Create(folder.Path, clock), second = TensorBoardWriter.Resume(folder.Path, 40, clock);
        Assert.True(string.CompareOrdinal(first.Path, second.Path) < 0);
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.Contains("tfevents", file));
        ReadEvent start = EventFile.Read(second.Path)[1];
        Assert.Equal((1, 41L), (start.SessionStatus, start.Step));
    }

    [Fact]
    public void WhatIsNoPictureOrNoFolderIsRefused()
    {
        using TestFolder folder = new();
        using (TensorBoardWriter writer = TensorBoardWriter.Create(folder["events"]))
        {
            Assert.Throws<ArgumentException>(() => writer.Image("x", 1, Encoding.ASCII.GetBytes("no picture, but long enough to be one")));
            Assert.Throws<ArgumentException>(() => writer.Image("x", 1, Png.AsSpan(0, 20)));
            Assert.Throws<ArgumentException>(() => writer.Scalar("", 1, 1));
        }
        File.WriteAllText(folder["file"], "");
        Assert.Contains(folder["file"], Assert.Throws<FoveaException>(() => TensorBoardWriter.Create(folder["file"])).Message);
    }
}

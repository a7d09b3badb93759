using System.Buffers.Binary;
using System.IO.Compression;
using Fovea.Data;

namespace Fovea.Tests.Data.Idx;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.idx", 7)]
    [InlineData("a.idx.gz", 7)]
    [InlineData("b.idx", 3, 4, 5)]
    [InlineData("b.idx.gz", 3, 4, 5)]
    [InlineData("c.gz", 2, 3, 4, 3)]
    public void What_is_written_is_read(string name, params int[] shape)
    {
        IdxFile written = Sample(shape);
        written.Write(folder[name]);
        IdxFile read = IdxFile.Read(folder[name]);
        Assert.Equal(shape, read.Shape);
        Assert.Equal(written.Values, read.Values);
        Assert.Equal([name], folder.Files);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        new IdxFile([2, 1, 3], [1, 2, 3, 4, 5, 6]).Write(folder["x"]);
        Assert.Equal([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6], File.ReadAllBytes(folder["x"]));
    }

    [Fact]
    public void Packed_or_plain_is_told_by_content()
    {
        IdxFile content = Sample([3, 4, 5]);
        content.Write(folder["a.gz"]);
        File.Move(folder["a.gz"], folder["plain-name"]);
        content.Write(folder["b"]);
        File.Move(folder["b"], folder["packed-name.gz"]);
        Assert.Equal(content.Values, IdxFile.Read(folder["plain-name"]).Values);
        Assert.Equal(content.Values, IdxFile.Read(folder["packed-name.gz"]).Values);
    }

    [Fact]
    public void The_sum_is_that_of_the_plain_file()
    {
        IdxFile content = Sample([3, 4, 5]);
        content.Write(folder["a"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["a"]))), content.Sha256());
    }

    [Fact]
    public void A_plain_file_cut_anywhere_is_refused_with_file_and_offset()
    {
        byte[] whole = Plain([2, 3, 4]);
        for (int length = 0; length < whole.Length; length++)
        {
            string path = folder.Write("cut", whole[..length]);
            var error = Assert.Throws<BadFileException>(() => IdxFile.Read(path));
            Assert.Equal(path, error.File);
            Assert.Equal(length, error.Offset);
            Assert.Contains("truncated", error.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_packed_file_cut_anywhere_is_refused()
    {
        byte[] whole = Packed(Plain([20, 7, 7]));
        for (int length = 0; length < whole.Length; length++)
        {
            string path = folder.Write("cut.gz", whole[..length]);
            var error = Assert.Throws<BadFileException>(() => IdxFile.Read(path));
            Assert.Equal(path, error.File);
        }
    }

    [Fact]
    public void A_packed_file_with_a_changed_byte_is_refused_or_reads_the_same()
    {
        byte[] plain = Plain([20, 7, 7]), whole = Packed(plain);
        int refused = 0;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x55;
            string path = folder.Write("changed.gz", changed);
            try
            {
                Assert.Equal(plain[16..], IdxFile.Read(path).Values);
            }
            catch (BadFileException)
            {
                refused++;
            }
        }
        // A few bytes of the gzip header (time, system) mean nothing for the content.
        Assert.True(refused >= whole.Length - 8, $"{refused} of {whole.Length} refused");
    }

    [Fact]
    public void Bytes_after_the_end_are_refused()
    {
        byte[] whole = Plain([2, 3, 4]);
        var plain = Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Write("long", [.. whole, 0])));
        Assert.Equal(whole.Length, plain.Offset);
        var packed = Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Write("long.gz", Packed([.. whole, 0]))));
        Assert.Equal(whole.Length, packed.Offset);
        Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Write("tail.gz", [.. Packed(whole), 1, 2, 3])));
        Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Write("twice.gz", [.. Packed(whole), .. Packed(whole)])));
    }

    [Theory]
    [InlineData(0, 1, "not an IDX file")]
    [InlineData(1, 255, "not an IDX file")]
    [InlineData(2, 0, "not an IDX file")]
    [InlineData(2, 0x0D, "type 0x0d")]
    [InlineData(3, 0, "not an IDX file")]
    [InlineData(3, 9, "9 dimensions")]
    public void A_wrong_magic_number_is_refused(int at, byte value, string reason)
    {
        byte[] file = Plain([2, 3, 4]);
        file[at] = value;
        var error = Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Write("magic", file)));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.InRange(error.Offset!.Value, 0, 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_dimension_below_one_is_refused(int dimension)
    {
        byte[] file = Plain([2, 3, 4]);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), dimension);
        var error = Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Write("dimension", file)));
        Assert.Equal(8, error.Offset);
    }

    [Fact]
    public void Huge_announcements_take_no_memory()
    {
        byte[] file = [0, 0, 8, 4, .. Enumerable.Repeat<byte[]>([0x7F, 0xFF, 0xFF, 0xFF], 4).SelectMany(b => b), 1, 2, 3];
        byte[] below = [0, 0, 8, 1, 0x3F, 0xFF, 0xFF, 0xFF, 1, 2, 3];
        string[] paths = [folder.Write("huge", file), folder.Write("huge.gz", Packed(file)), folder.Write("below", below), folder.Write("below.gz", Packed(below))];
        foreach (string path in paths)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<BadFileException>(() => IdxFile.Read(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void The_limit_is_the_callers()
    {
        Sample([10, 10]).Write(folder["x"]);
        Assert.Equal(100, IdxFile.Read(folder["x"], maxBytes: 100).Values.Length);
        Assert.Contains("limit of 99", Assert.Throws<BadFileException>(() => IdxFile.Read(folder["x"], maxBytes: 99)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => IdxFile.Read(folder["missing"])).Reason, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => IdxFile.Read(folder["no/folder"])).Reason, StringComparison.Ordinal);
        Assert.Throws<BadFileException>(() => IdxFile.Read(folder.Root));
    }

    [Fact]
    public void Shapes_that_do_not_fit_the_values_are_refused()
    {
        Assert.Throws<FoveaException>(() => new IdxFile([2, 3], new byte[5]));
        Assert.Throws<FoveaException>(() => new IdxFile([65536, 65536], []));
        Assert.Throws<FoveaException>(() => new IdxFile([], []));
        Assert.Throws<FoveaException>(() => new IdxFile([0], []));
        Assert.Throws<FoveaException>(() => new IdxFile([1, 1, 1, 1, 1], new byte[1]));
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one()
    {
        Sample([3]).Write(folder["x"]);
        Directory.CreateDirectory(folder["taken"]);
        Assert.Throws<FoveaException>(() => Sample([3]).Write(folder["taken"]));
        Assert.Throws<FoveaException>(() => Sample([3]).Write(folder["x/below-a-file"]));
        Assert.Equal(["x"], folder.Files);
    }

    internal static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(plain);
        return packed.ToArray();
    }

    private static IdxFile Sample(int[] shape)
    {
        byte[] values = new byte[shape.Aggregate(1, (a, b) => a * b)];
        new Random(1).NextBytes(values);
        return new IdxFile(shape, values);
    }

    private byte[] Plain(int[] shape)
    {
        Sample(shape).Write(folder["plain"]);
        return File.ReadAllBytes(folder["plain"]);
    }
}

using System.Buffers.Binary;
using System.Text;
using Fovea.Tests.Runs;
using Fovea.Weights;

namespace Fovea.Tests.Weights;

/// <summary>Files that lie: each is refused with one error of one kind, and takes neither memory nor time on its word.</summary>
public class DamagedTorchFileTests
{
    [Fact]
    public void DamagedFilesOpenOrThrowBadFileOnly()
    {
        using TestFolder folder = new();
        Random random = new(20250301);
        int opened = 0, refused = 0;
        foreach (string name in (string[])["views.pth", "types.pth", "newer.pth", "tied.pth"])
        {
            byte[] whole = TorchFiles.Bytes(name);
            for (int round = 0; round < 150; round++)
            {
                byte[] damaged = [.. whole];
                for (int change = random.Next(1, 4); change > 0; change--)
                    switch (random.Next(4))
                    {
                        case 0: damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8)); break;
                        case 1: damaged[random.Next(damaged.Length)] = (byte)random.Next(256); break;
                        case 2: damaged = damaged[..random.Next(1, damaged.Length + 1)]; break;
                        default:
                            int at = random.Next(damaged.Length);
                            damaged = [.. damaged[..at], .. damaged[Math.Min(damaged.Length, at + random.Next(1, 9))..], 0];
                            break;
                    }
                File.WriteAllBytes(folder["x"], damaged);
                try
                {
                    using WeightFile file = WeightFile.Open(folder["x"]);
                    foreach (WeightEntry entry in file.Entries)
                        if (entry.Type.IsReal()) file.ReadFloats(entry.Name);
                    opened++;
                }
                catch (BadFileException)
                {
                    refused++;
                }
            }
        }
        Assert.True(opened > 30 && refused > 150, $"{opened} opened, {refused} refused: the damage misses one side");
    }

    [Fact]
    public void ACutFileIsOneClearError()
    {
        using TestFolder folder = new();
        byte[] whole = TorchFiles.Bytes("tied.pth");
        for (int length = 0; length < whole.Length; length += 5)
        {
            File.WriteAllBytes(folder["x"], whole[..length]);
            Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"]));
        }
    }

    /// <summary>One storage of four floats; the pickle between <c>(</c> and <c>u.</c> of a dictionary is given.</summary>
    private static BadFileException Refusal(byte[] pickle, int storageBytes = 16)
    {
        using TestFolder folder = new();
        File.WriteAllBytes(folder["x"], Archive(("a/data.pkl", pickle), ("a/data/0", new byte[storageBytes])));
        return Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"]));
    }

    private const string Storage = "((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ";

    private static byte[] Tensor(string offset, string sizes, string strides, string storage = Storage) =>
        Bytes($"\u0080\u0002}}(X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n{storage}{offset}({sizes}t({strides}t\u0089}}tRu.");

    private static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);

    [Fact]
    public void TheHandMadePickleIsRightBeforeItIsMadeWrong()
    {
        using TestFolder folder = new();
        File.WriteAllBytes(folder["x"], Archive(("a/data.pkl", Tensor("K\0", "K\u0002K\u0002", "K\u0002K\u0001")), ("a/data/0", new byte[16])));
        using WeightFile file = WeightFile.Open(folder["x"]);
        Assert.Equal("w F32 (2, 2)", Assert.Single(file.Entries).ToString());
    }

    public static TheoryData<string, string, string, string> Tensors => new()
    {
        { "K\u0001", "K\u0002K\u0002", "K\u0002K\u0001", "beyond its storage" },
        { "K\0", "K\u0002K\u0002", "K\u0003K\u0001", "beyond its storage" },
        { "K\0", "K\u0005", "K\u0001", "beyond its storage" },
        { "J\u00FF\u00FF\u00FF\u00FF", "K\u0001", "K\u0001", "beyond its storage" },
        { "K\0", "J\u00FF\u00FF\u00FF\u00FF", "K\u0001", "no whole number of at least 0" },
        { "K\0", "K\u0002", "J\u00FF\u00FF\u00FF\u00FF", "no whole number of at least 0" },
        { "K\0", "K\u0002", "K\u0001K\u0001", "no storage with sizes and strides" },
        { "N", "K\u0002", "K\u0001", "no storage with sizes and strides" },
        { "K\0", "X\u0001\0\0\0a", "K\u0001", "no whole number" },
        { "K\0", "G\0\0\0\0\0\0\0\0", "K\u0001", "no whole number" },
        { "K\0", "\u008A\u0009\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "K\u0001", "no whole number" },
        { "K\0", "\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007FK\u0004", "K\0K\0", "more elements than can be counted" },
        { "K\0", "\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "" },
        { "\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "K\u0001", "K\u0001", "beyond its storage" },
        { "\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "K\0", "K\u0001", "beyond its storage" },
    };

    [Theory, MemberData(nameof(Tensors))]
    public void ATensorMustLieWithinItsStorage(string offset, string sizes, string strides, string why) =>
        Check(why, Refusal(Tensor(offset, sizes, strides)).Message);

    private static void Check(string why, string message) => Assert.True(message.Contains(why, StringComparison.Ordinal), $"'{why}' is not in: {message}");

    [Theory]
    [InlineData("((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\01X\u0003\0\0\0cpuK\u0004tQ", "'1', which is not in the archive")]
    [InlineData("((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0005tQ", "5 elements of 4 bytes, in the archive it has 16")]
    [InlineData("((X\u0007\0\0\0storagectorch\nDoubleStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ", "4 elements of 8 bytes, in the archive it has 16")]
    [InlineData("((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007FtQ", "elements of 4 bytes")]
    [InlineData("((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0004\0\0\0metaK\u0004tQ", "'meta'")]
    [InlineData("((X\u0007\0\0\0storagectorch\nfloat32\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ", "storage of type torch.float32")]
    [InlineData("((X\u0007\0\0\0storageX\u0001\0\0\0aX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ", "no storage")]
    [InlineData("(K\u0001Q", "no storage")]
    [InlineData("(K\u0001", "no storage with sizes")]
    public void AStorageMustBeWhatTheArchiveHolds(string storage, string why) =>
        Check(why, Refusal(Tensor("K\0", "K\u0002", "K\u0001", storage)).Message);

    [Theory]
    [InlineData("\u0080\u0001}.", "protocol 1")]
    [InlineData("\u0080\u0006}.", "protocol 6")]
    [InlineData("}.", "no pickle of protocol 2 to 5")]
    [InlineData("\u0080\u0002.", "another number of values")]
    [InlineData("\u0080\u0002}}.", "another number of values")]
    [InlineData("\u0080\u0002(.", "another number of values")]
    [InlineData("\u0080\u0002", "ends early")]
    [InlineData("\u0080\u0002X\u00FF\u00FF\u00FF\u00FFa", "ends early")]
    [InlineData("\u0080\u0004\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FFa", "ends early")]
    [InlineData("\u0080\u0002B\u00FF\u00FF\u00FF\u007F", "ends early")]
    [InlineData("\u0080\u0002\u008B\u00FF\u00FF\u00FF\u007F", "a number of 2147483647 bytes")]
    [InlineData("\u0080\u0002cposix", "ends early")]
    [InlineData("\u0080\u0002cposix\nsystem\n", "'posix.system'")]
    [InlineData("\u0080\u0002cbuiltins\neval\n", "'builtins.eval'")]
    [InlineData("\u0080\u0002(X\u0001\0\0\0aiposix\nsystem\n.", "'posix.system'")]
    [InlineData("\u0080\u0002(icollections\nOrderedDict\n.", "makes an object")]
    [InlineData("\u0080\u0004\u008C\u0005posix\u008C\u0006system\u0093.", "'posix.system'")]
    [InlineData("\u0080\u0004K\u0001K\u0002\u0093.", "no text")]
    [InlineData("\u0080\u0002}(X\u0001\0\0\0aK\u0001tR.", "calls something, which is no function")]
    [InlineData("\u0080\u0002ctorch\nfloat32\n)R.", "torch.float32, which is no function")]
    [InlineData("\u0080\u0002ctorch._utils\n_rebuild_parameter\n)R.", "no tensor")]
    [InlineData("\u0080\u0002ccollections\nOrderedDict\nK\u0001\u0085R.", "no list")]
    [InlineData("\u0080\u0002ccollections\nOrderedDict\n(K\u0001l\u0085R.", "no list of pairs")]
    [InlineData("\u0080\u0002}}b.", "attributes of something that has none")]
    [InlineData("\u0080\u0002h\u0005.", "value 5, which was never kept")]
    [InlineData("\u0080\u0002j\u00FF\u00FF\u00FF\u00FF.", "value 4294967295, which was never kept")]
    [InlineData("\u0080\u0002q\0.", "not there")]
    [InlineData("\u0080\u0002}(0.", "not there")]
    [InlineData("\u0080\u0002t.", "mark that is not there")]
    [InlineData("\u0080\u0002}(K\u0001u.", "key without a value")]
    [InlineData("\u0080\u0002K\u0001K\u0002a.", "no list")]
    [InlineData("\u0080\u0002K\u0001K\u0002K\u0003s.", "no dictionary")]
    [InlineData("\u0080\u0002I5\n.", "'I' of protocol 0")]
    [InlineData("\u0080\u0002\u0082\u0001.", "EXT")]
    [InlineData("\u0080\u0005\u0097.", "buffer")]
    [InlineData("\u0080\u0002\u0001.", "0x01")]
    [InlineData("\u0080\u0002X\u0001\0\0\0\u00FF.", "UTF-8")]
    public void APickleThatIsWrongIsRefused(string pickle, string why) => Check(why, Refusal(Bytes(pickle)).Message);

    [Fact]
    public void APickleThatUnfoldsIsRefusedInLittleTime()
    {
        // Each dictionary has the one before twice: 2^200 tensors.
        StringBuilder nested = new("\u0080\u0002}");
        for (int i = 0; i < 200; i++) nested.Append($"q{(char)0}0}}(X\u0001\0\0\0ah{(char)0}X\u0001\0\0\0bh{(char)0}u");
        Assert.Contains("no dictionary of weights", Refusal(Bytes(nested + ".")).Message);

        string tensor = Encoding.Latin1.GetString(Tensor("K\0", "K\u0002", "K\u0001"))[2..^1];
        StringBuilder bomb = new("\u0080\u0002" + tensor);
        for (int i = 0; i < 25; i++) bomb.Append($"q{(char)0}0}}(X\u0001\0\0\0ah{(char)0}X\u0001\0\0\0bh{(char)0}X\u0001\0\0\0cctorch._utils\n_rebuild_tensor_v2\n{Storage}K\0(K\u0001t(K\u0001t\u0089}}tRu");
        Assert.Contains("more than 1048576 values", Refusal(Bytes(bomb + ".")).Message);

        // A dictionary that holds itself.
        Assert.Contains("nested deeper", Refusal(Bytes("\u0080\u0002" + tensor + "q\0X\u0001\0\0\0ah\0s.")).Message);
    }

    [Fact]
    public void MuchWorkIsRefused()
    {
        byte[] pickle = new byte[(1 << 22) + 10];
        Array.Fill(pickle, (byte)'N');
        (pickle[0], pickle[1]) = (0x80, 2);
        Assert.Contains("operations", Refusal(pickle).Message);
    }

    [Fact]
    public void AnElementThatStandsForManyTakesNoMemoryUnlessItIsThere()
    {
        using TestFolder folder = new();
        // One element, repeated 2^30 times along a stride of 0.
        File.WriteAllBytes(folder["x"], Archive(("a/data.pkl", Tensor("K\0", "J\0\0\0\u0040", "K\0")), ("a/data/0", new byte[16])));
        using WeightFile file = WeightFile.Open(folder["x"]);
        Assert.Equal(1L << 30, file["w"].Count);
        Assert.Contains("repeats its elements", Assert.Throws<BadFileException>(() => file.ReadFloats("w")).Message);
    }

    [Fact]
    public void ArchivesWith64BitSizesAreRead()
    {
        // PyTorch's own have the end of 64 bits; here the records have it too, as beyond 4 GB.
        using TestFolder folder = new();
        File.WriteAllBytes(folder["x"], Archive(large: true, ("a/data.pkl", Tensor("K\u0001", "K\u0002", "K\u0001")), ("a/data/0", new byte[16])));
        using WeightFile file = WeightFile.Open(folder["x"]);
        Assert.Equal([0f, 0f], file.ReadFloats("w"));
    }

    public static TheoryData<string, int, byte[], string> Archives => new()
    {
        // Which signature, how far behind it, what to write there.
        { "PK\u0001\u0002", 8, [1, 8], "encrypted" },
        { "PK\u0001\u0002", 10, [8, 0], "compressed" },
        { "PK\u0001\u0002", 20, [0xFF, 0xFF, 0xFF, 0x7F], "compressed" },
        { "PK\u0001\u0002", 24, [0xFF, 0xFF, 0xFF, 0x7F], "compressed" },
        { "PK\u0001\u0002", 20, [0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F], "outside of the file" },
        { "PK\u0001\u0002", 20, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "no size" },
        { "PK\u0001\u0002", 42, [0xFF, 0xFF, 0xFF, 0x7F], "outside of the file" },
        { "PK\u0001\u0002", 42, [1, 0, 0, 0], "not where the archive's directory says" },
        { "PK\u0001\u0002", 28, [0xFF, 0xFF], "directory is damaged" },
        { "PK\u0001\u0002", 46, [(byte)'b'], "not where the archive's directory says" },
        { "PK\u0003\u0004", 0, [0], "not where the archive's directory says" },
        { "PK\u0003\u0004", 28, [0xFF, 0xFF], "outside of the file" },
        { "PK\u0005\u0006", 4, [1, 0], "several files" },
        { "PK\u0005\u0006", 10, [0xFF, 0xFF], "said to list 65535 records" },
        { "PK\u0005\u0006", 10, [1, 0], "directory is damaged" },
        { "PK\u0005\u0006", 12, [0xFF, 0xFF, 0xFF, 0x7F], "outside of the file" },
        { "PK\u0005\u0006", 16, [0xFF, 0xFF, 0xFF, 0x7F], "outside of the file" },
        { "PK\u0005\u0006", 20, [1, 0], "is cut" },
    };

    [Theory, MemberData(nameof(Archives))]
    public void AnArchiveThatLiesIsRefused(string signature, int behind, byte[] bytes, string why)
    {
        using TestFolder folder = new();
        byte[] archive = Archive(("a/data.pkl", Tensor("K\0", "K\u0002", "K\u0001")), ("a/data/0", new byte[16]));
        int at = archive.AsSpan().IndexOf(Bytes(signature)) + behind;
        bytes.CopyTo(archive, at);
        // The magic at the very beginning says that it is an archive at all.
        if (at == 0) archive[0] = (byte)'P';
        if (signature == "PK\u0003\u0004" && behind == 0) archive[3] = 9;
        File.WriteAllBytes(folder["x"], archive);
        Assert.Contains(why, Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"])).Message);
    }

    [Fact]
    public void RecordsThatShareBytesAreRefused()
    {
        using TestFolder folder = new();
        byte[] archive = Archive(("a/data.pkl", Tensor("K\0", "K\u0002", "K\u0001")), ("a/data/0", new byte[16]), ("a/data/0", new byte[16]));
        File.WriteAllBytes(folder["x"], archive);
        Assert.Contains("stands twice", Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"])).Message);

        // The first record's length is made to reach into the second.
        archive = Archive(("a/data.pkl", Tensor("K\0", "K\u0002", "K\u0001")), ("a/data/0", new byte[16]));
        int central = archive.AsSpan().IndexOf(Bytes("PK\u0001\u0002"));
        int length = BinaryPrimitives.ReadInt32LittleEndian(archive.AsSpan(central + 24)) + 4;
        BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(central + 20), length);
        BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(central + 24), length);
        File.WriteAllBytes(folder["x"], archive);
        Assert.Contains("overlaps", Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"])).Message);
    }

    private static byte[] Archive(params (string Name, byte[] Content)[] records) => Archive(false, records);

    /// <summary>A zip archive of stored records, with sizes and offsets of 64 bits on request.</summary>
    private static byte[] Archive(bool large, params (string Name, byte[] Content)[] records)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        List<(byte[] Name, int Length, long At)> written = [];
        foreach (var (name, content) in records)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(name);
            written.Add((bytes, content.Length, stream.Position));
            writer.Write(0x04034B50u);
            writer.Write(new byte[22]);
            writer.Write((ushort)bytes.Length);
            writer.Write((ushort)0);
            writer.Write(bytes);
            writer.Write(content);
        }
        long start = stream.Position;
        foreach (var (name, length, at) in written)
        {
            writer.Write(0x02014B50u);
            writer.Write(new byte[16]);
            writer.Write(large ? uint.MaxValue : (uint)length);
            writer.Write(large ? uint.MaxValue : (uint)length);
            writer.Write((ushort)name.Length);
            writer.Write((ushort)(large ? 4 + 5 + 4 + 24 : 0));
            writer.Write(new byte[10]);
            writer.Write(large ? uint.MaxValue : (uint)at);
            writer.Write(name);
            if (!large) continue;
            writer.Write([99, 0, 5, 0, 1, 2, 3, 4, 5, 1, 0, 24, 0]);
            writer.Write((long)length);
            writer.Write((long)length);
            writer.Write(at);
        }
        long end = stream.Position;
        if (large)
        {
            writer.Write(0x06064B50u);
            writer.Write(44L);
            writer.Write(new byte[12]);
            writer.Write((long)records.Length);
            writer.Write((long)records.Length);
            writer.Write(end - start);
            writer.Write(start);
            writer.Write(0x07064B50u);
            writer.Write(0u);
            writer.Write(end);
            writer.Write(1u);
        }
        writer.Write(0x06054B50u);
        writer.Write(new byte[4]);
        writer.Write((ushort)(large ? ushort.MaxValue : records.Length));
        writer.Write((ushort)(large ? ushort.MaxValue : records.Length));
        writer.Write(large ? uint.MaxValue : (uint)(end - start));
        writer.Write(large ? uint.MaxValue : (uint)start);
        writer.Write((ushort)0);
        return stream.ToArray();
    }
}

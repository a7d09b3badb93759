using System.Buffers.Binary;
using System.Text;
using Fovea.Tests.Runs;
using Fovea.Weights;

namespace Fovea.Tests.Weights;

public class SafeTensorsReadTests
{
    [Fact]
    public void ReadsNamesTypesShapesMetadataAndValues()
    {
        using TestFolder folder = new();
        byte[] file = SafeTensorsFile.Of("""{"__metadata__":{"made by":"hand"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[3,11]},"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", 11);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 8), 1.5f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), -2);
        File.WriteAllBytes(folder["x"], file);

        using SafeTensors opened = SafeTensors.Open(folder["x"]);

        Assert.Equal("hand", Assert.Single(opened.Metadata, pair => pair.Key == "made by").Value);
        Assert.Equal(["a U8 (3)", "b F32 (2, 1)"], opened.Entries.Select(e => e.ToString()));
        Assert.Equal([1.5f, -2], opened.ReadFloats("b"));
        byte[] bytes = new byte[3];
        opened.ReadBytes("a", bytes);
        Assert.Equal([0, 1, 2], bytes);
    }

    [Theory]
    [InlineData("{}", 0)]                                                                                       // no tensor at all
    [InlineData("{}      ", 0)]                                                                                 // padding
    [InlineData("""{"s":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", 8)]                                // a scalar
    [InlineData("""{"e":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]},"f":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}""", 1)] // an empty tensor
    [InlineData("""{"e":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"f":{"dtype":"F32","shape":[0],"data_offsets":[1,1]}}""", 1)]
    [InlineData("""{"":{"shape":[4],"data_offsets":[0,2],"dtype":"F4"}}""", 2)]                                 // any order, an empty name, half bytes
    [InlineData("""{"é":{"shape":[4],"data_offsets":[0,3],"dtype":"F6_E2M3"}}""", 3)]
    [InlineData("""{"__metadata__":{}}""", 0)]
    public void TakesWhatTheFormatAllows(string header, int length)
    {
        using TestFolder folder = new();
        File.WriteAllBytes(folder["x"], SafeTensorsFile.Of(header, length));
        SafeTensors.Open(folder["x"]).Dispose();
    }

    public static TheoryData<string, int, string> Broken => new()
    {
        { """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "overlaps" },
        { """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "overlaps" },
        { """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""", 4, "overlaps" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5, "hole of 1 bytes" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "hole" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3, "1 bytes at the end of the data belong to no tensor" },
        { "{}", 1, "belong to no tensor" },
        { """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "ends at byte 4 of the data, which has 3" },
        { """{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 3, "ends at byte" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}""", 2, "before it begins" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2, "'a' stands twice" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "'a' stands twice" },
        { """{"a":{"dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2, "dtype twice" },
        { """{"a":{"dtype":"U8","shape":[2],"shape":[2],"data_offsets":[0,2]}}""", 2, "shape twice" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"data_offsets":[0,2]}}""", 2, "data_offsets twice" },
        { """{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ stands twice" },
        { """{"__metadata__":{"k":"1","k":"2"}}""", 0, "'k' stands twice" },
        { """{"__metadata__":{"k":1}}""", 0, "not a string" },
        { """{"__metadata__":{"k":{"n":"s"}}}""", 0, "not a string" },
        { """{"__metadata__":"k"}""", 0, "not an object" },
        { """{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,2]}}""", 2, "unknown dtype 'F31'" },
        { """{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype" },
        { """{"a":{"dtype":5,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype is not a string" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "takes 4 bytes, but its dtype and shape need 8" },
        { """{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 2, "whole number of bytes" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "not a whole number" },
        { """{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}""", 0, "not a whole number" },
        { """{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "not a whole number" },
        { """{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}""", 4, "not a whole number" },
        { """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "not a whole number" },
        { """{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""", 4, "not a whole number" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflows" },
        { """{"a":{"dtype":"F32","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "overflows" },
        { """{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "shape is not a list" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "1 numbers instead of 2" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "3 numbers instead of 2" },
        { """{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "has no dtype" },
        { """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "has no shape" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", 4, "has no data_offsets" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}""", 4, "unknown field 'strides'" },
        { """{"a":[]}""", 0, "not described by an object" },
        { """{"a":null}""", 0, "not described by an object" },
        { "[]", 0, "does not start with '{'" },
        { " {}", 0, "does not start with '{'" },
        { "{", 0, "too few" },
        { "{  ", 0, "not valid JSON" },
        { "{}{}", 0, "not valid JSON" },
        { "{}\0", 0, "not valid JSON" },
        { """{"a":{}},""", 0, "has no dtype" },
        { """{/**/}""", 0, "not valid JSON" },
        { """{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "not valid Unicode" },
        { """{"a":{"dtype":"U8","shape":[[[[[[0]]]]]],"data_offsets":[0,0]}}""", 0, "not a whole number" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void RefusesABrokenHeaderAndSaysWhy(string header, int length, string why)
    {
        using TestFolder folder = new();
        File.WriteAllBytes(folder["x"], SafeTensorsFile.Of(header, length));
        BadFileException error = Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["x"]));
        Assert.Contains(why, error.Reason);
        Assert.Equal(folder["x"], error.File);
    }

    [Fact]
    public void RefusesBytesThatAreNotUtf8AndNamesThePlace()
    {
        using TestFolder folder = new();
        byte[] header = Encoding.Latin1.GetBytes("""{"__metadata__":{"k":"é"}}""");
        File.WriteAllBytes(folder["x"], SafeTensorsFile.Of(header, 0));
        BadFileException error = Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["x"]));
        Assert.Contains("UTF-8", error.Reason);
        Assert.Equal(8 + Array.IndexOf(header, (byte)0xE9), error.Offset);
    }

    [Theory]
    [InlineData(10_000_000_000, "limit")]
    [InlineData(-1, "limit")]
    [InlineData(100_000_000, "whole file has")]
    [InlineData(100_000_001, "limit")]
    [InlineData(50, "whole file has")]
    [InlineData(0, "not start with '{'")]
    public void TakesNoMemoryOnTheWordOfTheHeaderLength(long length, string why)
    {
        using TestFolder folder = new();
        byte[] file = SafeTensorsFile.Of("{}  ", 4);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        if (length == 0) file[8] = 0;
        File.WriteAllBytes(folder["x"], file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        BadFileException error = Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["x"]));
        Assert.Contains(why, error.Reason);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void DoesNotReadTheDataUntilAsked()
    {
        using TestFolder folder = new();
        const long Count = 1L << 38;
        byte[] header = SafeTensorsFile.Of($$$"""{"huge":{"dtype":"F32","shape":[{{{Count}}}],"data_offsets":[0,{{{4 * Count}}}]}}""", 0);
        using (FileStream sparse = File.Create(folder["x"]))
        {
            sparse.Write(header);
            // A terabyte of nothing: only a file system with sparse files can hold it.
            try { sparse.SetLength(header.Length + 4 * Count); }
            catch (IOException) { return; }
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        using SafeTensors opened = SafeTensors.Open(folder["x"]);
        Assert.Equal(Count, opened["huge"].Count);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Assert.Contains("elements", Assert.Throws<FoveaException>(() => opened.ReadFloats("huge")).Message);
    }

    [Fact]
    public void EveryTruncationIsOneClearError()
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["whole"], [new TensorData("w", [3], new float[] { 1, 2, 3 })], new Dictionary<string, string> { ["k"] = "v" });
        byte[] whole = File.ReadAllBytes(folder["whole"]);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder["cut"], whole[..length]);
            Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["cut"]));
        }
    }

    [Fact]
    public void MutatedFilesOpenOrThrowBadFileOnly()
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["whole"],
            [new TensorData("conv1.weight", [2, 3], new float[6]), new TensorData("n", ElementType.I64, [], new byte[8]), new TensorData("empty", [0, 4], Array.Empty<float>())],
            new Dictionary<string, string> { ["state"] = """{"step":1}""", ["é"] = "ü" });
        byte[] whole = File.ReadAllBytes(folder["whole"]);
        Random random = new(20240607);
        int opened = 0, refused = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] mutated = Mutate(whole, random);
            File.WriteAllBytes(folder["m"], mutated);
            try
            {
                using SafeTensors file = SafeTensors.Open(folder["m"]);
                foreach (WeightEntry entry in file.Entries) file.ReadBytes(entry.Name, new byte[entry.ByteLength]);
                opened++;
            }
            catch (BadFileException)
            {
                refused++;
            }
        }
        Assert.True(opened > 100 && refused > 1000, $"{opened} opened, {refused} refused: the mutations miss one side");
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        byte[] mutated = [.. whole];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(mutated.Length);
            switch (random.Next(5))
            {
                case 0: mutated[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutated[at] = (byte)"{}[]\",:0-9e\\ "[random.Next(13)]; break;
                case 2: mutated = [.. mutated[..at], .. mutated[Math.Min(mutated.Length, at + random.Next(1, 9))..], 0]; break;
                case 3: mutated = [.. mutated[..at], .. mutated[at..Math.Min(mutated.Length, at + random.Next(1, 20))], .. mutated[at..]]; break;
                default: mutated[at] = (byte)random.Next(256); break;
            }
        }
        return mutated;
    }

    [Fact]
    public void ReadsHalfBrainAndDoubleAsSingle()
    {
        using TestFolder folder = new();
        float[] values = [0, -0f, 1, -1.5f, 65504, 1e-7f, float.PositiveInfinity, float.NaN, 3.140625f];
        byte[] half = new byte[2 * values.Length], brain = new byte[2 * values.Length], wide = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(half.AsSpan(2 * i), (Half)values[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(brain.AsSpan(2 * i), (ushort)(BitConverter.SingleToUInt32Bits(values[i]) >> 16));
            BinaryPrimitives.WriteDoubleLittleEndian(wide.AsSpan(8 * i), values[i]);
        }
        SafeTensors.Write(folder["x"],
        [
            new TensorData("half", ElementType.F16, [3, 3], half),
            new TensorData("brain", ElementType.BF16, [9], brain),
            new TensorData("wide", ElementType.F64, [9, 1], wide),
        ]);
        using SafeTensors opened = SafeTensors.Open(folder["x"]);
        Assert.Equal(values.Select(v => (float)(Half)v), opened.ReadFloats("half"));
        Assert.Equal(values.Select(v => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(v) & 0xFFFF0000)), opened.ReadFloats("brain"));
        Assert.Equal(values, opened.ReadFloats("wide"));
    }

    [Fact]
    public void ConvertsMoreThanOneChunk()
    {
        using TestFolder folder = new();
        byte[] wide = new byte[8 * 20_000];
        for (int i = 0; i < 20_000; i++) BinaryPrimitives.WriteDoubleLittleEndian(wide.AsSpan(8 * i), i * 0.5);
        SafeTensors.Write(folder["x"], [new TensorData("wide", ElementType.F64, [20_000], wide)]);
        using SafeTensors opened = SafeTensors.Open(folder["x"]);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => i * 0.5f), opened.ReadFloats("wide"));
    }

    [Fact]
    public void SaysWhatIsAskedWrongly()
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["x"], [new TensorData("conv1.weight", [2], new float[2]), new TensorData("n", ElementType.C64, [1], new byte[8])]);
        using SafeTensors opened = SafeTensors.Open(folder["x"]);
        Assert.Contains("did you mean 'conv1.weight'", Assert.Throws<FoveaException>(() => opened["conv1.weigth"]).Message);
        Assert.Contains("C64", Assert.Throws<FoveaException>(() => opened.ReadFloats("n")).Message);
        Assert.Throws<ArgumentException>(() => opened.ReadFloats("conv1.weight", new float[3]));
        Assert.Throws<ArgumentException>(() => opened.ReadBytes("n", new byte[3]));
        Assert.Null(opened.Find("none"));
    }

    [Fact]
    public void MissingFileFolderAndCutFileAreNamed()
    {
        using TestFolder folder = new();
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["none"])).Message);
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["none/none"])).Message);
        Assert.Contains("folder", Assert.Throws<BadFileException>(() => SafeTensors.Open(folder.Path)).Message);
        SafeTensors.Write(folder["x"], [new TensorData("w", [1000], new float[1000])]);
        using SafeTensors opened = SafeTensors.Open(folder["x"]);
        using (FileStream cut = new(folder["x"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) cut.SetLength(2000);
        Assert.Contains("ends early", Assert.Throws<BadFileException>(() => opened.ReadFloats("w")).Message);
    }

    [Fact]
    public void AHostileNameDoesNotReachTheTerminal()
    {
        using TestFolder folder = new();
        File.WriteAllBytes(folder["x"], SafeTensorsFile.Of($$"""{"\u001b[2J{{new string('n', 5000)}}":{} }""", 0));
        string message = Assert.Throws<BadFileException>(() => SafeTensors.Open(folder["x"])).Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 500);
    }
}

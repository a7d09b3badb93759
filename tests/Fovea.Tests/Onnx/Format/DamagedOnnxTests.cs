using Fovea.Onnx;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;
using static Fovea.Tests.Onnx.WireBytes;

namespace Fovea.Tests.Onnx;

/// <summary>Files that lie: each is one clear error, and nothing is allocated on their word.</summary>
public sealed class DamagedOnnxTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static byte[] Sample(string name) => PackedOnnx.Bytes(Expected.Cases("onnx-files.expected.json")[name].GetProperty("model"));

    [Theory]
    [InlineData("types")]
    [InlineData("attributes")]
    [InlineData("function")]
    public void AFileCutAnywhereIsReadOrRefused(string name)
    {
        byte[] whole = Sample(name);
        for (int length = 0; length < whole.Length; length += length < 64 ? 1 : 7) ReadOrRefuse(whole[..length]);
    }

    [Theory]
    [InlineData("types")]
    [InlineData("attributes")]
    [InlineData("function")]
    public void AFileWithAWrongByteIsReadOrRefused(string name)
    {
        byte[] whole = Sample(name);
        Random random = new(7);
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            ReadOrRefuse(damaged);
        }
    }

    void ReadOrRefuse(byte[] bytes)
    {
        string path = folder.Write("damaged.onnx", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using OnnxFile file = OnnxFile.Read(path);
        }
        catch (BadFileException e)
        {
            Assert.Equal(path, e.File);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("", "no graph")]
    [InlineData("hello, world, this is text", "no ONNX file")]
    // A graph that is said to have 2^40 bytes, a tag that never ends, field 0, an old group.
    [InlineData("3A808080808020", "bytes, 0 are left")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF", "more than 10 bytes")]
    [InlineData("0000", "no field 0")]
    [InlineData("F301F401", "unknown kind")]
    public void WhatIsNoOnnxFileIsSaidToBeNone(string content, string reason)
    {
        byte[] bytes = content.All(char.IsAsciiHexDigitUpper) ? Convert.FromHexString(content) : System.Text.Encoding.UTF8.GetBytes(content);
        Refused(bytes, reason);
    }

    [Fact]
    public void TensorsThatCannotBeAreNamed()
    {
        const ulong Float = 1, Negative = ulong.MaxValue;
        byte[] four = Field(9, new byte[4]), name = Field(8, "w");
        Refused(ModelOf(name, Field(1, 2), Field(1, 1UL << 40), Field(2, Float), four), "has 4 bytes");
        Refused(ModelOf(name, Field(1, 1UL << 40), Field(1, 1UL << 40), Field(2, Float), four), "too large");
        Refused(ModelOf(name, Field(1, Negative), Field(2, Float), four), "negative");
        Refused(ModelOf(name, Field(1, 3), Field(2, 7), Field(7, [1, 2])), "has 2 numbers");
        Refused(ModelOf(name, Field(1, 1UL << 60), Field(2, 7), Field(7, [1, 2])), "too large");
        Refused(ModelOf(name, Field(1, 1), Field(2, 99), four), "type 99");
        Refused(ModelOf(name, Field(1, 1), four), "Undefined");
        Refused(ModelOf(name, Field(1, 2), Field(2, 8), Field(6, "one")), "1 texts");
        Refused(ModelOf(name, Field(1, 1), Field(2, Float), Field(3, Field(1, 0)), four), "segments");
        Refused(ModelOf(Field(8, [0xFF]), Field(1, 1), Field(2, Float), four), "UTF-8");
    }

    void Refused(byte[] bytes, string reason)
    {
        BadFileException error = Assert.Throws<BadFileException>(() => OnnxFile.Read(folder.Write("x.onnx", bytes)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GraphsThatLieTooDeepInOneAnotherAreRefused()
    {
        // A node of a graph has an attribute that is a graph: fields 1, 5 and 6.
        byte[] graph = [];
        for (int depth = 0; depth < 1000; depth++) graph = Field(1, Field(5, Field(6, graph)));
        BadFileException error = Assert.Throws<BadFileException>(() => OnnxFile.Read(folder.Write("deep.onnx", Field(7, graph))));
        Assert.Contains("deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileAndAFolderAreNamed()
    {
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => OnnxFile.Read(folder["none.onnx"])).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<BadFileException>(() => OnnxFile.Read(folder.Root)).Message, StringComparison.Ordinal);
    }
}

using System.Buffers.Binary;
using System.Text;
using Fovea.Tests.Runs;
using Fovea.Weights;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Weights;

public class SafeTensorsWriteTests
{
    [Fact]
    public void WritesExactlyTheseBytes()
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["x"],
            [new TensorData("a", ElementType.U8, [2], new byte[] { 7, 8 }), new TensorData("b", [1], new[] { 1f })],
            new Dictionary<string, string> { ["z"] = "ä<\"", ["k"] = "" });
        const string Header = """{"__metadata__":{"k":"","z":"ä<\""},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}""";
        byte[] file = File.ReadAllBytes(folder["x"]);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, length % 8);
        Assert.Equal(Header, Encoding.UTF8.GetString(file, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3F, 7, 8], file[(8 + length)..]);
    }

    [Fact]
    public void OrderOfTensorsAndMetadataDoesNotChangeTheFile()
    {
        using TestFolder folder = new();
        TensorData[] tensors = [new("a", [1], new[] { 1f }), new("b", ElementType.F16, [1], new byte[2]), new("c", [2], new[] { 1f, 2f })];
        SafeTensors.Write(folder["1"], tensors, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafeTensors.Write(folder["2"], tensors.Reverse(), new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        Assert.Equal(File.ReadAllBytes(folder["1"]), File.ReadAllBytes(folder["2"]));
    }

    [Fact]
    public void WhatCannotBeStoredIsRefusedAndNothingIsWritten()
    {
        using TestFolder folder = new();
        TensorData a = new("a", [1], new[] { 1f });
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(folder["x"], [a, new TensorData("a", [2], new float[2])]));
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(folder["x"], [new TensorData("__metadata__", [1], new float[1])]));
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(folder["x"], [new TensorData("\ud800", [1], new float[1])]));
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(folder["x"], [a], new Dictionary<string, string> { ["k"] = "x\udc00" }));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.Throws<ArgumentException>(() => new TensorData("a", [2], new float[3]));
        Assert.Throws<ArgumentException>(() => new TensorData("a", [-1, -1], new float[1]));
        Assert.Throws<ArgumentException>(() => new TensorData("a", ElementType.F4, [1], new byte[1]));
    }

    [Fact]
    public void AnythingWrittenIsReadBack() => Prop.ForAll(Files.ToArbitrary(), written =>
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["x"], written.Tensors.Select(t => t.Data), written.Metadata);
        using SafeTensors read = SafeTensors.Open(folder["x"]);
        Assert.Equal(written.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal), read.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(written.Tensors.Length, read.Entries.Length);
        foreach ((TensorData data, byte[] values) in written.Tensors)
        {
            WeightEntry entry = read[data.Name];
            Assert.Equal(data.Type, entry.Type);
            Assert.Equal(data.Shape.AsEnumerable(), entry.Shape);
            byte[] bytes = new byte[entry.ByteLength];
            read.ReadBytes(data.Name, bytes);
            Assert.Equal(values, bytes);
        }
    }).QuickCheckThrowOnFailure();

    private sealed record WrittenFile((TensorData Data, byte[] Values)[] Tensors, Dictionary<string, string> Metadata);

    // Names of any well-formed text, also empty, with quotes, control characters and letters beyond the basic plane.
    private static Gen<string> Text => ArbMap.Default.GeneratorFor<string>().Select(s => (s ?? "𝜋\"\\\n").WellFormed());

    private static Gen<(TensorData, byte[])> Tensor =>
        from name in Text
        from index in Gen.Choose(0, int.MaxValue)
        from type in Gen.Elements(Enum.GetValues<ElementType>().Where(t => t.Bits() >= 8).ToArray())
        from shape in Gen.Choose(0, 4).ListOf().Select(l => l.Take(4).Select(n => (long)n).ToArray())
        from seed in Gen.Choose(0, int.MaxValue)
        select Make($"{name}{index}", type, shape, seed);

    private static Gen<WrittenFile> Files =>
        from tensors in Tensor.ListOf()
        from keys in Text.ListOf()
        select new WrittenFile([.. tensors.DistinctBy(t => t.Item1.Name)], keys.Distinct().ToDictionary(k => k, k => k + "!"));

    private static (TensorData, byte[]) Make(string name, ElementType type, long[] shape, int seed)
    {
        Assert.True(type.TryByteLength(shape, out _, out long length));
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        if (type != ElementType.F32) return (new TensorData(name, type, shape, bytes), bytes);
        float[] floats = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        return (new TensorData(name, shape, floats), bytes);
    }
}

file static class WellFormedText
{
    /// <summary>The text with halves of surrogate pairs replaced, as only well-formed text can be stored.</summary>
    public static string WellFormed(this string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

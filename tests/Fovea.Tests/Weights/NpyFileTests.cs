using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fovea.Tensors;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;
using Fovea.Weights;

namespace Fovea.Tests.Weights;

/// <summary>NumPy's files: those that NumPy itself has written (bench/reference/npy.py), ours, and broken ones.</summary>
public class NpyFileTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("npy.expected.json");

    public static TheoryData<string> Written => [.. Cases.Keys];

    [Theory, MemberData(nameof(Written))]
    public void ReadsWhatNumPyWrites(string name)
    {
        JsonElement file = Cases[name];
        Tensor read = Read(Convert.FromHexString(file.GetProperty("file").GetString()!));
        Assert.Equal(file.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), read.Shape);
        Assert.Equal(file.GetProperty("values").EnumerateArray().Select(value => value.GetString() switch
        {
            "inf" => float.PositiveInfinity,
            "-inf" => float.NegativeInfinity,
            "nan" => float.NaN,
            var number => float.Parse(number!, CultureInfo.InvariantCulture),
        }), read.ToArray());
    }

    [Theory]
    [InlineData("<f2", ElementType.F16), InlineData("<f4", ElementType.F32), InlineData("<f8", ElementType.F64), InlineData("i1", ElementType.I8), InlineData("<i2", ElementType.I16)]
    [InlineData("<i4", ElementType.I32), InlineData("<i8", ElementType.I64), InlineData("u1", ElementType.U8), InlineData("<u2", ElementType.U16), InlineData("<u4", ElementType.U32)]
    [InlineData("<u8", ElementType.U64), InlineData("bool", ElementType.BOOL), InlineData("large integer", ElementType.I64), InlineData("infinite", ElementType.F32)]
    [InlineData("scalar", ElementType.F32), InlineData("empty", ElementType.F32)]
    public void WritesTheBytesThatNumPyWrites(string name, ElementType type)
    {
        using TemporaryFolder folder = new();
        byte[] file = Convert.FromHexString(Cases[name].GetProperty("file").GetString()!);
        NpyFile.Write(folder["x.npy"], Read(file), type);
        Assert.Equal(file, File.ReadAllBytes(folder["x.npy"]));
    }

    [Theory]
    [InlineData("{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<u2\"}")]
    [InlineData("  { 'shape' : ( 2L , ) , 'fortran_order' : False , 'descr' : '<u2' , }   \n")]
    public void TakesOtherWritingsOfTheHeader(string header) => Assert.Equal([1, 2], Read(Bytes(header, [1, 0, 2, 0])).ToArray());

    [Fact]
    public void DoublePrecisionStaysOnTheReference()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        using TemporaryFolder folder = new();
        double[] values = [0.1, 1.0 / 3, 1e300], read = new double[3];
        NpyFile.Write(folder["x.npy"], Tensor.From(values, [3]), ElementType.F64);
        NpyFile.Read(folder["x.npy"]).CopyTo(read.AsSpan());
        Assert.Equal(values, read);
    }

    [Theory, InlineData(new int[0]), InlineData(new[] { 5 }), InlineData(new[] { 2, 0, 3 }), InlineData(new[] { 1, 7, 1, 3, 1, 2 })]
    public void WhatIsWrittenIsReadBack(int[] sizes)
    {
        Shape shape = Shape.Create(sizes);
        using TemporaryFolder folder = new();
        foreach (ElementType type in NpyElements.Types)
        {
            float[] values = [.. Enumerable.Range(0, (int)shape.Count).Select(i => (float)(type == ElementType.BOOL ? i % 2 : i))];
            NpyFile.Write(folder["x.npy"], Tensor.From(values, shape), type);
            Tensor read = NpyFile.Read(folder["x.npy"]);
            Assert.Equal(shape, read.Shape);
            Assert.Equal(values, read.ToArray());
            Assert.Equal(0, (File.ReadAllBytes(folder["x.npy"]).Length - shape.Count * (type.Bits() / 8)) % 64);
        }
    }

    [Theory, InlineData(ElementType.I32, 0.5), InlineData(ElementType.U8, 256), InlineData(ElementType.U16, -1), InlineData(ElementType.BOOL, 2), InlineData(ElementType.I64, double.NaN)]
    public void ANumberThatTheTypeDoesNotHoldIsAnErrorAndLeavesNoFile(ElementType type, double value)
    {
        using TemporaryFolder folder = new();
        string message = Assert.Throws<FoveaException>(() => NpyFile.Write(folder["x.npy"], Tensor.From([1f, (float)value], [2]), type)).Message;
        Assert.Contains("element 1 is", message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void ATypeThatNumPyDoesNotHaveIsAnError()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("no elements of type BF16", Assert.Throws<FoveaException>(() => NpyFile.Write(folder["x.npy"], Tensor.From(1f), ElementType.BF16)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, int, string> Broken => new()
    {
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8, "(3) elements of f4 take 12 bytes, 8 follow the header" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 16, "(3) elements of f4 take 12 bytes, 16 follow the header" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647), }", 8, "take 36893488113059364872 bytes" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", 8, "more elements than can be counted" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,), }", 8, "not a whole number from 0 to 2^31 - 1" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 8, "not a whole number from 0 to 2^31 - 1" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", 8, "a number and not a list of sizes" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2), }", 8, "no comma" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,), }", 8, "has shape twice" },
        { "{'descr': '<f4', 'fortran_order': False, }", 8, "has no shape" },
        { "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", 8, "neither True nor False" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", 8, "unknown key 'x'" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} print(1)", 8, "follows the header's dictionary" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", 8, "'}' is expected" },
        { "{'descr': '<f4, 'fortran_order': False", 8, "'}' is expected" },
        { "", 0, "'{' is expected" },
        { "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, "type '|O', which are not read" },
        { "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", 8, "type '<c8', which are not read" },
        { "{'descr': '<U5', 'fortran_order': False, 'shape': (1,), }", 8, "type '<U5', which are not read" },
        { "{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", 8, "type '|f4', which are not read" },
        { "{'descr': '', 'fortran_order': False, 'shape': (2,), }", 8, "type '', which are not read" },
        { "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", 8, "records with fields" },
        { "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", 8, "element 1 is 16777217, a whole number that single precision cannot hold" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void ABrokenFileIsOneClearError(string header, int length, string reason)
    {
        byte[] data = new byte[length];
        if (length >= 8) BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4), (1 << 24) + 1);
        string message = Assert.Throws<BadFileException>(() => Read(Bytes(header, data))).Message;
        Assert.Contains("x.npy", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCutOfAFileIsAnError()
    {
        byte[] whole = Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", new byte[8]);
        for (int length = 0; length < whole.Length; length++) Assert.Throws<BadFileException>(() => Read(whole[..length]));
    }

    [Fact]
    public void AHeaderLengthThatLiesTakesNoMemory()
    {
        byte[] file = Bytes("{}", [], version: 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), uint.MaxValue);
        Assert.Contains("said to have 4294967295 bytes", Assert.Throws<BadFileException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherVersionOrNoFileIsAnError()
    {
        Assert.Contains("version 4.0", Assert.Throws<BadFileException>(() => Read(Bytes("{}", [], version: 4))).Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => NpyFile.Read(folder["none.npy"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<BadFileException>(() => NpyFile.Read(folder.Root)).Message, StringComparison.Ordinal);
    }

    static byte[] Bytes(string header, byte[] data, int version = 1)
    {
        byte[] length = version == 1 ? [(byte)header.Length, (byte)(header.Length >> 8)] : [(byte)header.Length, (byte)(header.Length >> 8), 0, 0];
        return [0x93, .. Encoding.ASCII.GetBytes("NUMPY"), (byte)version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. data];
    }

    static Tensor Read(byte[] file)
    {
        using TemporaryFolder folder = new();
        return NpyFile.Read(folder.Write("x.npy", file));
    }
}

using System.IO.Compression;
using System.Text.Json;
using Fovea.Tests.Layers;
using Fovea.Tests.Runs;
using Fovea.Weights;

namespace Fovea.Tests.Weights;

public class TorchFileTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("weights.expected.json");

    [Theory]
    [InlineData("types.pth")]
    [InlineData("views.pth")]
    [InlineData("protocol3.pth")]
    [InlineData("protocol4.pth")]
    [InlineData("protocol5.pth")]
    [InlineData("little.pth")]
    [InlineData("newer.pth")]
    public void ReadsWhatPyTorchHasWritten(string name)
    {
        using TestFolder folder = new();
        using WeightFile file = WeightFile.Open(folder.Unpack(name));
        Dictionary<string, Expected> expected = Expected.Table(Cases[name].GetProperty("tensors"));
        Assert.Equal(expected.Keys.Order(), file.Entries.Select(entry => entry.Name).Order());
        foreach (var (key, tensor) in expected)
        {
            Assert.Equal(tensor.Shape.Select(size => (long)size), file[key].Shape);
            // The file of expected values has 12 digits.
            Assert.Equal(tensor.Values.Select(value => (float)value), file.ReadFloats(key));
        }
    }

    [Fact]
    public void ElementsThatLieApartAreNotGivenAsBytes()
    {
        using TestFolder folder = new();
        using WeightFile file = WeightFile.Open(folder.Unpack("views.pth"));
        byte[] bytes = new byte[24 * sizeof(float)];
        file.ReadBytes("whole", bytes);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        Assert.Throws<FoveaException>(() => file.ReadBytes("transposed", bytes));
    }

    [Theory]
    [InlineData("command.pth", "posix.system")]
    [InlineData("command4.pth", "posix.system")]
    [InlineData("namespace.pth", "argparse.Namespace")]
    [InlineData("numpy.pth", "numpy.core.multiarray.scalar")]
    [InlineData("whole.pth", "torch.nn.modules.linear.Linear", "state_dict()")]
    [InlineData("sparse.pth", "torch._utils._rebuild_sparse_tensor")]
    [InlineData("quantised.pth", "torch._utils._rebuild_qtensor")]
    [InlineData("complex128.pth", "torch.ComplexDoubleStorage")]
    [InlineData("set.pth", "of a set")]
    public void RefusesByNameWhatIsNoWeight(string name, params string[] words)
    {
        using TestFolder folder = new();
        BadFileException error = Assert.Throws<BadFileException>(() => WeightFile.Open(folder.Unpack(name)));
        Assert.All(words, word => Assert.Contains(word, error.Message));
        Assert.Equal(folder[name], error.File);
        // The place is that of the operation: the byte there is one of GLOBAL, STACK_GLOBAL or EMPTY_SET.
        Assert.Contains(TorchFiles.Bytes(name)[(int)error.Offset!.Value], (byte[])[(byte)'c', 0x93, 0x8F]);
        Assert.False(File.Exists("executed.txt"));
    }

    [Theory]
    [InlineData("tensor.pth", "one tensor")]
    [InlineData("list.pth", "no dictionary of weights")]
    [InlineData("numbers.pth", "no dictionary of weights under a usual name; it has 'epoch'")]
    [InlineData("two.pth", "'teacher', 'student'")]
    [InlineData("legacy.pth", "before version 1.6", "torch.save(torch.load(")]
    [InlineData("legacy4.pth", "before version 1.6", "torch.save(torch.load(")]
    [InlineData("script.pth", "TorchScript", "torch.jit.load(")]
    [InlineData("big.pth", "'little'")]
    public void SaysWhatTheFileIsAndHowToGoOn(string name, params string[] words)
    {
        using TestFolder folder = new();
        BadFileException error = Assert.Throws<BadFileException>(() => WeightFile.Open(folder.Unpack(name)));
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }

    [Fact]
    public void TheContentDecidesNotTheName()
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["a.pth"], [new TensorData("w", [1], new float[] { 3 })]);
        File.Move(folder.Unpack("views.pth"), folder["b.safetensors"]);
        using WeightFile a = WeightFile.Open(folder["a.pth"]), b = WeightFile.Open(folder["b.safetensors"]);
        Assert.Equal(("safetensors", "PyTorch"), (a.Format, b.Format));
        Assert.Equal([3f], a.ReadFloats("w"));
        Assert.Equal([23f], b.ReadFloats("scalar"));
    }

    [Fact]
    public void OtherFilesAreNamed()
    {
        using TestFolder folder = new();
        void Check(byte[] content, string what)
        {
            File.WriteAllBytes(folder["x"], content);
            Assert.Contains(what, Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"])).Message);
        }
        Check([], "is empty");
        Check([1, 2, 3], "no weight file of a known format");
        Check([.. "\x89HDF\r\n\x1a\n"u8, 0, 0], "no weight file");
        Check([0x89, .. "HDF\r\n\x1a\n"u8], "HDF5");
        Check([0x93, .. "NUMPY"u8, 1, 0], "NumPy");
        Check([.. "\n<!DOCTYPE HTML><html>404"u8], "web page");
        Check([.. "version https://git-lfs.github.com/spec/v1\noid sha256:0"u8], "git lfs pull");
        Check([0x1F, 0x8B, 8, 0], "gzip");
        Check([.. "GGUF"u8, 3, 0, 0, 0], "GGUF");
        Check([0x80, 4, 0x95, 0, 0], "Python pickle");
        Check([8, 7, 0x12, 7, .. "pytorch"u8], "ONNX");
        byte[] tar = new byte[600];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Check(tar, "tar archive");
    }

    [Fact]
    public void ArchivesOfOtherKindsAreNamed()
    {
        using TestFolder folder = new();
        void Check(string record, CompressionLevel level, string what)
        {
            File.Delete(folder["x"]);
            using (ZipArchive zip = ZipFile.Open(folder["x"], ZipArchiveMode.Create))
            using (StreamWriter writer = new(zip.CreateEntry(record, level).Open()))
                writer.Write(new string('a', 1000));
            Assert.Contains(what, Assert.Throws<BadFileException>(() => WeightFile.Open(folder["x"])).Message);
        }
        Check("weights.npy", CompressionLevel.NoCompression, "NumPy");
        Check("model.weights.h5", CompressionLevel.NoCompression, "Keras");
        Check("readme.txt", CompressionLevel.NoCompression, "no data.pkl");
        Check("archive/data.pkl", CompressionLevel.NoCompression, "no pickle of protocol 2 to 5");
        Check("archive/data.pkl", CompressionLevel.Optimal, "compressed");
    }
}

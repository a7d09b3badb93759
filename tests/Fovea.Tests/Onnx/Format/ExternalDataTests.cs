using System.Runtime.InteropServices;
using Fovea.Onnx;
using Fovea.Tests.Data;
using static Fovea.Tests.Onnx.WireBytes;

namespace Fovea.Tests.Onnx;

/// <summary>Data beside the model: read where they may lie, refused elsewhere.</summary>
public sealed class ExternalDataTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A model with one tensor of 1000 numbers, said to lie at a place in another file; and a file <c>model/data</c> that holds them.</summary>
    string Model(string location, string? offset = null, string? length = null)
    {
        static byte[] Entry(string key, string value) => Field(13, Field(1, key), Field(2, value));
        folder.Write("model/data", MemoryMarshal.AsBytes(Enumerable.Range(0, 1000).Select(i => (float)i).ToArray().AsSpan()).ToArray());
        return folder.Write("model/m.onnx", ModelOf(Field(1, 1000), Field(2, 1), Field(8, "w"), Entry("location", location),
            offset is null ? [] : Entry("offset", offset), length is null ? [] : Entry("length", length), Field(14, 1)));
    }

    [Fact]
    public void DataBesideTheModelAreRead()
    {
        using OnnxFile file = OnnxFile.Read(Model("data"));
        Assert.Equal(999, file.Graph.Initializers.Single().ReadDoubles()[^1]);
    }

    [Fact]
    public void DataInAFolderBelowAreRead()
    {
        string path = Model("below/d");
        folder.Write("model/below/d", File.ReadAllBytes(folder["model/data"]));
        using OnnxFile file = OnnxFile.Read(path);
        Assert.Equal(999, file.Graph.Initializers.Single().ReadDoubles()[^1]);
    }

    [Theory]
    [InlineData("../secret", "'..'")]
    [InlineData("a/../../b", "'..'")]
    [InlineData("..\\secret", "'..'")]
    [InlineData("/etc/hosts", "absolute")]
    [InlineData("C:\\x", "absolute")]
    [InlineData("\\x", "absolute")]
    public void DataOutsideOfTheModelsFolderAreRefused(string location, string reason)
    {
        folder.Write("secret", new byte[8192]);
        BadFileException error = Assert.Throws<BadFileException>(() => OnnxFile.Read(Model(location)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("'w'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link", "link", "secret", false)]
    [InlineData("dir/x", "dir", "away", false)]
    [InlineData("link", "link", "model/data", true)]
    public void LinksMayNotLeadOutside(string location, string link, string target, bool isInside)
    {
        folder.Write("secret", new byte[8192]);
        folder.Write("away/x", new byte[8192]);
        string path = Model(location);
        File.CreateSymbolicLink(folder[$"model/{link}"], folder[target]);
        if (isInside) OnnxFile.Read(path).Dispose();
        else Assert.Contains("a link", Assert.Throws<BadFileException>(() => OnnxFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileAndAShortOneAreNamed()
    {
        string path = Model("data");
        File.Delete(folder["model/data"]);
        BadFileException missing = Assert.Throws<BadFileException>(() => OnnxFile.Read(path));
        Assert.Contains("'data'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("no such file", missing.Message, StringComparison.Ordinal);
        folder.Write("model/data", new byte[3999]);
        Assert.Contains("which has 3999", Assert.Throws<BadFileException>(() => OnnxFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8", "4000", "takes bytes 8 to 4008")]
    [InlineData("5000", null, "begins at byte 5000")]
    [InlineData("0", "3996", "need 4000")]
    [InlineData("-4", null, "no whole number")]
    [InlineData("99999999999999999999", null, "no whole number")]
    [InlineData("0", "9223372036854775807", "takes bytes")]
    public void PlacesThatAreNotThereAreRefused(string offset, string? length, string reason) =>
        Assert.Contains(reason, Assert.Throws<BadFileException>(() => OnnxFile.Read(Model("data", offset, length))).Message, StringComparison.Ordinal);
}

using System.Text;
using Fovea.Data;

namespace Fovea.Tests.Data;

public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("l.txt", "tench\ngoldfish\n", "tench|goldfish")]
    [InlineData("l.txt", "\uFEFFn01440764 tench, Tinca tinca\r\nn01443537 goldfish, Carassius auratus\r\n\r\n  \r\n", "n01440764 tench, Tinca tinca|n01443537 goldfish, Carassius auratus")]
    [InlineData("labels", "0\ttench\n1\tgoldfish", "0\ttench|1\tgoldfish")]
    [InlineData("l.txt", "cråne\ncråne", "cråne|cråne")]
    [InlineData("l.json", "[\"tench\", \"goldfish\"]", "tench|goldfish")]
    [InlineData("l.JSON", "{\"1\": \"goldfish\", \"0\": \"tench\"}", "tench|goldfish")]
    [InlineData("l.json", "{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"],}", "tench|goldfish")]
    public void Every_form_is_read(string name, string text, string expected)
    {
        string path = folder.Write(name, Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected.Split('|'), LabelFile.Read(path));
        Assert.Equal(expected.Split('|'), LabelFile.Read(path, 2));
        Assert.Contains("holds 2 names of classes, but the model has 1000 outputs", Assert.Throws<BadFileException>(() => LabelFile.Read(path, 1000)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("l.txt", "", "holds no names")]
    [InlineData("l.txt", "\n\n", "holds no names")]
    [InlineData("l.txt", "a\n\nb", "line 2 is empty")]
    [InlineData("l.txt", "a\nb\u0001", "control characters")]
    [InlineData("l.json", "[]", "holds no names")]
    [InlineData("l.json", "7", "neither an array")]
    [InlineData("l.json", "[\"a\", 1]", "entry 1 is no name")]
    [InlineData("l.json", "[\"a\", \"\"]", "entry 1 is no name")]
    [InlineData("l.json", "{\"0\": \"a\", \"2\": \"b\"}", "none for index 1")]
    [InlineData("l.json", "{\"0\": \"a\", \"00\": \"b\"}", "index 0 stands twice")]
    [InlineData("l.json", "{\"a\": \"b\"}", "'a' is no index")]
    [InlineData("l.json", "[\"a\"", "not valid JSON")]
    [InlineData("l.json", "[\"a\"] x", "not valid JSON")]
    [InlineData("l.json", "[\"a\"] 3", "not valid JSON")]
    public void Bad_files_are_told(string name, string text, string message)
    {
        string path = folder.Write(name, Encoding.UTF8.GetBytes(text));
        var error = Assert.Throws<BadFileException>(() => LabelFile.Read(path));
        Assert.Equal(path, error.File);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_text_and_no_file_is_told()
    {
        Assert.Contains("UTF-8", Assert.Throws<BadFileException>(() => LabelFile.Read(folder.Write("x.txt", [0xFF, 0xFE, 0x41]))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => LabelFile.Read(folder["none.txt"])).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<BadFileException>(() => LabelFile.Read(folder.Root)).Message, StringComparison.Ordinal);
    }
}

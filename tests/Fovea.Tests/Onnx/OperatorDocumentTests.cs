using System.Text;
using Fovea.Onnx;

namespace Fovea.Tests.Onnx;

/// <summary>The list of operators in docs/onnx.md is that of the tables.</summary>
public class OperatorDocumentTests
{
    const string Begin = "<!-- operators: written by OperatorDocumentTests -->", End = "<!-- end of operators -->";

    static string Document
    {
        get
        {
            DirectoryInfo? at = new(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "Fovea.slnx"))) at = at.Parent;
            return Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("the checkout is not above the tests"), "docs", "onnx.md");
        }
    }

    [Fact]
    public void TheDocumentListsEveryOperator()
    {
        string text = File.ReadAllText(Document);
        int from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = text.IndexOf(End, StringComparison.Ordinal);
        string written = text[..from] + "\n\n" + Listed() + "\n" + text[to..];
        // To bring the document up to date: FOVEA_WRITE_DOCUMENTS=1 dotnet test --filter OperatorDocumentTests
        if (Environment.GetEnvironmentVariable("FOVEA_WRITE_DOCUMENTS") == "1") File.WriteAllText(Document, written);
        Assert.Equal(written, File.ReadAllText(Document));
    }

    /// <summary>Every operator that is listed is also judged: it stands in a case of the pack.</summary>
    [Fact]
    public void EveryOperatorHasACase()
    {
        HashSet<string> judged = [.. OperatorPack.Cases.Values.SelectMany(row => Operators(row.Model))];
        Assert.All(OnnxOperators.All.Select(row => row.Name).Distinct(), name => Assert.True(judged.Contains(name) || name is "Bernoulli", name));
    }

    static IEnumerable<string> Operators(byte[] model)
    {
        // NodeProto.op_type is field 4: the byte 0x22, a quotation mark, then the length and the name.
        string text = Encoding.Latin1.GetString(model);
        return OnnxOperators.All.Select(row => row.Name).Where(name => text.Contains($"\"{(char)name.Length}{name}", StringComparison.Ordinal));
    }

    static string Listed()
    {
        StringBuilder text = new();
        int count = OnnxOperators.All.Select(row => (row.Domain, row.Name)).Distinct().Count();
        text.Append($"{count} operators, of versions {OnnxOperators.FirstOpset} to {OnnxOperators.LastOpset} of the operator set.\n\n| family | operators |\n|---|---|\n");
        foreach (var (title, rows) in OnnxOperators.Families)
        {
            IEnumerable<string> names = rows.GroupBy(row => row.Name).Select(group => $"`{group.Key}`{(group.First() is { Domain: "" } ? "" : "\\*")}");
            text.Append($"| {title} | {string.Join(", ", names)} |\n");
        }
        text.Append("\n\\* of the domain com.microsoft\n\nNot supported of these:\n\n");
        foreach (OnnxOperator row in OnnxOperators.All.Where(row => row.Refused.Length > 0).OrderBy(row => row.Name, StringComparer.Ordinal)) text.Append($"- `{row.Name}`: {row.Refused}\n");
        return text.ToString();
    }
}

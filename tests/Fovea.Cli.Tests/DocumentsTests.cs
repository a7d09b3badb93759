namespace Fovea.Cli.Tests;

/// <summary>The documents that a newcomer reads hold no gaps, and the names in them exist.</summary>
public class DocumentsTests
{
    static string Root
    {
        get
        {
            DirectoryInfo? at = new(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "Fovea.slnx"))) at = at.Parent;
            return at?.FullName ?? throw new DirectoryNotFoundException("the checkout is not above the tests");
        }
    }

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md")).Select(path => Path.GetRelativePath(Root, path))];

    [Theory, MemberData(nameof(Documents))]
    public void NothingIsLeftToFillIn(string document)
    {
        string text = File.ReadAllText(Path.Combine(Root, document));
        foreach (string mark in new[] { "@@", "TBD", "???" }) Assert.DoesNotContain(mark, text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Documents))]
    public void LinkedFilesExist(string document)
    {
        string text = File.ReadAllText(Path.Combine(Root, document)), folder = Path.GetDirectoryName(Path.Combine(Root, document))!;
        foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(text, @"\]\((?!http)([^)#]+)\)"))
            Assert.True(Path.Exists(Path.Combine(folder, link.Groups[1].Value)), $"{document} links to {link.Groups[1].Value}, which does not exist");
    }

    /// <summary>Where it differs, the failure shows the whole table as it must be.</summary>
    [Fact]
    public void TheTableOfModelsIsThatOfTheRegistry()
    {
        string Count(long number) => number.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture);
        System.Text.StringBuilder table = new("| name | input | parameters | multiply-adds | weights | paper | what it is |\n|---|---|--:|--:|---|---|---|\n");
        foreach (Models.ModelEntry entry in Models.ModelRegistry.All)
        {
            Insight.ModelSummary summary = Insight.ModelSummary.Of(entry.Create(), [1, .. entry.Input]);
            string heads = summary.TrainingOnlyParameters == 0 ? "" : $" ({Count(summary.Parameters + summary.TrainingOnlyParameters)} in training)";
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{entry.Name}` | {string.Join('x', entry.Input)} | {Count(summary.Parameters)}{heads} | {Count(summary.MultiplyAdds)} ");
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {(entry.InTorchvision ? "torchvision" : "")} | {entry.Paper} | {entry.Description} |\n");
        }
        string text = File.ReadAllText(Path.Combine(Root, "docs", "models.md")).ReplaceLineEndings("\n");
        Assert.True(text.Contains(table.ToString(), StringComparison.Ordinal), $"docs/models.md must have this table:\n{table}");
    }

    /// <summary>Where it differs, <c>fovea filters --document docs</c> writes it anew.</summary>
    [Fact]
    public void ThePageOfFiltersIsThatOfTheRegistry()
    {
        string text = File.ReadAllText(Path.Combine(Root, "docs", Filtering.FilterDocument.Name)).ReplaceLineEndings("\n");
        Assert.True(text == Filtering.FilterDocument.Text(), "docs/filters.md differs from the registry: fovea filters --document docs writes it anew");
    }

    [Fact]
    public void ThePicturesOfFiltersAreSmallAndAllOfThemAreShown()
    {
        string text = File.ReadAllText(Path.Combine(Root, "docs", Filtering.FilterDocument.Name));
        FileInfo[] pictures = new DirectoryInfo(Path.Combine(Root, "docs", Filtering.FilterDocument.Pictures)).GetFiles();
        Assert.All(pictures, picture => Assert.Contains($"({Filtering.FilterDocument.Pictures}/{picture.Name})", text, StringComparison.Ordinal));
        Assert.InRange(pictures.Sum(picture => picture.Length), 0, 1_500_000);
    }
}

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

    [Fact]
    public void TheReadmeNamesEveryModel()
    {
        string text = File.ReadAllText(Path.Combine(Root, "README.md"));
        Assert.All(Models.ModelRegistry.Names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }
}

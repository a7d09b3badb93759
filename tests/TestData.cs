namespace Fovea.Testing;

/// <summary>Where the real data for tests lies: the folder named by FOVEA_TEST_DATA, or shared/data beside the checkout.</summary>
internal static class TestData
{
    public static string? Folder { get; } = Find();

    /// <summary>The path of a file or folder below the data folder, or null where it is missing.</summary>
    public static string? Path(string relative)
    {
        if (Folder is null) return null;
        string path = System.IO.Path.Combine(Folder, relative);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    /// <summary>The path of a file or folder below the data folder; for tests marked with <see cref="DataFactAttribute"/>.</summary>
    public static string Require(string relative) => Path(relative) ?? throw new FileNotFoundException($"test data '{relative}' is missing");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FOVEA_TEST_DATA") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = System.IO.Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}

/// <summary>A test that needs real data; skipped, with the reason, where the data is missing.</summary>
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string relative)
    {
        if (TestData.Path(relative) is null) Skip = $"needs '{relative}' in the folder that FOVEA_TEST_DATA names (or shared/data beside the checkout)";
    }
}

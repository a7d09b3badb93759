namespace Fovea.Imaging;

/// <summary>Free structuring elements as text: rows of 0 and 1, also without blanks, separated by semicolons or by ends of lines.</summary>
internal static class ElementText
{
    /// <summary>No text of an element is longer than this.</summary>
    private const long LongestFile = 64L << 20;

    /// <summary>Reads rows, with or without brackets around them.</summary>
    /// <param name="text">The rows.</param>
    /// <param name="name">What errors call it.</param>
    public static StructuringElement Read(string text, string name)
    {
        string rows = text.Trim();
        if (rows.StartsWith('[') != rows.EndsWith(']')) throw new FoveaException($"element '{name}': it begins with [ or ends with ], but not both");
        if (rows.StartsWith('[')) rows = rows[1..^1];
        bool[][] cells = [.. rows.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(row => Row(row, name)).Where(row => row.Length > 0)];
        if (cells.Length == 0) throw new FoveaException($"element '{name}': it has no rows", "write rows of 0 and 1, as in [010;111;010]");
        if (Array.Find(cells, row => row.Length != cells[0].Length) is { } other)
            throw new FoveaException($"element '{name}': its rows have {cells[0].Length} and {other.Length} columns, but all must have the same number");
        bool[,] grid = new bool[cells.Length, cells[0].Length];
        for (int y = 0; y < cells.Length; y++)
            for (int x = 0; x < cells[y].Length; x++) grid[y, x] = cells[y][x];
        return StructuringElement.Of(grid);
    }

    /// <summary>Reads a text file of rows.</summary>
    public static StructuringElement ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile }) throw new FoveaException($"{path}: the file is too long for a structuring element");
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FoveaException($"element '@{path}': the file cannot be read: {error.Message}");
        }
    }

    private static bool[] Row(string row, string name)
    {
        List<bool> cells = [];
        foreach (char c in row)
        {
            if (c is ' ' or ',' or '\t' or '\r') continue;
            if (c is not ('0' or '1')) throw new FoveaException($"element '{name}': '{c}' is neither 0 nor 1", "elements are flat: 1 for a pixel that belongs to it, 0 for one that does not");
            cells.Add(c == '1');
        }
        return [.. cells];
    }
}

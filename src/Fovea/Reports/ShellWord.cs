namespace Fovea.Reports;

/// <summary>A word of a suggested command as a shell takes it.</summary>
public static class ShellWord
{
    /// <summary>The word, quoted where it has to be: with double quotes where that is enough, as these work in every shell.</summary>
    public static string Of(string word)
    {
        if (word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "_-./:=,+@%".Contains(c, StringComparison.Ordinal) || c == Path.DirectorySeparatorChar)) return word;
        return word.AsSpan().ContainsAny("\"$`!\n") || word.EndsWith('\\') ? $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'" : $"\"{word}\"";
    }
}

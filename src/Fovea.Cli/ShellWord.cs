namespace Fovea.Cli;

/// <summary>Words of commands that are suggested.</summary>
static class ShellWord
{
    /// <summary>A path as a shell takes it: quoted where it has to be, with double quotes where that is enough, as these work in every shell.</summary>
    public static string Of(string path)
    {
        if (path.Length > 0 && path.All(c => char.IsLetterOrDigit(c) || "_-./:=,+@%".Contains(c, StringComparison.Ordinal) || c == Path.DirectorySeparatorChar)) return path;
        return path.AsSpan().ContainsAny("\"$`!\n") ? $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'" : $"\"{path}\"";
    }
}

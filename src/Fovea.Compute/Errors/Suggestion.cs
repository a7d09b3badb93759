namespace Fovea;

/// <summary>"Did you mean": the known name nearest to a mistyped one.</summary>
public static class Suggestion
{
    /// <summary>
    /// The name in <paramref name="known"/> with the smallest edit distance (Levenshtein, transpositions count one) to <paramref name="given"/>,
    /// compared without case, or null where none is nearer than half the length of the given name. A name that goes on where the given one stops (<c>gauss</c>)
    /// counts as one change, and one that stops earlier (<c>grayscale</c>) as two.
    /// </summary>
    public static string? For(string given, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(2, given.Length / 2) + 1;
        foreach (string name in known)
        {
            int distance = Distance(given.ToLowerInvariant(), name.ToLowerInvariant());
            if (given.Length >= 2 && name.StartsWith(given, StringComparison.OrdinalIgnoreCase)) distance = Math.Min(distance, 1);
            else if (name.Length >= 3 && given.StartsWith(name, StringComparison.OrdinalIgnoreCase)) distance = Math.Min(distance, 2);
            if (distance < bestDistance) (best, bestDistance) = (name, distance);
        }
        return best;
    }

    /// <summary>The error for a name that is not in a list: says what was asked for, the nearest known name, and all that are known.</summary>
    public static FoveaException Unknown(string what, string given, IReadOnlyCollection<string> known)
    {
        string nearest = For(given, known) is { } name ? $"did you mean '{name}'? " : "";
        return new FoveaException($"unknown {what} '{given}'", $"{nearest}known: {string.Join(", ", known)}");
    }

    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}

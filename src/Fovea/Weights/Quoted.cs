using System.Text;

namespace Fovea.Weights;

/// <summary>Text of a file that may be hostile, made fit for an error message.</summary>
internal static class Quoted
{
    /// <summary>A name in quotes: control characters made visible, long names cut.</summary>
    public static string Name(string name) => $"'{Plain(name)}'";

    /// <summary>The same without quotes, for lists.</summary>
    public static string Plain(string name)
    {
        const int Longest = 100;
        StringBuilder text = new();
        foreach (char c in name.Length > Longest ? name.AsSpan(0, Longest) : name)
            text.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return text.Append(name.Length > Longest ? "..." : "").ToString();
    }
}

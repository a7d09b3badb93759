using System.Text;

namespace Fovea.Imaging;

/// <summary>Cuts the text of a pipeline into filters and their words.</summary>
internal static class PipelineText
{
    /// <summary>
    /// The words of each filter. Filters are separated by <c>|</c> and words by blanks, but not inside brackets or quotation marks, and a blank before a bracket
    /// separates nothing either, so that a factor may stand before the weights.
    /// </summary>
    /// <exception cref="FoveaException">A bracket or a quotation mark is not closed.</exception>
    public static IEnumerable<string[]> Filters(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        char closing = '\0';
        int opened = 0;
        void EndWord()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (closing != '\0')
            {
                if (c != closing || c == ']') word.Append(c);
                if (c == closing) closing = '\0';
            }
            else if (c is '[' or '"' or '\'')
            {
                (closing, opened) = (c == '[' ? ']' : c, i);
                if (c == '[') word.Append(c);
            }
            else if (c == '|')
            {
                EndWord();
                yield return [.. words];
                words.Clear();
            }
            else if (!char.IsWhiteSpace(c)) word.Append(c);
            else if (text.AsSpan(i).TrimStart() is not ['[', ..]) EndWord();
        }
        if (closing != '\0') throw new FoveaException($"'{text}': the {(closing == ']' ? "bracket" : "quotation mark")} at place {opened} is not closed", $"close it with {closing}");
        EndWord();
        yield return [.. words];
    }
}

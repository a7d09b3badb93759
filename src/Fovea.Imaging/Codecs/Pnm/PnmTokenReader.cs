using System.Globalization;
using System.Text;

namespace Fovea.Imaging;

/// <summary>Reads the numbers of the text parts of PNM and PFM files. Each takes exactly one byte of white space after it.</summary>
/// <param name="source">The file.</param>
/// <param name="hasComments">Whether <c>#</c> begins a comment that lasts until the line's end; so in PNM, not in PFM.</param>
internal sealed class PnmTokenReader(ImageSource source, bool hasComments)
{
    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int ReadInteger(string what, int least, int most)
    {
        long offset = SkipWhiteSpace(what, out int c);
        long value = 0;
        int digits = 0;
        for (; c is >= '0' and <= '9'; c = Next(), digits++)
            value = Math.Min(value * 10 + (c - '0'), int.MaxValue + 1L);
        if (digits == 0 || (c >= 0 && !IsWhiteSpace(c))) throw source.Bad($"the {what} is not a whole number", offset);
        if (value < least || value > most)
        {
            string found = value > int.MaxValue ? "above 2^31 - 1" : value.ToString(CultureInfo.InvariantCulture);
            throw source.Bad($"the {what} is {found}, not {least} to {most}", offset);
        }
        return (int)value;
    }

    /// <summary>A decimal number.</summary>
    public double ReadNumber(string what)
    {
        long offset = SkipWhiteSpace(what, out int c);
        var text = new StringBuilder();
        for (; c >= 0 && !IsWhiteSpace(c); c = Next())
        {
            if (text.Length == 64) throw source.Bad($"the {what} is not a number", offset);
            text.Append((char)c);
        }
        return double.TryParse(text.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw source.Bad($"the {what} is not a number", offset);
    }

    /// <summary>A digit 0 or 1; white space before it may be missing.</summary>
    public int ReadBit(string what)
    {
        long offset = SkipWhiteSpace(what, out int c);
        return c is '0' or '1' ? c - '0' : throw source.Bad($"the {what} is neither 0 nor 1", offset);
    }

    private long SkipWhiteSpace(string what, out int c)
    {
        do c = Next();
        while (IsWhiteSpace(c));
        return c < 0 ? throw source.Ends($"the {what}") : source.Position - 1;
    }

    // A comment counts as the line end that closes it, as Netpbm reads it: so one may even follow the last number of the header.
    private int Next()
    {
        int c = source.ReadByte();
        if (c != '#' || !hasComments) return c;
        do c = source.ReadByte();
        while (c is not ('\n' or '\r' or -1));
        return c;
    }

    private static bool IsWhiteSpace(int c) => c is ' ' or '\t' or '\n' or '\v' or '\f' or '\r';
}

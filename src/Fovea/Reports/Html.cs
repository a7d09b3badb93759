using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fovea.Reports;

/// <summary>
/// A piece of a page. It is written as an interpolated string whose literal parts are markup and whose holes are text that is escaped, unless a hole is a piece itself:
/// a name or a path can never become markup.
/// </summary>
sealed class Html
{
    readonly string markup;

    Html(string markup) => this.markup = markup;

    public static Html Empty { get; } = new("");

    public static Html Of(Markup markup) => new(markup.ToString());

    /// <summary>The pieces one after the other, each on a line of its own.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Join('\n', pieces.Select(piece => piece.markup)));

    public static Html When(bool condition, Func<Html> piece) => condition ? piece() : Empty;

    public override string ToString() => markup;

    /// <summary>Collects the parts of the interpolated string; numbers are written as everywhere, never in a local form.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup(int literalLength, int holes)
    {
        readonly StringBuilder text = new(literalLength + 16 * holes);

        public void AppendLiteral(string markup) => text.Append(markup);

        public void AppendFormatted(Html piece) => text.Append(piece.markup);

        public void AppendFormatted(string? value) => Escape(value);

        public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable => Escape(value.ToString(format, CultureInfo.InvariantCulture));

        public override string ToString() => text.ToString();

        void Escape(string? value)
        {
            foreach (Rune rune in (value ?? "").EnumerateRunes())
                switch (rune.Value)
                {
                    case '<': text.Append("&lt;"); break;
                    case '>': text.Append("&gt;"); break;
                    case '&': text.Append("&amp;"); break;
                    case '"': text.Append("&quot;"); break;
                    case '\'': text.Append("&#39;"); break;
                    // Neither HTML nor XML has a way to write the other control characters.
                    case < ' ' and not ('\t' or '\n') or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF: text.Append('\uFFFD'); break;
                    default: text.Append(rune.ToString()); break;
                }
        }
    }
}

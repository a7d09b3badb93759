using System.Globalization;
using Fovea.Reports;

namespace Fovea.Tests.Reports;

public class HtmlTests
{
    [Fact]
    public void TextIsEscapedAndPiecesAreNot()
    {
        const string Text = "<b>&\"'";
        Html inner = Html.Of($"<i>{Text}</i>");
        Assert.Equal("<p><i>&lt;b&gt;&amp;&quot;&#39;</i></p>", Html.Of($"<p>{inner}</p>").ToString());
    }

    [Fact]
    public void CharactersThatNoPageCanHoldAreReplaced()
    {
        Assert.Equal("a\uFFFDb\t\n\uFFFD\uFFFD\uFFFD😀ä", Html.Of($"{"a\u0001b\t\n\uD800\uFFFE\u0085😀ä"}").ToString());
    }

    [Fact]
    public void NumbersHaveNoLocalForm()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal("-1.5 0.25", Html.Of($"{-1.5} {0.25:0.##}").ToString());
            Assert.Equal("98.77 % 1,234 −0.5 1e−6", $"{Figures.Percent(0.98765)} {Figures.Count(1234)} {Figures.Short(-0.5)} {Figures.Short(1e-6)}");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(1, "100.00 %")]
    [InlineData(0, "0.00 %")]
    [InlineData(0.99999, "> 99.99 %")]
    [InlineData(0.00001, "< 0.01 %")]
    [InlineData(double.NaN, "–")]
    public void NearlyAllIsNotAll(double share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Theory]
    [InlineData(0.0341, "0.0341")]
    [InlineData(0.0000213, "2.13e−5")]
    [InlineData(2.302585, "2.3026")]
    [InlineData(double.PositiveInfinity, "infinite")]
    [InlineData(1e12, "1e12")]
    public void ALossKeepsItsDigits(double loss, string text) => Assert.Equal(text, Figures.Loss(loss));

    [Theory]
    [InlineData(4.26, "4.3 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(7380, "2 h 3 min")]
    public void TimesAreReadable(double seconds, string text) => Assert.Equal(text, Figures.Duration(seconds));
}

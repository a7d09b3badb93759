using System.Globalization;

namespace Fovea.Reports;

/// <summary>Numbers as a reader wants them; the exact ones stand beside them in the page as <c>data value</c>.</summary>
static class Figures
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share of 0 to 1, in percent, with two decimals.</summary>
    public static string Percent(double share) => Percent(share, 2);

    /// <summary>A share of 0 to 1, in percent. What is not quite all or nothing is not rounded to it.</summary>
    public static string Percent(double share, int digits)
    {
        if (!double.IsFinite(share)) return "–";
        double smallest = Math.Pow(10, -digits), percent = share * 100;
        if (percent > 100 - smallest && percent < 100) return $"> {Fixed(100 - smallest, digits)} %";
        if (percent > 0 && percent < smallest) return $"< {Fixed(smallest, digits)} %";
        return Fixed(percent, digits) + " %";
    }

    /// <summary>A loss, with digits that still tell two epochs apart.</summary>
    public static string Loss(double value) => Math.Abs(value) is 0 or >= 0.001 and < 1e6 ? Fixed(value, 4) : Short(value);

    /// <summary>Three significant digits.</summary>
    public static string Rough(double value) => Short(double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>All digits that matter of a number that was chosen, such as a learning rate.</summary>
    public static string Short(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "infinite" : "−infinite";
        string text = Math.Abs(value) is 0 or >= 1e-4 and < 1e6 ? value.ToString("0.#######", CultureInfo.InvariantCulture) : Scientific(value);
        return text.Replace('-', '−');
    }

    public static string Duration(double seconds) => seconds switch
    {
        < 60 => Fixed(seconds, 1) + " s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {(int)(seconds % 60)} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60)} min"),
    };

    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>A number for a coordinate: a tenth of a unit is less than anyone sees.</summary>
    public static string Place(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>What is shown, with the exact number for programs that read the page.</summary>
    public static Html Data(double exact, string shown) => Html.Of($"""<data value="{exact:R}">{shown}</data>""");

    static string Fixed(double value, int digits) => double.IsFinite(value)
        ? value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−')
        : Short(value);

    static string Scientific(double value) => value.ToString("0.##e0", CultureInfo.InvariantCulture);
}

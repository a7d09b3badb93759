using System.Globalization;

namespace Fovea.Cli;

/// <summary>How numbers are shown to people.</summary>
static class Figures
{
    /// <summary>A share of 0 to 1 in per cent: 99.02 %.</summary>
    public static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands apart: 61,706.</summary>
    public static string Count(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>A loss with four digits after the point; one that has exploded by its size.</summary>
    public static string Loss(double value) => value.ToString(Math.Abs(value) < 100_000 ? "0.0000" : "G4", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits: 0.02, 1.5E-06.</summary>
    public static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A length of time: 3.1 s, 2:05, 1:02:03.</summary>
    public static string Time(double seconds)
    {
        if (!(seconds >= 0 && seconds < 360_000 * 24)) return "?";
        if (seconds < 60) return seconds.ToString("0.0 s", CultureInfo.InvariantCulture);
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours < 1 ? $"{time.Minutes}:{time.Seconds:00}" : $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}";
    }

    /// <summary>A short time in milliseconds with three significant digits: 0.0123, 4.56, 789.</summary>
    public static string Milliseconds(double seconds) => (seconds * 1e3) switch
    {
        < 0.1 and var small => small.ToString("0.0000", CultureInfo.InvariantCulture),
        < 10 and var few => few.ToString("0.00", CultureInfo.InvariantCulture),
        var many => many.ToString("#,##0.0", CultureInfo.InvariantCulture),
    };

    /// <summary>Bytes in the largest unit that gives at least one: 95.2 KiB.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}

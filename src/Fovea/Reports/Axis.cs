namespace Fovea.Reports;

/// <summary>One axis of a chart: where a value lies between its ends, and the round values that are marked.</summary>
sealed class Axis
{
    /// <summary>No loss of interest lies beyond this or below its inverse; arithmetic on the ends of an axis that did would overflow.</summary>
    const double Largest = 1e30;

    const int MostTicks = 7, MostRatioTicks = 9;

    readonly Func<double, double> scale;
    readonly double from, to;

    Axis(Func<double, double> scale, double least, double most, IReadOnlyList<double> ticks, bool isLogarithmic)
    {
        (this.scale, from, to) = (scale, scale(least), scale(most));
        (Ticks, IsLogarithmic) = (ticks, isLogarithmic);
    }

    /// <summary>The marked values, rising.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Whether equal distances are equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>From 0 at the axis' lower end to 1 at the upper.</summary>
    public double Place(double value) => (scale(value) - from) / (to - from);

    /// <summary>
    /// For quantities that fall by orders of magnitude, such as a loss: logarithmic where the largest value is so many times the smallest that the small ones could not be
    /// told apart otherwise, else linear from zero. Values that are not finite are left out, and those beyond 1e30 or below 1e-30 lie outside the axis.
    /// </summary>
    public static Axis Falling(IEnumerable<double> values, double ratio)
    {
        double[] finite = [.. values.Where(double.IsFinite).Select(value => value == 0 ? 0 : Math.Sign(value) * Math.Clamp(Math.Abs(value), 1 / Largest, Largest))];
        if (finite.Length == 0) return Linear(0, 1);
        (double least, double most) = (finite.Min(), finite.Max());
        return least > 0 && most / least >= ratio ? Logarithmic(least, most) : Linear(Math.Min(0, least), most > 0 ? most : 1);
    }

    /// <summary>For shares of 0 to 1: as much of them as is needed.</summary>
    public static Axis Shares(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0) return Linear(0, 1);
        (double least, double most) = (finite.Min(), finite.Max());
        // Two shares that differ by a few images should not look far apart.
        if (most - least < 0.02) (least, most) = (Math.Max(0, least - 0.01), Math.Min(1, most + 0.01));
        return Linear(least, most);
    }

    /// <summary>From 1 to the last epoch.</summary>
    public static Axis Epochs(int last)
    {
        if (last <= 1) return new Axis(value => value, 0.5, 1.5, [1], false);
        double step = last <= 12 ? 1 : Math.Max(1, Round(last / 8.0));
        List<double> ticks = step == 1 ? [] : [1];
        for (double tick = step; tick <= last; tick += step) ticks.Add(tick);
        return new Axis(value => value, 1, last, ticks, false);
    }

    static Axis Linear(double least, double most)
    {
        if (!(most > least)) (least, most) = (least - 0.5, most + 0.5);
        double step = Round((most - least) / (MostTicks - 2));
        if (!(step > 0)) return Linear(0, 1);
        double first = Math.Floor(least / step), last = Math.Ceiling(most / step);
        List<double> ticks = [];
        for (double tick = first; tick <= last; tick++) ticks.Add(tick * step);
        return new Axis(value => value, ticks[0], ticks[^1], ticks, false);
    }

    static Axis Logarithmic(double least, double most)
    {
        int lowest = (int)Math.Floor(Math.Log10(least)) - 1, highest = (int)Math.Ceiling(Math.Log10(most)) + 1;
        List<double> round = [];
        for (int power = lowest; power <= highest; power++)
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5]) round.Add(digit * Math.Pow(10, power));
        (double from, double to) = (round.Last(value => value <= least), round.First(value => value >= most));
        List<double> ticks = [.. round.Where(value => value >= from && value <= to)];
        if (ticks.Count > MostRatioTicks)
        {
            int every = (highest - lowest) / MostTicks + 1;
            ticks = [.. Enumerable.Range(lowest, highest - lowest + 1).Where(power => power % every == 0).Select(power => Math.Pow(10, power))
                .Where(value => value >= from && value <= to)];
        }
        return new Axis(Math.Log10, from, to, ticks, true);
    }

    /// <summary>1, 2 or 5 times a power of ten: the nearest from above.</summary>
    static double Round(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        // The small excess keeps 0.30000000000000004 / 0.1 from becoming 5.
        return power * ((step / power) switch { <= 1 + 1e-9 => 1, <= 2 + 1e-9 => 2, <= 5 + 1e-9 => 5, _ => 10 });
    }
}

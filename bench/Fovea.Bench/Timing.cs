using System.Diagnostics;

namespace Fovea.Bench;

/// <summary>How long something takes.</summary>
static class Timing
{
    /// <summary>The median time of a run in milliseconds, after some that compile and take memory.</summary>
    /// <param name="run">What is timed.</param>
    /// <param name="count">The runs that are timed.</param>
    /// <param name="warmUp">How long it runs before at least; twice in any case.</param>
    public static double Median(Action run, int count, TimeSpan warmUp = default)
    {
        long begin = Stopwatch.GetTimestamp();
        run();
        do run();
        while (Stopwatch.GetElapsedTime(begin) < warmUp);
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return Median(times);
    }

    /// <summary>The middle one of some figures; of an even number the upper of the two.</summary>
    public static double Median(IReadOnlyCollection<double> figures) => figures.Order().ElementAt(figures.Count / 2);
}

namespace Fovea.Imaging;

/// <summary>The registry: every filter that the system knows by name. What is not here does not exist; what is here is tested and documented.</summary>
public static class FilterRegistry
{
    /// <summary>All filters, family by family.</summary>
    public static IReadOnlyList<FilterEntry> All { get; } =
    [
        // points
        Identity.Entry,

        // color

        // histogram

        // linear
        Correlate.Entry,
        Convolve.Entry,
        Box.Entry,
        Gaussian.Entry,

        // gradients

        // rank
        Median.Entry,
        RankFilter.Entry,
        Minimum.Entry,
        Maximum.Entry,

        // smoothing
        Bilateral.Entry,

        // morphology
        Dilate.Entry,
        Erode.Entry,
        Open.Entry,
        Close.Entry,
        MorphologicalGradient.Entry,
        TopHat.Entry,
        BlackHat.Entry,

        // regions

        // geometry
    ];

    /// <summary>The names of all filters.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>The filter of a name.</summary>
    /// <exception cref="FoveaException">There is none; the message has the nearest name and the list.</exception>
    public static FilterEntry Get(string name) => All.FirstOrDefault(entry => entry.Name == name) ?? throw Suggestion.Unknown("filter", name, Names);

    /// <summary>The entry of a filter.</summary>
    internal static FilterEntry EntryOf(Filter filter) => All.First(entry => entry.Type == filter.GetType());
}

namespace Fovea.Imaging;

/// <summary>
/// A structuring element as row segments: groups of equal length, the longest first, and in each group runs of segments that lie straight below each other.
/// </summary>
internal sealed class ElementRows
{
    /// <summary>Segments that begin in one column, one in each of some rows.</summary>
    /// <param name="Row">The first row.</param>
    /// <param name="Height">The number of rows.</param>
    /// <param name="Column">The column in which they begin.</param>
    public readonly record struct Run(int Row, int Height, int Column);

    /// <summary>Runs of segments of one length.</summary>
    public readonly record struct Group(int Length, Run[] Runs);

    /// <summary>The segments of an element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="reflected">Whether it is turned by half a turn about its centre.</param>
    public ElementRows(StructuringElement element, bool reflected)
    {
        bool Has(int y, int x) => reflected ? element[element.Height - 1 - y, element.Width - 1 - x] : element[y, x];
        Dictionary<int, List<Run>> byLength = [];
        for (int y = 0; y < element.Height; y++)
            for (int x = 0; x < element.Width; x++)
            {
                if (!Has(y, x)) continue;
                int column = x;
                while (x + 1 < element.Width && Has(y, x + 1)) x++;
                if (!byLength.TryGetValue(x + 1 - column, out List<Run>? runs)) byLength[x + 1 - column] = runs = [];
                int above = runs.FindIndex(run => run.Column == column && run.Row + run.Height == y);
                if (above >= 0) runs[above] = runs[above] with { Height = runs[above].Height + 1 };
                else runs.Add(new Run(y, 1, column));
            }
        Groups = [.. byLength.OrderByDescending(pair => pair.Key).Select(pair => new Group(pair.Key, [.. pair.Value]))];
        RowWindow window = RowWindow.Centred(element.Height, element.Width);
        Window = reflected ? new RowWindow(window.Below, window.Above, window.Right, window.Left) : window;
        TallestRun = Groups.Max(group => group.Runs.Max(run => run.Height));
    }

    public Group[] Groups { get; }

    public RowWindow Window { get; }

    /// <summary>The rows of the tallest run.</summary>
    public int TallestRun { get; }
}

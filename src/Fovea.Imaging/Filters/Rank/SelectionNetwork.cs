namespace Fovea.Imaging;

/// <summary>
/// The comparisons that pick the sample of a rank from a window, for all pixels of a row at once: every comparison takes two lines of samples and gives the line of
/// the smaller and the line of the larger ones.
/// </summary>
/// <remarks>
/// Columns are sorted first. Then sorted columns are merged with those beside them: the merged list of two columns serves all windows that have them, so a list of
/// 2, 4, 8 ... columns costs one merge a pixel. After each merge, what can no longer have the wanted rank is dropped: too many samples of its list are above or
/// below it. At last, comparisons whose results nobody uses are left out. Lists are merged by Batcher's odd-even merge (Knuth, The Art of Computer Programming 3,
/// section 5.3.4); the ideas of sharing and dropping are those of Adams, Fast median filters using separable sorting networks (SIGGRAPH 2021).
/// </remarks>
internal sealed class SelectionNetwork
{
    private readonly WindowSize window;
    private readonly int rank;
    private readonly List<(Line A, Line B)> comparisons = [];
    private readonly Dictionary<(Line, Line), int> known = [];
    private readonly Dictionary<int, (Line[] Lines, int Dropped)> merged = [];

    public SelectionNetwork(WindowSize window, int rank)
    {
        (this.window, this.rank) = (window, rank);
        merged[1] = Drop(Sort([.. Enumerable.Range(0, window.Height).Select(row => new Line(row, 0))]), 0, window.Height);
        Line result = Columns(window.Width).Lines[0];
        (Steps, Result, ResultShift, LineCount) = Compile(result);
    }

    /// <summary>
    /// One comparison over lines. Lines 0 .. height - 1 are rows of the image and are only read; a result that nobody uses is -1.
    /// </summary>
    /// <param name="A">The line of the first samples.</param>
    /// <param name="B">The line of the second samples.</param>
    /// <param name="Shift">How many pixels further right the second sample lies.</param>
    /// <param name="Low">Where the smaller ones go.</param>
    /// <param name="High">Where the larger ones go.</param>
    /// <param name="Extent">How many pixels behind the last one of the result are needed of it.</param>
    public readonly record struct Step(int A, int B, int Shift, int Low, int High, int Extent);

    public Step[] Steps { get; }

    /// <summary>The line in which the result is at last.</summary>
    public int Result { get; }

    /// <summary>How many pixels further right in that line it lies.</summary>
    public int ResultShift { get; }

    /// <summary>The number of lines, the image's rows included.</summary>
    public int LineCount { get; }

    /// <summary>A line of samples as seen some pixels further right.</summary>
    private readonly record struct Line(int Id, int Shift);

    private (Line[] Lines, int Dropped) Columns(int count)
    {
        if (merged.TryGetValue(count, out var found)) return found;
        int left = 1;
        while (2 * left < count) left *= 2;
        (Line[] a, int belowA) = Columns(left);
        (Line[] b, int belowB) = Columns(count - left);
        return merged[count] = Drop(Merge(a, [.. b.Select(line => line with { Shift = line.Shift + left })]), belowA + belowB, count * window.Height);
    }

    /// <summary>Drops the lines of a sorted list that cannot have the wanted rank any more; those dropped before at its low end are counted.</summary>
    private (Line[] Lines, int Dropped) Drop(Line[] sorted, int dropped, int samples)
    {
        int first = Math.Max(0, samples - window.Area + rank), last = Math.Min(samples - 1, rank);
        return (sorted[(first - dropped)..(last + 1 - dropped)], first);
    }

    private Line[] Sort(Line[] lines) => lines.Length < 2 ? lines : Merge(Sort(lines[..(lines.Length / 2)]), Sort(lines[(lines.Length / 2)..]));

    private Line[] Merge(Line[] a, Line[] b)
    {
        if (a.Length == 0) return b;
        if (b.Length == 0) return a;
        if (a.Length == 1 && b.Length == 1) return Compare(a[0], b[0]);
        Line[] even = Merge(Every(a, 0), Every(b, 0)), odd = Merge(Every(a, 1), Every(b, 1));
        List<Line> result = [even[0]];
        for (int i = 0; i < Math.Max(odd.Length, even.Length - 1); i++)
        {
            if (i < odd.Length && i + 1 < even.Length) result.AddRange(Compare(odd[i], even[i + 1]));
            else result.Add(i < odd.Length ? odd[i] : even[i + 1]);
        }
        return [.. result];
    }

    private static Line[] Every(Line[] lines, int from) => [.. lines.Where((_, i) => i % 2 == from)];

    private Line[] Compare(Line a, Line b)
    {
        // Seen from the leftmost of the two, so that equal comparisons at different places are found to be one.
        if (b.Shift < a.Shift || (b.Shift == a.Shift && b.Id < a.Id)) (a, b) = (b, a);
        int shift = a.Shift;
        (a, b) = (a with { Shift = 0 }, b with { Shift = b.Shift - shift });
        if (!known.TryGetValue((a, b), out int index))
        {
            known[(a, b)] = index = comparisons.Count;
            comparisons.Add((a, b));
        }
        return [new Line(Low(index), shift), new Line(Low(index) + 1, shift)];
    }

    private int Low(int comparison) => window.Height + 2 * comparison;

    /// <summary>Leaves out what the result does not need, and gives the lines places that are used again once nobody reads them any more.</summary>
    private (Step[] Steps, int Result, int Shift, int Lines) Compile(Line result)
    {
        int ids = Low(comparisons.Count);
        int[] extent = new int[ids], lastUse = new int[ids], place = new int[ids];
        Array.Fill(extent, -1);
        extent[result.Id] = result.Shift;
        lastUse[result.Id] = comparisons.Count;
        for (int i = comparisons.Count - 1; i >= 0; i--)
        {
            int needed = Math.Max(extent[Low(i)], extent[Low(i) + 1]);
            if (needed < 0) continue;
            foreach (Line line in new[] { comparisons[i].A, comparisons[i].B })
            {
                if (extent[line.Id] < 0) lastUse[line.Id] = i;
                extent[line.Id] = Math.Max(extent[line.Id], needed + line.Shift);
            }
        }
        for (int row = 0; row < window.Height; row++) place[row] = row;
        List<Step> steps = [];
        Stack<int> free = [];
        int places = window.Height;
        int Place(int id)
        {
            if (extent[id] < 0) return -1;
            return place[id] = free.TryPop(out int used) ? used : places++;
        }
        for (int i = 0; i < comparisons.Count; i++)
        {
            int low = Low(i), high = low + 1, needed = Math.Max(extent[low], extent[high]);
            if (needed < 0) continue;
            (Line a, Line b) = comparisons[i];
            foreach (int id in a.Id == b.Id ? [a.Id] : new[] { a.Id, b.Id })
                if (lastUse[id] == i && id >= window.Height) free.Push(place[id]);
            steps.Add(new Step(place[a.Id], place[b.Id], b.Shift, Place(low), Place(high), needed));
        }
        return ([.. steps], place[result.Id], result.Shift, places);
    }
}

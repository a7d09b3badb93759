namespace Fovea.Imaging.Tests.Filters.Ordering;

/// <summary>Rank filters and morphology as they are defined: every pixel's neighbours collected and sorted, one by one.</summary>
internal static class NaiveOrder
{
    /// <summary>The sample of a rank among those at some offsets.</summary>
    /// <param name="image">The image.</param>
    /// <param name="offsets">The offsets (rows, columns).</param>
    /// <param name="rank">Which of the sorted samples is wanted, from their number.</param>
    /// <param name="border">What is seen beyond the edge; null where nothing is.</param>
    /// <param name="window">What of the image a result needs, where the border is 'valid'.</param>
    /// <param name="nothing">The result where no offset lies inside.</param>
    public static Image<T> Filter<T>(Image<T> image, IReadOnlyList<(int Y, int X)> offsets, Func<int, int> rank, Border? border, (int Above, int Below, int Left, int Right) window, T nothing = default)
        where T : struct
    {
        bool valid = border?.Kind == BorderKind.Valid;
        (int top, int left) = valid ? (window.Above, window.Left) : (0, 0);
        Image<T> result = new(image.Height - (valid ? window.Above + window.Below : 0), image.Width - (valid ? window.Left + window.Right : 0), image.Channels);
        List<T> seen = [];
        for (int y = 0; y < result.Height; y++)
            for (int x = 0; x < result.Width; x++)
                for (int c = 0; c < image.Channels; c++)
                {
                    seen.Clear();
                    foreach ((int dy, int dx) in offsets)
                    {
                        int sy = y + top + dy, sx = x + left + dx;
                        if (border is { } kind) (sy, sx) = (kind.Map(sy, image.Height), kind.Map(sx, image.Width));
                        bool inside = sy >= 0 && sx >= 0 && sy < image.Height && sx < image.Width;
                        if (inside) seen.Add(image[sy, sx, c]);
                        else if (border is { } constant) seen.Add(RandomSamples.Of<T>(constant.Value));
                    }
                    seen.Sort(Compare);
                    result[y, x, c] = seen.Count == 0 ? nothing : seen[rank(seen.Count)];
                }
        return result;
    }

    /// <summary>The offsets of an element and its window.</summary>
    public static (List<(int Y, int X)> Offsets, (int Above, int Below, int Left, int Right) Window) Of(StructuringElement element, bool reflected)
    {
        List<(int, int)> offsets = [];
        (int above, int left) = (element.Height / 2, element.Width / 2);
        (int below, int right) = (element.Height - 1 - above, element.Width - 1 - left);
        for (int y = 0; y < element.Height; y++)
            for (int x = 0; x < element.Width; x++)
                if (element[y, x]) offsets.Add(reflected ? (above - y, left - x) : (y - above, x - left));
        return (offsets, reflected ? (below, above, right, left) : (above, below, left, right));
    }

    static int Compare<T>(T a, T b) =>
        a is float x && b is float y ? float.IsNaN(x) ? float.IsNaN(y) ? 0 : 1 : float.IsNaN(y) ? -1 : x.CompareTo(y) : Comparer<T>.Default.Compare(a, b);
}

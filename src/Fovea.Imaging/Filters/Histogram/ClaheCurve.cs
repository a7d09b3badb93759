using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// What becomes of each value in one tile of <see cref="Clahe"/>. Where a tile has far fewer samples than there are values, only those that occur are kept, and what is between them is
/// computed: a table of 65536 values for each of many small tiles would take longer than all else.
/// </summary>
internal sealed class ClaheCurve<T> where T : unmanaged, INumber<T>
{
    // A value that occurs takes 8 bytes, one in the table as many as a sample.
    private const int SamplesPerLevel = 8;

    private readonly int levels;
    private readonly long area;
    private readonly double clip;

    private int[] counts;               // of all values; while samples come, where the tile is small, the samples themselves, and then the values that occur
    private int added;
    private T[]? table;
    private int[] sums = [];            // how many samples of the cut histogram are not above each value that occurs
    private int each, rest, step;       // how many more every value has, and how many values, so far apart, have yet one more
    private float scale;

    /// <summary>A tile without samples.</summary>
    /// <param name="levels">The number of values.</param>
    /// <param name="area">How many samples will be added.</param>
    /// <param name="clip">The limit, in multiples of an even histogram's height; 0 for no limit.</param>
    public ClaheCurve(int levels, long area, double clip)
    {
        (this.levels, this.area, this.clip) = (levels, area, clip);
        counts = new int[IsSmall ? area : levels];
    }

    private bool IsSmall => area * SamplesPerLevel <= levels;

    /// <summary>Counts the samples of some rows of the tile.</summary>
    /// <param name="rows">The image's rows.</param>
    /// <param name="range">Which of them.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="begin">The tile's first column.</param>
    /// <param name="end">The one behind its last, which may lie beyond the image: that is mirrored there.</param>
    /// <param name="image">The image.</param>
    public unsafe void Add(PixelRows rows, RowRange range, int channel, int begin, int end, ImageKind image)
    {
        if (typeof(T) == typeof(byte) && image.Channels == 1 && !IsSmall)
        {
            int inside = Math.Min(end, image.Width);
            if (begin < inside) ValueCounts.Single(rows, range, begin, inside, counts);
            begin = Math.Max(begin, inside);
        }
        if (begin == end) return;
        for (int y = range.From; y < range.To; y++) Add((T*)rows.Row(y) + channel, image.Channels, begin, end, image.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Add(T* row, int step, int begin, int end, int width)
    {
        int[] mine = counts;
        bool isSmall = IsSmall;
        for (int x = begin; x < end; x++)
        {
            int value = int.CreateTruncating(row[(long)(x < width ? x : Border.Reflect.Map(x, width)) * step]);
            if (isSmall) mine[added++] = value;
            else mine[value]++;
        }
    }

    /// <summary>Makes the curve, when all samples have been added.</summary>
    public void Finish()
    {
        int[] cut = IsSmall ? Occurring() : counts;
        int limit = clip > 0 ? (int)Math.Max(1, Math.Min(int.MaxValue, clip * area / levels)) : int.MaxValue, excess = 0;
        foreach (ref int count in cut.AsSpan())
        {
            if (count <= limit) continue;
            excess += count - limit;
            count = limit;
        }
        each = excess / levels;
        rest = excess - each * levels;
        step = rest > 0 ? Math.Max(levels / rest, 1) : 1;
        scale = (levels - 1f) / area;
        for (int i = 1; i < cut.Length; i++) cut[i] += cut[i - 1];
        if (IsSmall)
        {
            sums = cut;
            return;
        }
        table = new T[levels];
        for (int v = 0; v < levels; v++) table[v] = Value(v, cut[v]);
        counts = [];
    }

    /// <summary>What becomes of all values; empty where the tile is small.</summary>
    public ReadOnlySpan<T> Table => table;

    /// <summary>What becomes of a value, where there is no table.</summary>
    public T At(int v)
    {
        int place = Array.BinarySearch(counts, v);
        if (place < 0) place = ~place - 1;
        return Value(v, place < 0 ? 0 : sums[place]);
    }

    private T Value(int v, int sum) => SampleRounding.Nearest<T>((double)((sum + each * (v + 1) + Math.Min(rest, v / step + 1)) * scale));

    // The values that occur take the samples' place; their counts are returned.
    private int[] Occurring()
    {
        Array.Sort(counts);
        List<int> values = [], occurrences = [];
        foreach (int value in counts)
        {
            if (values.Count == 0 || values[^1] != value)
            {
                values.Add(value);
                occurrences.Add(0);
            }
            occurrences[^1]++;
        }
        counts = [.. values];
        return [.. occurrences];
    }
}

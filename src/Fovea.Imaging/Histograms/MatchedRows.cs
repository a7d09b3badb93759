namespace Fovea.Imaging;

/// <summary>
/// Floats with the distribution of another image, see <see cref="HistogramMatching"/>. How many samples are not above a value is found for one part of all values after the other, so that
/// no more samples than <see cref="MostSorted"/> are sorted at a time.
/// </summary>
internal sealed unsafe class MatchedRows(ImageRows image, Image<float> reference) : ImageRows(image.Kind)
{
    private const int MostSorted = 4 << 20;

    private readonly Lock gate = new();
    private Image? whole;

    // Rows alone would take as long as all of them.
    public override void Make(RowRange range, PixelRows target)
    {
        lock (gate) whole ??= ToImage();
        using StoredRows rows = new(whole);
        rows.Make(range, target);
    }

    public override void MakeAll(PixelRows target)
    {
        image.MakeAll(target);
        for (int c = 0; c < Kind.Channels; c++)
        {
            Quantiles wanted = new(reference, c);
            long[] upper = OrderStatistics.Count(image, c, 1, [0], (_, key) => (int)(key >> 16))[0];
            long total = upper.Sum(), before = 0;
            if (total == 0 || wanted.Count == 0) continue;
            for (int first = 0, end; first < upper.Length; first = end)
            {
                long count = upper[end = first];
                while (++end < upper.Length && count + upper[end] <= MostSorted) count += upper[end];
                if (count > 0) Match(target, c, first, end, RanksOf(c, first, end, count), before, total, wanted);
                before += count;
            }
        }
    }

    private void Match(PixelRows target, int channel, int first, int end, Func<float, long> ranks, long before, long total, Quantiles wanted) => RowBlocks.Run(Kind.Height, (_, from, to) => image.Visit(new RowRange(from, to), (rows, range) =>
    {
        for (int y = range.From; y < range.To; y++)
        {
            float* source = (float*)rows.Row(y), result = (float*)target.Row(y);
            for (int i = channel; i < Kind.RowSamples; i += Kind.Channels)
                if (IsIn(source[i], first, end)) result[i] = (float)wanted.At((before + ranks(source[i])) / (double)total);
        }
    }));

    /// <summary>How many of the samples whose keys' upper halves are first .. end - 1 are not above one of them.</summary>
    private Func<float, long> RanksOf(int channel, int first, int end, long count)
    {
        if (count > MostSorted)
        {
            long[] counts = OrderStatistics.Count(image, channel, 1, [first], (wanted, key) => (int)(key >> 16) == wanted ? (int)(key & (OrderStatistics.Halves - 1)) : -1)[0];
            for (int i = 1; i < counts.Length; i++) counts[i] += counts[i - 1];
            return v => counts[OrderStatistics.Key(v) & (OrderStatistics.Halves - 1)];
        }
        float[] sorted = new float[count];
        int next = 0;
        image.Visit(RowRange.All(Kind), (rows, range) =>
        {
            for (int y = range.From; y < range.To; y++)
            {
                ReadOnlySpan<float> row = rows.Row<float>(y, Kind.RowSamples);
                for (int i = channel; i < row.Length; i += Kind.Channels)
                    if (IsIn(row[i], first, end)) sorted[next++] = row[i];
            }
        });
        Array.Sort(sorted);
        return v => UpTo(sorted.Length, i => sorted[i] <= v);
    }

    private static bool IsIn(float v, int first, int end) => !float.IsNaN(v) && (int)(OrderStatistics.Key(v) >> 16) is var half && half >= first && half < end;

    /// <summary>How many of the first of so many things are as wanted, where none is behind one that is not.</summary>
    private static int UpTo(int count, Func<int, bool> isWanted)
    {
        int low = 0, high = count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (isWanted(middle)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The values of a channel at each share of its samples, linear between them.</summary>
    private sealed class Quantiles
    {
        private readonly float[] values;    // each once
        private readonly int[] upTo;        // how many samples are not above it
        private readonly double total;

        public Quantiles(Image<float> image, int channel)
        {
            ReadOnlySpan<float> pixels = image.Pixels;
            values = new float[pixels.Length / image.Channels];
            int all = 0;
            for (int i = channel; i < pixels.Length; i += image.Channels)
                if (!float.IsNaN(pixels[i])) values[all++] = pixels[i];
            Array.Sort(values, 0, all);
            upTo = new int[all];
            for (int i = 0; i < all; i++)
            {
                if (i + 1 < all && values[i + 1] == values[i]) continue;
                (values[Count], upTo[Count]) = (values[i], i + 1);
                Count++;
            }
            total = all;
        }

        /// <summary>The number of different values.</summary>
        public int Count { get; }

        public double At(double share)
        {
            int i = UpTo(Count, k => upTo[k] / total < share);
            if (i == Count) return values[Count - 1];
            double right = upTo[i] / total;
            if (i == 0 || right == share) return values[i];
            double left = upTo[i - 1] / total;
            return values[i - 1] + ((double)values[i] - values[i - 1]) / (right - left) * (share - left);
        }
    }
}

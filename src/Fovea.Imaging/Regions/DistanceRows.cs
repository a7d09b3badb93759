using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// The rows of a <see cref="DistanceTransform"/>. Of the image one bit a pixel is kept, and how far at the seams between strips the background of each column is, above and below: from
/// that the distances along the columns of a strip follow, and from these those of each row.
/// </summary>
internal sealed unsafe class DistanceRows<TMetric> : ImageRows where TMetric : struct, IDistance
{
    private const int RowsOfStrip = 128;

    // Up to here comparing a pixel with all that may be nearer is faster than the envelope.
    private const int ShortRun = 48, ShortRunScratch = 6 * ShortRun;

    private readonly int infinite, words;
    private readonly ulong[][] bits;        // strip by strip
    private readonly int[][] above, below;  // the distances in the row above and in that below each strip

    public DistanceRows(ImageRows image, double threshold) : base(image.Kind with { Depth = PixelDepth.Float32 })
    {
        (int height, int width) = (Kind.Height, Kind.Width);
        // More than any distance in the image.
        infinite = (int)Math.Min((long)height + width, int.MaxValue - RowsOfStrip);
        words = ForegroundBits.Words(width);
        int strips = (height + RowsOfStrip - 1) / RowsOfStrip;
        (bits, above, below) = (new ulong[strips][], new int[strips][], new int[strips][]);
        Foreground foreground = new(image.Kind, threshold);
        RowBlocks.RunEach(strips, s =>
        {
            RowRange range = RowsOf(s);
            bits[s] = GC.AllocateUninitializedArray<ulong>(range.Count * words);
            image.Visit(range, (rows, part) => foreground.Find(rows, part, range.From, bits[s]));
            // What the strips above and below will see of this one, where it has any background.
            if (s + 1 < strips) above[s + 1] = Nearest(bits[s], range.Count, fromBelow: true);
            if (s > 0) below[s - 1] = Nearest(bits[s], range.Count, fromBelow: false);
        });
        above[0] = Unseen();
        below[^1] = Unseen();
        for (int s = 1; s < strips; s++) Pass(above[s - 1], above[s], RowsOfStrip);
        for (int s = strips - 2; s >= 0; s--) Pass(below[s + 1], below[s], RowsOf(s + 1).Count);
    }

    public override int StripRows => RowsOfStrip;

    public override void Make(RowRange range, PixelRows target)
    {
        int* scratch = (int*)NativeMemory.Alloc((nuint)(4L * Kind.Width + ShortRunScratch), sizeof(int));
        try
        {
            for (int s = range.From / RowsOfStrip; s * RowsOfStrip < range.To; s++) Make(s, range, target, scratch);
        }
        finally
        {
            NativeMemory.Free(scratch);
        }
    }

    private RowRange RowsOf(int strip) => new(strip * RowsOfStrip, Math.Min(Kind.Height, (strip + 1) * RowsOfStrip));

    private int[] Unseen()
    {
        int[] distances = new int[Kind.Width];
        Array.Fill(distances, infinite);
        return distances;
    }

    /// <summary>For each column the distance from the row behind the strip's end to the background in it.</summary>
    private int[] Nearest(ulong[] rows, int height, bool fromBelow)
    {
        int[] distances = Unseen();
        ulong[] open = new ulong[words]; // columns without background so far
        Array.Fill(open, ulong.MaxValue);
        if (Kind.Width % 64 != 0) open[^1] = (1UL << (Kind.Width % 64)) - 1;
        bool any = true;
        for (int y = 0; y < height && any; y++)
        {
            any = false;
            int row = (fromBelow ? height - 1 - y : y) * words;
            for (int w = 0; w < words; w++)
            {
                for (ulong found = open[w] & ~rows[row + w]; found != 0; found &= found - 1) distances[64 * w + BitOperations.TrailingZeroCount(found)] = y;
                any |= (open[w] &= rows[row + w]) != 0;
            }
        }
        return distances;
    }

    /// <summary>Sets what a strip says nothing of from what is known beyond it.</summary>
    private void Pass(int[] beyond, int[] distances, int rows)
    {
        for (int x = 0; x < distances.Length; x++)
            if (distances[x] == infinite) distances[x] = Math.Min(beyond[x] + rows, infinite);
    }

    private void Make(int strip, RowRange wanted, PixelRows target, int* scratch)
    {
        RowRange rows = RowsOf(strip);
        int from = Math.Max(rows.From, wanted.From), to = Math.Min(rows.To, wanted.To), width = Kind.Width;
        int* state = scratch;
        fixed (ulong* bit = bits[strip])
        {
            // Whole numbers lie in the place of the result at first.
            above[strip].CopyTo(new Span<int>(state, width));
            for (int y = rows.From; y < to; y++)
            {
                int* result = y < from ? state : (int*)target.Row(y);
                Down(bit + (y - rows.From) * words, state, result);
                state = result;
            }
            int* down = scratch;
            below[strip].CopyTo(new Span<int>(down, width));
            for (int y = rows.To - 1; y >= from; y--)
            {
                Up(bit + (y - rows.From) * words, down, y < to ? (int*)target.Row(y) : null);
                if (y < to) Across(bit + (y - rows.From) * words, (int*)target.Row(y), scratch + width);
            }
        }
    }

    /// <summary>One more than in the row above where there is a pixel, and 0 elsewhere.</summary>
    private void Down(ulong* bit, int* from, int* to)
    {
        Vector256<int> lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        int x = 0;
        for (; x <= Kind.Width - 8; x += 8)
        {
            Vector256<int> seen = Vector256.Equals(Vector256.Create(((byte*)bit)[x >> 3]).AsInt32() & lanes, lanes);
            ((Vector256.Load(from + x) + Vector256<int>.One) & seen).Store(to + x);
        }
        for (; x < Kind.Width; x++) to[x] = (bit[x >> 6] >> (x & 63) & 1) != 0 ? from[x] + 1 : 0;
    }

    /// <summary>The same from below, and the lesser of both.</summary>
    private void Up(ulong* bit, int* state, int* row)
    {
        Down(bit, state, state);
        if (row is null) return;
        int x = 0;
        Vector<int> most = new(infinite);
        for (; x <= Kind.Width - Vector<int>.Count; x += Vector<int>.Count) Vector.Min(Vector.Min(Vector.Load(row + x), Vector.Load(state + x)), most).Store(row + x);
        for (; x < Kind.Width; x++) row[x] = Math.Min(Math.Min(row[x], state[x]), infinite);
    }

    /// <summary>The distances to the background of all columns, from those along the columns: run by run, since nothing beyond the background at its ends is nearer.</summary>
    private void Across(ulong* bit, int* row, int* scratch)
    {
        int width = Kind.Width;
        for (int x = Next(bit, 0, isPixel: true); x < width;)
        {
            int end = Next(bit, x, isPixel: false), first = Math.Max(0, x - 1), last = Math.Min(width - 1, end);
            if (typeof(TMetric) == typeof(EuclideanDistance) && end - x <= ShortRun && first < x && last == end) Short(row, x, end, scratch);
            else Envelope(row, first, last, scratch);
            x = Next(bit, end, isPixel: true);
        }
    }

    // The next column, from one on, that has a pixel or has none; the width where there is no such.
    private int Next(ulong* bit, int x, bool isPixel)
    {
        if (x >= Kind.Width) return Kind.Width;
        ulong flip = isPixel ? 0 : ulong.MaxValue, word = (bit[x >> 6] ^ flip) >> (x & 63);
        if (word != 0) return Math.Min(Kind.Width, x + BitOperations.TrailingZeroCount(word));
        for (int w = (x >> 6) + 1; w < words; w++)
            if ((bit[w] ^ flip) is var next and not 0) return Math.Min(Kind.Width, 64 * w + BitOperations.TrailingZeroCount(next));
        return Kind.Width;
    }

    /// <summary>A run between two columns of background: each pixel is compared with those on both sides, as far as one of them may be nearer.</summary>
    private static void Short(int* row, int begin, int end, int* scratch)
    {
        // The run, and zeros around it as far as a vector looks.
        int count = end - begin, lanes = Vector<float>.Count;
        float* squares = (float*)scratch + ShortRun;
        new Span<float>(squares - ShortRun, ShortRun).Clear();
        new Span<float>(squares + count, ShortRun + lanes).Clear();
        for (int i = 0; i < count; i++) squares[i] = (float)row[begin + i] * row[begin + i];
        float* results = squares + 2 * ShortRun + lanes;
        for (int i = 0; i < count; i += lanes)
        {
            Vector<float> best = Vector.Load(squares + i);
            for (int k = 1; ; k++)
            {
                Vector<float> square = new((float)(k * k));
                if (!Vector.GreaterThanAny(best, square)) break;
                best = Vector.Min(best, square + Vector.Min(Vector.Load(squares + i - k), Vector.Load(squares + i + k)));
            }
            Vector.SquareRoot(best).Store(results + i);
        }
        new ReadOnlySpan<float>(results, count).CopyTo(new Span<float>(row + begin, count));
    }

    /// <summary>The lower envelope of what the columns first .. last mean for each of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Envelope(int* row, int first, int last, int* scratch)
    {
        int* columns = scratch, centres = columns + Kind.Width, begins = centres + Kind.Width;
        new ReadOnlySpan<int>(row + first, last - first + 1).CopyTo(new Span<int>(columns + first, last - first + 1));
        // Where the column of centre k is the nearest of those so far: from begins[k] to the next one's begin.
        int top = 0;
        (centres[0], begins[0]) = (first, first);
        for (int u = first + 1; u <= last; u++)
        {
            int column = columns[u];
            while (top >= 0 && TMetric.Value(begins[top] - centres[top], columns[centres[top]]) > TMetric.Value(begins[top] - u, column)) top--;
            if (top < 0)
            {
                top = 0;
                (centres[0], begins[0]) = (u, first);
                continue;
            }
            long begin = 1 + TMetric.Divide(centres[top], u, columns[centres[top]], column);
            if (begin > last) continue;
            top++;
            (centres[top], begins[top]) = (u, (int)begin);
        }
        float* result = (float*)row;
        for (int x = last; x >= first; top--)
        {
            (int centre, int column, int begin) = (centres[top], columns[centres[top]], begins[top]);
            for (; x >= begin; x--) result[x] = column >= infinite ? float.PositiveInfinity : TMetric.Distance(TMetric.Value(x - centre, column));
        }
    }
}

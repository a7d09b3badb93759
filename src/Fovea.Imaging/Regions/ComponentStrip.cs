using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// Connected components within a strip of rows, all of it on words of 64 pixels. What is numbered are runs: of one row for 4-connectivity, of a pair of rows for 8-connectivity,
/// where two pixels in neighbouring columns of the pair always touch, so that a run of columns with any pixel is connected.
/// </summary>
internal sealed unsafe class ComponentStrip
{
    // What Expand reads before the first and behind the last run's label.
    private const int Margin = 8;

    private readonly int top, height, width, words, rowsAUnit, units;
    private readonly ulong[] bits;              // the pixels of each row
    private ulong[] starts = [];                // where the runs of each unit begin
    private int[] bases = [];                   // the number of the first run of each unit
    private int[] runs = [];                    // what each run belongs to: its parent, then its component within the strip, then its label
    private bool isLent;                        // whether starts and runs are the pool's

    /// <summary>Finds the components within the strip.</summary>
    /// <param name="bits">The pixels, row by row; <see cref="Words"/> says how many words.</param>
    /// <param name="width">The image's columns.</param>
    /// <param name="top">The strip's first row, even.</param>
    /// <param name="height">The strip's rows.</param>
    /// <param name="connectivity">Which pixels belong together.</param>
    public ComponentStrip(ulong[] bits, int width, int top, int height, Connectivity connectivity)
    {
        (this.bits, this.width, this.top, this.height, words) = (bits, width, top, height, ForegroundBits.Words(width));
        rowsAUnit = RowsAUnit(connectivity);
        units = (height + rowsAUnit - 1) / rowsAUnit;
        Find();
    }

    // The same pixels with other labels.
    private ComponentStrip(ComponentStrip other, int[] labels)
    {
        (top, height, width, words, rowsAUnit, units) = (other.top, other.height, other.width, other.words, other.rowsAUnit, other.units);
        (bits, starts, bases) = (other.bits, other.starts, other.bases);
        runs = [.. other.runs.AsSpan(0, RunsLength)];
        Count = other.Count;
        Label(labels);
    }

    /// <summary>The number of components within the strip.</summary>
    public int Count { get; private set; }

    /// <summary>What the runs take, in bytes; the pixels take little.</summary>
    public long RunBytes => (long)runs.Length * sizeof(int) + (long)starts.Length * sizeof(ulong);

    private int RunsLength => bases.Length == 0 ? 0 : bases[units] + 2 * Margin;

    /// <summary>Finds the runs, and the components that they belong to. Their memory is lent, until they are kept or forgotten.</summary>
    private void Find()
    {
        isLent = true;
        starts = ArrayPool<ulong>.Shared.Rent(units * words);
        bases = new int[units + 1];
        fixed (ulong* bit = bits, start = starts)
            for (int unit = 0; unit < units; unit++) bases[unit + 1] = bases[unit] + FindStarts(bit + unit * rowsAUnit * words, start + unit * words);
        runs = ArrayPool<int>.Shared.Rent(RunsLength);
        fixed (int* run = runs)
        {
            DisjointSets.Begin(run + Margin, bases[units]);
            fixed (ulong* bit = bits, start = starts)
                for (int unit = 1; unit < units; unit++) TouchNext(bit, start, unit - 1, new RunsJoin(run + Margin));
            Count = DisjointSets.Number(run + Margin, bases[units], 0);
        }
    }

    /// <summary>Lets go of the runs; only the pixels stay, from which they can be found again.</summary>
    public void Forget()
    {
        GiveBack();
        (starts, bases, runs) = ([], [], []);
    }

    /// <summary>Keeps the runs, in memory of their own.</summary>
    public void Keep()
    {
        (ulong[] ownStarts, int[] ownRuns) = ([.. starts.AsSpan(0, units * words)], [.. runs.AsSpan(0, RunsLength)]);
        GiveBack();
        (starts, runs) = (ownStarts, ownRuns);
    }

    private void GiveBack()
    {
        if (!isLent) return;
        isLent = false;
        ArrayPool<ulong>.Shared.Return(starts);
        ArrayPool<int>.Shared.Return(runs);
    }

    /// <summary>The rows at the strip's upper or lower end.</summary>
    public ComponentEdge Edge(bool isLower)
    {
        int unit = isLower ? units - 1 : 0, row = isLower ? (unit + 1) * rowsAUnit - 1 : 0;
        return new ComponentEdge(bits[(row * words)..((row + 1) * words)], starts[(unit * words)..((unit + 1) * words)],
            runs[(Margin + bases[unit])..(Margin + bases[unit + 1])], Connected);
    }

    /// <summary>Gives each run its label, from the labels of the strip's components.</summary>
    public void Label(ReadOnlySpan<int> labels)
    {
        for (int i = Margin; i < RunsLength - Margin; i++) runs[i] = labels[runs[i]];
    }

    /// <summary>The same pixels with other labels: <paramref name="labels"/> has the new one for each old one, 0 for what becomes background.</summary>
    public ComponentStrip Relabelled(int[] labels) => new(this, labels);

    /// <summary>A strip of the same pixels whose runs are found anew.</summary>
    public ComponentStrip FoundAgain() => new(bits, width, top, height, Connected);

    /// <summary>Writes the labels of a row, which counts from the image's first one.</summary>
    public void Expand(int y, int* labels)
    {
        int unit = (y - top) / rowsAUnit, x = 0;
        fixed (ulong* bit = &bits[(y - top) * words], start = &starts[unit * words])
        fixed (int* run = runs)
        fixed (byte* prefix = Prefixes)
        {
            int* last = run + Margin + bases[unit] - 1; // the label of the run that began last
            Vector256<int> lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
            for (int w = 0; w < words; w++)
            {
                ulong pixels = bit[w], begun = start[w];
                for (int i = 0; i < 64 && x + 8 <= width; i += 8, x += 8)
                {
                    // The runs that begin within the eight pixels up to each of them, added to the last one, say which label it has.
                    Vector128<ushort> ranks = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(prefix + 8 * (int)((begun >> i) & 255))).AsByte());
                    Vector256<int> rank = Vector256.Create(Vector128.WidenLower(ranks), Vector128.WidenUpper(ranks)).AsInt32();
                    Vector256<int> seen = Vector256.Equals(Vector256.Create((int)((pixels >> i) & 255)) & lanes, lanes);
                    (Vector256.Shuffle(Vector256.Load(last), rank) & seen).Store(labels + x);
                    last += BitOperations.PopCount((begun >> i) & 255);
                }
            }
            for (; x < width; x++)
            {
                last += (int)((start[x >> 6] >> (x & 63)) & 1);
                labels[x] = ((bit[x >> 6] >> (x & 63)) & 1) != 0 ? *last : 0;
            }
        }
    }

    /// <summary>Writes a row of 255 where a pixel's label is not 0, and of 0 elsewhere.</summary>
    public void Mask(int y, byte* mask)
    {
        int unit = (y - top) / rowsAUnit;
        fixed (ulong* bit = bits, start = &starts[unit * words])
        fixed (int* run = runs)
        fixed (ulong* bytes = Bytes)
        {
            ulong* rows = bit + unit * rowsAUnit * words, row = bit + (y - top) * words;
            int* label = run + Margin + bases[unit] - 1;
            for (int w = 0; w < words; w++)
            {
                ulong begun = start[w], kept = 0;
                for (ulong any = Any(rows, w); any != 0;)
                {
                    ulong first = any & (~any + 1), behind = any + first;
                    label += (begun & first) != 0 ? 1 : 0;
                    if (*label != 0) kept |= any & ~behind;
                    any &= behind;
                }
                kept &= row[w];
                int x = 64 * w, i = 0;
                for (; i < 64 && x + i + 8 <= width; i += 8) *(ulong*)(mask + x + i) = bytes[(kept >> i) & 255];
                for (; i < 64 && x + i < width; i++) mask[x + i] = (byte)(((kept >> i) & 1) * 255);
            }
        }
    }

    /// <summary>For each byte, its bits as bytes of 255.</summary>
    private static readonly ulong[] Bytes = [.. Enumerable.Range(0, 256).Select(bits => Enumerable.Range(0, 8).Aggregate(0UL, (word, i) => word | ((bits >> i & 1) != 0 ? 255UL << 8 * i : 0)))];

    /// <summary>For each byte, how many of its bits up to each one are set.</summary>
    private static readonly byte[] Prefixes = [.. Enumerable.Range(0, 256 * 8).Select(i => (byte)BitOperations.PopCount((uint)(i >> 3) & ((2u << (i & 7)) - 1)))];

    private int FindStarts(ulong* unit, ulong* start)
    {
        int count = 0;
        ulong before = 0;
        for (int w = 0; w < words; w++)
        {
            ulong any = Any(unit, w);
            start[w] = any & ~((any << 1) | before);
            before = any >> 63;
            count += BitOperations.PopCount(start[w]);
        }
        return count;
    }

    // The columns of a unit that have a pixel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Any(ulong* unit, int w) => rowsAUnit == 2 ? unit[w] | unit[words + w] : unit[w];

    private void TouchNext(ulong* bit, ulong* start, int unit, RunsJoin join) => Touch(words, Connected,
        bit + (unit * rowsAUnit + rowsAUnit - 1) * words, start + unit * words, bases[unit], bit + (unit + 1) * rowsAUnit * words, start + (unit + 1) * words, bases[unit + 1], join);

    /// <summary>Tells of all runs of two units, one right below the other, that touch: the number of the first run of each is given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Touch<TJoin>(int words, Connectivity connectivity, ulong* above, ulong* upperStarts, int upperFirst, ulong* below, ulong* lowerStarts, int lowerFirst, TJoin join)
        where TJoin : struct, IJoin
    {
        ulong corners = connectivity == Connectivity.Eight ? ulong.MaxValue : 0;
        int upperRun = upperFirst - 1, lowerRun = lowerFirst - 1;
        ulong aboveBefore = 0, belowBefore = 0, bothBefore = 0;
        for (int w = 0; w < words; w++)
        {
            ulong a = above[w], b = below[w], both = a & b, bothLeft = (both << 1) | bothBefore;
            // A touch along a side counts where it begins; one over a corner where no side beside it says the same. At each of them
            // the runs that have begun up to this column are the two that touch.
            ulong touches = (both & ~bothLeft) | (((b & ((a << 1) | aboveBefore)) | (a & ((b << 1) | belowBefore))) & ~both & ~bothLeft & corners);
            (aboveBefore, belowBefore, bothBefore) = (a >> 63, b >> 63, both >> 63);
            ulong upperStart = upperStarts[w], lowerStart = lowerStarts[w];
            for (; touches != 0; touches &= touches - 1)
            {
                ulong upTo = touches ^ (touches - 1);
                join.Join(upperRun + BitOperations.PopCount(upperStart & upTo), lowerRun + BitOperations.PopCount(lowerStart & upTo));
            }
            upperRun += BitOperations.PopCount(upperStart);
            lowerRun += BitOperations.PopCount(lowerStart);
        }
    }

    /// <summary>The words of the bits of a strip; the last row, where it has no other beside it, is followed by an empty one.</summary>
    public static int Words(int width, int height, Connectivity connectivity) => (height + RowsAUnit(connectivity) - 1) / RowsAUnit(connectivity) * RowsAUnit(connectivity) * ForegroundBits.Words(width);

    private static int RowsAUnit(Connectivity connectivity) => connectivity == Connectivity.Eight ? 2 : 1;

    private Connectivity Connected => rowsAUnit == 2 ? Connectivity.Eight : Connectivity.Four;

    /// <summary>Sums up what the components consist of, or where <paramref name="counted"/> is given only the pixels that it says: rows of bits as those of the strip.</summary>
    /// <param name="sums">Receives the sums of each component.</param>
    /// <param name="counted">The pixels that count.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SumUp<TSum>(Span<TSum> sums, ulong[]? counted = null) where TSum : unmanaged, IComponentSum
    {
        sums.Fill(new TSum());
        fixed (TSum* sum = sums)
        fixed (ulong* bit = bits, count = counted ?? bits, start = starts)
        fixed (int* run = runs)
            for (int unit = 0; unit < units; unit++)
            {
                int* component = run + Margin + bases[unit] - 1;
                int y = top + unit * rowsAUnit;
                ulong* rows = bit + unit * rowsAUnit * words, countedRows = count + unit * rowsAUnit * words;
                for (int w = 0; w < words; w++)
                {
                    ulong begun = start[unit * words + w];
                    for (ulong any = Any(rows, w); any != 0;)
                    {
                        ulong first = any & (~any + 1), behind = any + first, part = any & ~behind;
                        any &= behind;
                        component += (begun & first) != 0 ? 1 : 0;
                        for (int i = 0; i < rowsAUnit; i++)
                            if ((countedRows[i * words + w] & part) is var pixels and not 0) sum[*component].Add(y + i, 64 * w, pixels);
                    }
                }
            }
    }

    /// <summary>Is told of runs that touch.</summary>
    public interface IJoin
    {
        void Join(int upperRun, int lowerRun);
    }

    private readonly struct RunsJoin(int* parents) : IJoin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Join(int upperRun, int lowerRun) => DisjointSets.Join(parents, upperRun, lowerRun);
    }
}

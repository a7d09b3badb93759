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
    private readonly ulong[] bits, starts;      // the pixels of each row; where the runs of each unit begin
    private readonly int[] bases;               // the number of the first run of each unit
    private readonly int[] runs;                // what each run belongs to: its parent, then its component within the strip, then its label
    private ComponentSums[] sums = [];

    /// <summary>Finds the pixels and the components within the strip.</summary>
    /// <param name="kind">The image's size and depth.</param>
    /// <param name="pixels">The image's rows.</param>
    /// <param name="top">The strip's first row, even.</param>
    /// <param name="height">The strip's rows.</param>
    /// <param name="connectivity">Which pixels belong together.</param>
    /// <param name="threshold">What pixels must be above.</param>
    public ComponentStrip(ImageKind kind, PixelRows pixels, int top, int height, Connectivity connectivity, double threshold)
    {
        (this.top, this.height, width, words) = (top, height, kind.Width, ForegroundBits.Words(kind.Width));
        rowsAUnit = connectivity == Connectivity.Eight ? 2 : 1;
        units = (height + rowsAUnit - 1) / rowsAUnit;
        bits = GC.AllocateUninitializedArray<ulong>(units * rowsAUnit * words);
        starts = GC.AllocateUninitializedArray<ulong>(units * words);
        bases = new int[units + 1];
        fixed (ulong* bit = bits, start = starts)
        {
            for (int y = 0; y < units * rowsAUnit; y++) FindBits(kind, pixels, y, bit + y * words, threshold);
            for (int unit = 0; unit < units; unit++) bases[unit + 1] = bases[unit] + FindStarts(bit + unit * rowsAUnit * words, start + unit * words);
        }
        runs = GC.AllocateUninitializedArray<int>(bases[units] + 2 * Margin);
        fixed (int* run = runs)
        {
            DisjointSets.Begin(run + Margin, bases[units]);
            for (int unit = 1; unit < units; unit++) Touch(this, unit - 1, this, unit, new RunsJoin(run + Margin));
            Count = DisjointSets.Number(run + Margin, bases[units], 0);
            SumUp(run + Margin);
        }
    }

    // The same pixels with other labels.
    private ComponentStrip(ComponentStrip other, int[] labels)
    {
        (top, height, width, words, rowsAUnit, units) = (other.top, other.height, other.width, other.words, other.rowsAUnit, other.units);
        (bits, starts, bases) = (other.bits, other.starts, other.bases);
        runs = [.. other.runs];
        for (int i = Margin; i < runs.Length - Margin; i++) runs[i] = labels[runs[i]];
    }

    /// <summary>The number of components within the strip.</summary>
    public int Count { get; private set; }

    /// <summary>What was summed up of them; handed out once.</summary>
    public ComponentSums[] TakeSums() => Interlocked.Exchange(ref sums, []);

    /// <summary>Joins the components of two strips, one below the other, that touch each other.</summary>
    /// <param name="upper">The upper strip.</param>
    /// <param name="lower">The lower strip.</param>
    /// <param name="parents">Sets of the components of all strips.</param>
    /// <param name="upperFirst">The number of the upper strip's first component.</param>
    /// <param name="lowerFirst">The number of the lower strip's first component.</param>
    public static void Join(ComponentStrip upper, ComponentStrip lower, int* parents, int upperFirst, int lowerFirst)
    {
        fixed (int* upperRuns = upper.runs, lowerRuns = lower.runs)
            Touch(upper, upper.units - 1, lower, 0, new StripsJoin(parents, upperRuns + Margin, lowerRuns + Margin, upperFirst, lowerFirst));
    }

    /// <summary>Gives each run its label.</summary>
    /// <param name="labels">The labels of the components of all strips.</param>
    /// <param name="first">The number of this strip's first one among them.</param>
    public void Label(int* labels, int first)
    {
        for (int i = Margin; i < runs.Length - Margin; i++) runs[i] = labels[first + runs[i]];
    }

    /// <summary>The same pixels with other labels: <paramref name="labels"/> has the new one for each old one, 0 for what becomes background.</summary>
    public ComponentStrip Relabelled(int[] labels) => new(this, labels);

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

    /// <summary>For each byte, how many of its bits up to each one are set.</summary>
    private static readonly byte[] Prefixes = [.. Enumerable.Range(0, 256 * 8).Select(i => (byte)BitOperations.PopCount((uint)(i >> 3) & ((2u << (i & 7)) - 1)))];

    private void FindBits(ImageKind kind, PixelRows pixels, int y, ulong* row, double threshold)
    {
        byte* samples = pixels.Row(top + y);
        if (y >= height) new Span<ulong>(row, words).Clear(); // the lower row of the last pair
        else if (kind.Depth == PixelDepth.UInt8) ForegroundBits.Find(samples, width, threshold, row);
        else if (kind.Depth == PixelDepth.UInt16) ForegroundBits.Find((ushort*)samples, width, threshold, row);
        else ForegroundBits.Find((float*)samples, width, threshold, row);
    }

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

    /// <summary>Tells of all runs of two units, one right below the other, that touch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Touch<TJoin>(ComponentStrip upper, int upperUnit, ComponentStrip lower, int lowerUnit, TJoin join) where TJoin : struct, IJoin
    {
        int words = upper.words;
        ulong corners = upper.rowsAUnit == 2 ? ulong.MaxValue : 0;
        int upperRun = upper.bases[upperUnit] - 1, lowerRun = lower.bases[lowerUnit] - 1;
        fixed (ulong* above = &upper.bits[((upperUnit + 1) * upper.rowsAUnit - 1) * words], below = &lower.bits[lowerUnit * lower.rowsAUnit * words])
        fixed (ulong* upperStarts = &upper.starts[upperUnit * words], lowerStarts = &lower.starts[lowerUnit * words])
        {
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumUp(int* components)
    {
        sums = new ComponentSums[Count];
        sums.AsSpan().Fill(new ComponentSums());
        fixed (ComponentSums* sum = sums)
        fixed (ulong* bit = bits, start = starts)
            for (int unit = 0; unit < units; unit++)
            {
                int run = bases[unit] - 1, y = top + unit * rowsAUnit;
                ulong* rows = bit + unit * rowsAUnit * words;
                for (int w = 0; w < words; w++)
                {
                    ulong begun = start[unit * words + w];
                    for (ulong any = Any(rows, w); any != 0;)
                    {
                        ulong first = any & (~any + 1), behind = any + first, part = any & ~behind;
                        any &= behind;
                        run += (begun & first) != 0 ? 1 : 0;
                        for (int i = 0; i < rowsAUnit; i++)
                            if ((rows[i * words + w] & part) is var pixels and not 0) sum[components[run]].Add(y + i, 64 * w, pixels);
                    }
                }
            }
    }

    /// <summary>Is told of runs that touch.</summary>
    private interface IJoin
    {
        void Join(int upperRun, int lowerRun);
    }

    private readonly struct RunsJoin(int* parents) : IJoin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Join(int upperRun, int lowerRun) => DisjointSets.Join(parents, upperRun, lowerRun);
    }

    private readonly struct StripsJoin(int* parents, int* upperRuns, int* lowerRuns, int upperFirst, int lowerFirst) : IJoin
    {
        public void Join(int upperRun, int lowerRun) => DisjointSets.Join(parents, upperFirst + upperRuns[upperRun], lowerFirst + lowerRuns[lowerRun]);
    }
}

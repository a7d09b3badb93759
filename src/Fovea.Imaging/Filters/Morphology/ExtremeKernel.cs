using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// Maxima (or minima) over a structuring element of any form, in vectors, with about one comparison for each row segment of the element and one or two for each
/// length that occurs among them.
/// </summary>
/// <remarks>
/// Like Horner's rule for polynomials. A line begins with the maximum of the pixels in which the longest segments begin; a window slid over it makes each pixel
/// stand for a segment that is longer by as much as the longest are longer than the next; then the pixels in which those begin are taken in, and so on. After the
/// shortest a last window of their length remains. A window of n pixels takes log n passes over a line that stays in the first cache. Segments below each other
/// are taken in for several rows of the result at once, with the common rows compared once (after van Herk and Gil-Werman).
/// </remarks>
internal sealed unsafe class ExtremeKernel<K> where K : unmanaged, INumber<K>, IMinMaxValue<K>
{
    /// <summary>The lines of all rows made at once should stay in the first cache.</summary>
    private const int LineBytes = 16 << 10;

    private const int MostRows = 16, VectorBytes = 64;

    // Runs of fewer rows share them between two rows of the result, taller ones between as many as they have.
    private const int TallRun = 6;

    private readonly ElementRows element;
    private readonly bool largest;
    private readonly int channels;
    private readonly int tile;      // samples of the result that are made at a time
    private readonly int pitch;     // samples from a line to the next

    public ExtremeKernel(ElementRows element, bool largest, int channels)
    {
        (this.element, this.largest, this.channels) = (element, largest, channels);
        RowsAtOnce = element.TallestRun < TallRun ? 8 : Math.Min(element.TallestRun, MostRows);
        int halo = (element.Groups[0].Length - 1) * channels, vector = VectorBytes / sizeof(K);
        tile = (Math.Max(LineBytes / sizeof(K) / RowsAtOnce, 4 * halo) + vector - 1) / vector * vector;
        pitch = (tile + 2 * halo) / vector * vector + 4 * vector;
    }

    /// <summary>The most rows of one call.</summary>
    public int RowsAtOnce { get; }

    /// <summary>Bytes of scratch memory.</summary>
    public long Bytes => ((long)RowsAtOnce * pitch + MostRows * 2 * (VectorBytes / sizeof(K))) * sizeof(K);

    /// <summary>Makes rows of the result.</summary>
    /// <param name="rows">The rows that the element covers.</param>
    /// <param name="first">Where in them the window of the first pixel begins.</param>
    /// <param name="results">Where the result's rows go.</param>
    /// <param name="samples">The samples of a row of the result.</param>
    /// <param name="count">The number of rows of the result.</param>
    /// <param name="scratch"><see cref="Bytes"/> bytes.</param>
    /// <param name="decode">Whether the result is wanted as samples and not as keys.</param>
    public void Run(K** rows, long first, K** results, int samples, int count, K* scratch, bool decode)
    {
        if (largest) Run<Largest>(rows, first, results, samples, count, scratch, decode);
        else Run<Smallest>(rows, first, results, samples, count, scratch, decode);
    }

    private void Run<E>(K** rows, long first, K** results, int samples, int count, K* scratch, bool decode) where E : IExtreme
    {
        if (Vector512.IsHardwareAccelerated) Run<E, KeyLanes512<K>, Vector512<K>>(rows, first, results, samples, count, scratch, decode);
        else if (Vector256.IsHardwareAccelerated) Run<E, KeyLanes256<K>, Vector256<K>>(rows, first, results, samples, count, scratch, decode);
        else Run<E, KeyLanes128<K>, Vector128<K>>(rows, first, results, samples, count, scratch, decode);
    }

    private void Run<E, L, V>(K** rows, long first, K** results, int samples, int count, K* scratch, bool decode) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        K* lines = scratch + MostRows * 2 * (VectorBytes / sizeof(K));
        for (int x = 0; x < samples; x += tile)
        {
            int here = Math.Min(tile, samples - x), length = 0;
            foreach (ElementRows.Group group in element.Groups)
            {
                int extent = here + (group.Length - 1) * channels;
                if (length > 0)
                    for (int i = 0; i < count; i++) Slide<E, L, V>(lines + i * pitch, extent, length - group.Length + 1, null, false);
                foreach (ElementRows.Run run in group.Runs)
                {
                    TakeIn<E, L, V>(rows + run.Row, first + x + run.Column * channels, run.Height, lines, extent, count, length == 0, scratch);
                    length = group.Length;
                }
            }
            for (int i = 0; i < count; i++) Slide<E, L, V>(lines + i * pitch, here, length, results[i] + x, decode);
        }
    }

    /// <summary>Takes rows of a run into the lines: as many rows of the result at a time as the run is tall, since they have rows in common.</summary>
    private void TakeIn<E, L, V>(K** rows, long at, int height, K* lines, int extent, int count, bool isFirst, K* scratch)
        where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        for (int i = 0; i < count;)
        {
            int together = Math.Min(height == 1 ? 1 : height < TallRun ? 2 : height, count - i);
            if (together == 1) One<E, L, V>(rows + i, at, height, lines + i * pitch, extent, isFirst);
            else if (together == 2) Two<E, L, V>(rows + i, at, height, lines + i * pitch, extent, isFirst);
            else Several<E, L, V>(rows + i, at, height, lines + i * pitch, extent, together, isFirst, scratch);
            i += together;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<E, L, V>(K** rows, long at, int height, K* line, int extent, bool isFirst) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        for (int x = 0; x < extent; x += 2 * L.Count)
        {
            K* row = rows[0] + at + x;
            V a = L.Load(row), b = L.Load(row + L.Count);
            for (int r = 1; r < height; r++)
            {
                row = rows[r] + at + x;
                a = E.Of<K, L, V>(a, L.Load(row));
                b = E.Of<K, L, V>(b, L.Load(row + L.Count));
            }
            if (!isFirst)
            {
                a = E.Of<K, L, V>(a, L.Load(line + x));
                b = E.Of<K, L, V>(b, L.Load(line + x + L.Count));
            }
            L.Store(line + x, a);
            L.Store(line + x + L.Count, b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Two<E, L, V>(K** rows, long at, int height, K* line, int extent, bool isFirst) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        for (int x = 0; x < extent; x += 2 * L.Count)
        {
            K* row = rows[1] + at + x;
            V a = L.Load(row), b = L.Load(row + L.Count);
            for (int r = 2; r < height; r++)
            {
                row = rows[r] + at + x;
                a = E.Of<K, L, V>(a, L.Load(row));
                b = E.Of<K, L, V>(b, L.Load(row + L.Count));
            }
            row = rows[0] + at + x;
            Join<E, L, V>(line + x, E.Of<K, L, V>(a, L.Load(row)), E.Of<K, L, V>(b, L.Load(row + L.Count)), isFirst);
            row = rows[height] + at + x;
            Join<E, L, V>(line + pitch + x, E.Of<K, L, V>(a, L.Load(row)), E.Of<K, L, V>(b, L.Load(row + L.Count)), isFirst);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Several<E, L, V>(K** rows, long at, int height, K* lines, int extent, int count, bool isFirst, K* upper)
        where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        for (int x = 0; x < extent; x += 2 * L.Count)
        {
            K* row = rows[count - 1] + at + x;
            V a = L.Load(row), b = L.Load(row + L.Count);
            for (int r = count; r < height; r++)
            {
                row = rows[r] + at + x;
                a = E.Of<K, L, V>(a, L.Load(row));
                b = E.Of<K, L, V>(b, L.Load(row + L.Count));
            }
            // Upwards from the rows that all results have in common, then downwards.
            K* part = upper + 2 * count * L.Count;
            for (int r = count - 1; ; r--)
            {
                part -= 2 * L.Count;
                L.Store(part, a);
                L.Store(part + L.Count, b);
                if (r == 0) break;
                row = rows[r - 1] + at + x;
                a = E.Of<K, L, V>(a, L.Load(row));
                b = E.Of<K, L, V>(b, L.Load(row + L.Count));
            }
            K* line = lines + x;
            Join<E, L, V>(line, a, b, isFirst);
            row = rows[height] + at + x;
            V c = L.Load(row), d = L.Load(row + L.Count);
            for (int r = 1; ; r++)
            {
                part += 2 * L.Count;
                line += pitch;
                Join<E, L, V>(line, E.Of<K, L, V>(c, L.Load(part)), E.Of<K, L, V>(d, L.Load(part + L.Count)), isFirst);
                if (r == count - 1) break;
                row = rows[height + r] + at + x;
                c = E.Of<K, L, V>(c, L.Load(row));
                d = E.Of<K, L, V>(d, L.Load(row + L.Count));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join<E, L, V>(K* line, V a, V b, bool isFirst) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        L.Store(line, isFirst ? a : E.Of<K, L, V>(a, L.Load(line)));
        L.Store(line + L.Count, isFirst ? b : E.Of<K, L, V>(b, L.Load(line + L.Count)));
    }

    /// <summary>Slides a window of some pixels along a line: what each pixel stands for begins there. It is done in place, but the last pass may put its result elsewhere.</summary>
    private void Slide<E, L, V>(K* line, int extent, int window, K* result, bool decode) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        int have = 1;
        do
        {
            int parts = Math.Min(4, (window + have - 1) / have), next = Math.Min(window, parts * have);
            if (next == window && result != null) Put<E, L, V>(line, parts, have * channels, (next - have) * channels, result, extent, decode);
            // What later passes reach for must be made too.
            else Pass<E, L, V>(line, parts, have * channels, (next - have) * channels, extent + (window - next) * channels);
            have = next;
        }
        while (have < window);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass<E, L, V>(K* line, int parts, int step, int last, int count) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        for (int x = 0; x < count; x += L.Count) L.Store(line + x, Parts<E, L, V>(line + x, parts, step, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Put<E, L, V>(K* line, int parts, int step, int last, K* result, int count, bool decode) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        int x = 0;
        for (; x <= count - L.Count; x += L.Count)
        {
            V v = Parts<E, L, V>(line + x, parts, step, last);
            L.Store(result + x, decode ? L.Decode(v) : v);
        }
        if (x == count) return;
        V tail = Parts<E, L, V>(line + x, parts, step, last);
        K* rest = stackalloc K[VectorBytes / sizeof(K)];
        L.Store(rest, decode ? L.Decode(tail) : tail);
        for (int i = 0; x < count; i++, x++) result[x] = rest[i];
    }

    /// <summary>The extreme of up to four pixels, of which the last may lie nearer than the others' step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Parts<E, L, V>(K* p, int parts, int step, int last) where E : IExtreme where L : IKeyLanes<K, V> where V : struct
    {
        V v = L.Load(p);
        if (parts > 1) v = E.Of<K, L, V>(v, L.Load(p + last));
        if (parts > 2) v = E.Of<K, L, V>(v, L.Load(p + step));
        if (parts > 3) v = E.Of<K, L, V>(v, L.Load(p + 2 * step));
        return v;
    }
}

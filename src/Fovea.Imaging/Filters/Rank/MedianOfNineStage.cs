using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// The median of 3 x 3 samples: the median of the largest of the columns' minima, the median of their medians, and the smallest of their maxima. Columns are sorted
/// once for the three windows that have them, and the two rows that two rows of the result have in common are compared once.
/// </summary>
internal sealed unsafe class MedianOfNineStage<K>(ImageKind input, Border border) : OrderStage<K>(input, new RowWindow(1, 1, 1, 1), border)
    where K : unmanaged, INumber<K>, IMinMaxValue<K>
{
    private const int TileBytes = 2048, VectorBytes = 64, Rows = 2;

    public override int RowsAtOnce => Rows;

    public override long StateBytes => 3 * Rows * Pitch * sizeof(K);

    // A line has the tile, two pixels beside it, and what whole vectors reach beyond that.
    private int Pitch => (TileBytes / sizeof(K) + 2 * Input.Channels) / (VectorBytes / sizeof(K)) * (VectorBytes / sizeof(K)) + 2 * VectorBytes / sizeof(K);

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        if (Vector512.IsHardwareAccelerated) Run<KeyLanes512<K>, Vector512<K>>((K**)rows, (K**)results, count, (K*)state);
        else if (Vector256.IsHardwareAccelerated) Run<KeyLanes256<K>, Vector256<K>>((K**)rows, (K**)results, count, (K*)state);
        else Run<KeyLanes128<K>, Vector128<K>>((K**)rows, (K**)results, count, (K*)state);
    }

    private void Run<L, V>(K** rows, K** results, int count, K* lines) where L : IKeyLanes<K, V> where V : struct
    {
        int tile = TileBytes / sizeof(K), samples = Output.RowSamples, channels = Input.Channels, pitch = Pitch;
        // The last row of an odd number is made twice in the lines and written once.
        K* first = rows[0], second = rows[1], third = rows[2], fourth = rows[count + 1];
        for (int x = 0; x < samples; x += tile)
        {
            int here = Math.Min(tile, samples - x);
            long at = FirstSample + x;
            Sort<L, V>(first + at, second + at, third + at, fourth + at, lines, pitch, here + 2 * channels);
            for (int i = 0; i < count; i++) Pick<L, V>(lines + 3 * i * pitch, pitch, channels, results[i] + x, here, GivesSamples);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort<L, V>(K* first, K* second, K* third, K* fourth, K* lines, int pitch, int count) where L : IKeyLanes<K, V> where V : struct
    {
        for (int x = 0; x < count; x += L.Count, lines += L.Count)
        {
            V b = L.Load(second + x), c = L.Load(third + x), low = L.Min(b, c), high = L.Max(b, c);
            V a = L.Load(first + x), middle = L.Max(a, low);
            L.Store(lines, L.Min(a, low));
            L.Store(lines + pitch, L.Min(middle, high));
            L.Store(lines + 2 * pitch, L.Max(middle, high));
            V d = L.Load(fourth + x);
            middle = L.Max(d, low);
            L.Store(lines + 3 * pitch, L.Min(d, low));
            L.Store(lines + 4 * pitch, L.Min(middle, high));
            L.Store(lines + 5 * pitch, L.Max(middle, high));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick<L, V>(K* low, int pitch, int channels, K* result, int count, bool decode) where L : IKeyLanes<K, V> where V : struct
    {
        int x = 0;
        for (; x <= count - L.Count; x += L.Count)
        {
            V median = Median<L, V>(low + x, pitch, channels);
            L.Store(result + x, decode ? L.Decode(median) : median);
        }
        if (x == count) return;
        K* last = stackalloc K[VectorBytes / sizeof(K)];
        V tail = Median<L, V>(low + x, pitch, channels);
        L.Store(last, decode ? L.Decode(tail) : tail);
        for (int i = 0; x < count; i++, x++) result[x] = last[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Median<L, V>(K* low, int pitch, int channels) where L : IKeyLanes<K, V> where V : struct
    {
        K* middle = low + pitch, high = middle + pitch;
        V largest = L.Max(L.Max(L.Load(low), L.Load(low + channels)), L.Load(low + 2 * channels));
        V smallest = L.Min(L.Min(L.Load(high), L.Load(high + channels)), L.Load(high + 2 * channels));
        return OfThree<L, V>(largest, OfThree<L, V>(L.Load(middle), L.Load(middle + channels), L.Load(middle + 2 * channels)), smallest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OfThree<L, V>(V a, V b, V c) where L : IKeyLanes<K, V> where V : struct => L.Max(L.Min(a, b), L.Min(L.Max(a, b), c));
}

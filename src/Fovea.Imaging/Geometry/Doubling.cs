using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>
/// Rows made twice as long: away from the ends all even output pixels have the same weights, and so have all odd ones. So each of the two is a plain correlation along the row's samples,
/// and the two are put together pixel by pixel.
/// </summary>
internal sealed unsafe class Doubling
{
    /// <summary>Floats that must be readable and writable before and behind a row.</summary>
    public const int Slack = 64;

    /// <summary>Floats that <see cref="Run"/> works in.</summary>
    public const int SpareLength = 2 * (Block + Slack);

    private const int Block = 1024; // samples of a phase at a time

    private readonly int channels, evenFirst, oddFirst;
    private readonly float[] even, odd;
    private readonly int[] places; // for each vector of a period of the result: the lanes, of even and odd samples, from Base on
    private readonly int[] bases;
    private readonly bool usesVectors;

    private Doubling(int first, int end, int channels, int evenFirst, float[] even, int oddFirst, float[] odd)
    {
        (First, End, this.channels, this.evenFirst, this.even, this.oddFirst, this.odd) = (first, end, channels, evenFirst, even, oddFirst, odd);
        // Output sample s is sample s / 2C * C + s % C of the phase s / C % 2. Vectors repeat after 2C of them at the latest.
        int period = 2 * channels;
        (places, bases, usesVectors) = (new int[period * 16], new int[period], Avx512F.IsSupported);
        for (int v = 0; v < period; v++)
        {
            int Sample(int s) => s / (2 * channels) * channels + s % channels;
            bases[v] = int.MaxValue;
            for (int lane = 0; lane < 16; lane++) bases[v] = Math.Min(bases[v], Sample(16 * v + lane));
            for (int lane = 0; lane < 16; lane++)
            {
                int s = 16 * v + lane;
                places[v * 16 + lane] = Sample(s) - bases[v] + (s / channels % 2 == 0 ? 0 : 16);
                usesVectors &= Sample(s) - bases[v] < 16;
            }
        }
    }

    /// <summary>The first output pixel with the common weights; even.</summary>
    public int First { get; }

    /// <summary>The pixel behind the last one with the common weights.</summary>
    public int End { get; }

    /// <summary>The phases of an axis; null where it is no doubling or too short to be worth it.</summary>
    public static Doubling? Of(ResizeAxis axis, int channels)
    {
        if (axis.To != 2L * axis.From || axis.From < 32 || channels > 8) return null;
        int middle = axis.From / 2 * 2, half = middle / 2;
        bool Same(int i)
        {
            int like = middle + i % 2;
            return axis.First(i) == axis.First(like) + (i - like) / 2 && axis.Of(i).SequenceEqual(axis.Of(like));
        }
        int first = middle, end = middle;
        while (first >= 2 && Same(first - 1) && Same(first - 2)) first -= 2;
        while (end + 2 <= axis.To && Same(end) && Same(end + 1)) end += 2;
        return end - first < 32 ? null : new Doubling(first, end, channels, axis.First(middle) - half, axis.Of(middle).ToArray(), axis.First(middle + 1) - half, axis.Of(middle + 1).ToArray());
    }

    /// <summary>Makes the output pixels from <see cref="First"/> to <see cref="End"/>.</summary>
    /// <param name="row">The row, at its first pixel.</param>
    /// <param name="to">The result's row, at its first pixel.</param>
    /// <param name="spare">Room for <see cref="SpareLength"/> floats.</param>
    public void Run(float* row, float* to, float* spare)
    {
        int begin = First / 2 * channels, end = End / 2 * channels, block = Block / channels * channels;
        float* evens = spare, odds = spare + Block + Slack;
        for (int s = begin; s < end; s += block)
        {
            int n = Math.Min(block, end - s);
            Correlate(row + s + evenFirst * channels, even, evens, n);
            Correlate(row + s + oddFirst * channels, odd, odds, n);
            Join(evens, odds, to + 2 * s, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Correlate(float* row, float[] weights, float* to, int count)
    {
        int i = 0;
        if (weights.Length == 4)
        {
            Vector<float> w0 = new(weights[0]), w1 = new(weights[1]), w2 = new(weights[2]), w3 = new(weights[3]);
            float* row1 = row + channels, row2 = row1 + channels, row3 = row2 + channels;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
                Vector.FusedMultiplyAdd(Vector.Load(row + i), w0, Vector.FusedMultiplyAdd(Vector.Load(row1 + i), w1, Vector.FusedMultiplyAdd(Vector.Load(row2 + i), w2, Vector.Load(row3 + i) * w3))).Store(to + i);
        }
        else
        {
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> sum = Vector<float>.Zero;
                for (int k = 0; k < weights.Length; k++) sum += Vector.Load(row + i + k * channels) * weights[k];
                sum.Store(to + i);
            }
        }
        for (; i < count; i++)
        {
            float sum = 0;
            for (int k = 0; k < weights.Length; k++) sum += row[i + k * channels] * weights[k];
            to[i] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Join(float* evens, float* odds, float* to, int count)
    {
        int done = 0; // output samples
        if (usesVectors)
        {
            int period = bases.Length, samples = 16 * period / 2; // of a phase in a period
            fixed (int* lanes = places)
                for (int from = 0; done <= 2 * count - 16 * period; from += samples)
                    for (int v = 0; v < period; v++, done += 16)
                        Avx512F.PermuteVar16x32x2(Vector512.Load(evens + from + bases[v]), Vector512.Load(lanes + 16 * v), Vector512.Load(odds + from + bases[v])).Store(to + done);
        }
        for (int s = done; s < 2 * count; s++)
        {
            int sample = s / (2 * channels) * channels + s % channels;
            to[s] = (s / channels % 2 == 0 ? evens : odds)[sample];
        }
    }
}

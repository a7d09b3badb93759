using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>A row of samples as a row of bits: which of them are above a threshold. The lowest bit of a word is its first pixel.</summary>
internal static unsafe class ForegroundBits
{
    /// <summary>The words for a row of so many pixels.</summary>
    public static int Words(int width) => (width + 63) / 64;

    /// <summary>Finds the samples above a threshold; NaN is not.</summary>
    /// <param name="samples">The row.</param>
    /// <param name="width">Its pixels.</param>
    /// <param name="step">Samples from one pixel to the next.</param>
    /// <param name="threshold">The threshold, in the samples' own units.</param>
    /// <param name="bits">Receives <see cref="Words"/> words; bits behind the row are 0.</param>
    public static void Find<T>(T* samples, int width, int step, double threshold, ulong* bits) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        // Whole numbers above the threshold are those from the next whole number on, floats those from the next float on.
        double least = typeof(T) == typeof(float) ? MathF.BitIncrement((float)threshold) : Math.Floor(threshold) + 1;
        if (!(least <= double.CreateTruncating(T.MaxValue)))
        {
            new Span<ulong>(bits, Words(width)).Clear();
            return;
        }
        T limit = T.CreateSaturating(least);
        Vector256<T> limits = Vector256.Create(limit);
        int lanes = Vector256<T>.Count, x = 0;
        for (; step > 1 && x + 64 <= width; x += 64) *bits++ = Scalar(samples + (long)x * step, 64, step, limit);
        for (; x + 64 <= width; x += 64)
        {
            ulong word = 0;
            for (int i = 0; i < 64; i += lanes) word |= (ulong)Vector256.GreaterThanOrEqual(Vector256.Load(samples + x + i), limits).ExtractMostSignificantBits() << i;
            *bits++ = word;
        }
        if (x == width) return;
        *bits = Scalar(samples + (long)x * step, width - x, step, limit);
    }

    private static ulong Scalar<T>(T* samples, int count, int step, T limit) where T : unmanaged, INumber<T>
    {
        ulong word = 0;
        for (int i = 0; i < count; i++) word |= (samples[(long)i * step] >= limit ? 1UL : 0) << i;
        return word;
    }
}

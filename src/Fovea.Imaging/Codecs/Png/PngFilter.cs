using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// The five row filters of PNG (ISO/IEC 15948, clause 9), as they are applied; <see cref="PngUnfilter"/> undoes them. A row is given with <c>distance</c> zero bytes before it,
/// so that the pixel to the left of the first one needs no case of its own; <c>distance</c> is the number of bytes of a pixel, at least 1.
/// </summary>
internal static class PngFilter
{
    public const int None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4;

    /// <summary>The number of filters.</summary>
    public const int Count = 5;

    /// <summary>Writes the filtered <paramref name="row"/>, without the leading zeros, to <paramref name="filtered"/>.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        ReadOnlySpan<byte> here = row[distance..], left = row[..here.Length];
        ReadOnlySpan<byte> up = above.Slice(distance, here.Length), upLeft = above[..here.Length];
        filtered = filtered[..here.Length];
        switch (filter)
        {
            case None:
                here.CopyTo(filtered);
                break;
            case Sub:
                TensorPrimitives.Subtract(here, left, filtered);
                break;
            case Up:
                TensorPrimitives.Subtract(here, up, filtered);
                break;
            case Average:
                for (int i = 0; i < filtered.Length; i++) filtered[i] = (byte)(here[i] - ((left[i] + up[i]) >> 1));
                break;
            case Paeth:
                for (int i = 0; i < filtered.Length; i++) filtered[i] = (byte)(here[i] - Predict(left[i], up[i], upLeft[i]));
                break;
        }
    }

    // Of the three neighbours the one nearest to left + up - upLeft; in a tie left before up before upLeft.
    private static byte Predict(int left, int up, int upLeft)
    {
        int toLeft = Math.Abs(up - upLeft), toUp = Math.Abs(left - upLeft), toUpLeft = Math.Abs(left + up - 2 * upLeft);
        int nearest = toLeft <= toUp ? left : up;
        return (byte)(Math.Min(toLeft, toUp) <= toUpLeft ? nearest : upLeft);
    }
}

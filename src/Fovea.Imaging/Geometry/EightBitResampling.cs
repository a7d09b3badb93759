using System.Buffers;
using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// Bilinear resizing in whole numbers, as Pillow's <c>Resample.c</c> does it for 8-bit pictures: weights of 22 bits, rows first, each of the two passes
/// rounded to 8 bits.
/// </summary>
internal static class EightBitResampling
{
    // A sample of 8 bits times a weight has two bits to spare in 32.
    private const int WeightBits = 32 - 8 - 2;

    /// <summary>Applies a framing whose regions have been checked.</summary>
    public static void Apply(Image<byte> image, in Framing framing, Span<byte> target)
    {
        int channels = image.Channels, width = framing.Window.Width * channels;
        Taps rows = Taps.Along(framing.Source.Height, framing.Height, framing.Window.Top, framing.Window.Height);
        Taps columns = Taps.Along(framing.Source.Width, framing.Width, framing.Window.Left, framing.Window.Width);
        int first = rows.First[0], count = rows.First[^1] + rows.Count[^1] - first;
        if ((long)count * width > Array.MaxLength)
            throw new FoveaException($"Framing: {count} rows of {width} samples are more than one array can hold", "the picture is too long and narrow");

        byte[] narrow = ArrayPool<byte>.Shared.Rent(count * width);
        int[] sums = ArrayPool<int>.Shared.Rent(2 * width);
        int left = framing.Source.Left * channels, length = framing.Source.Width * channels;
        for (int y = 0; y < count; y++)
            Across(image.Row(framing.Source.Top + first + y).Slice(left, length), narrow.AsSpan(y * width, width), columns, channels, framing.IsMirrored);
        Span<int> sum = sums.AsSpan(0, width), wide = sums.AsSpan(width, width);
        for (int y = 0; y < framing.Window.Height; y++)
            Down(narrow.AsSpan((rows.First[y] - first) * width), rows.Of(y), sum, wide, target.Slice(y * width, width));
        ArrayPool<byte>.Shared.Return(narrow);
        ArrayPool<int>.Shared.Return(sums);
    }

    private static void Across(ReadOnlySpan<byte> row, Span<byte> result, Taps columns, int channels, bool isMirrored)
    {
        int last = columns.First.Length - 1;
        for (int x = 0; x <= last; x++)
        {
            ReadOnlySpan<int> weights = columns.Of(x);
            ReadOnlySpan<byte> from = row.Slice(columns.First[x] * channels, weights.Length * channels);
            Span<byte> to = result.Slice((isMirrored ? last - x : x) * channels, channels);
            if (channels == 3)
            {
                int red = Half, green = Half, blue = Half;
                for (int k = 0, at = 0; k < weights.Length; k++, at += 3)
                {
                    int weight = weights[k];
                    blue += weight * from[at + 2];
                    green += weight * from[at + 1];
                    red += weight * from[at];
                }
                (to[0], to[1], to[2]) = (Round(red), Round(green), Round(blue));
            }
            else
                for (int c = 0; c < channels; c++)
                {
                    int sum = Half;
                    for (int k = 0, at = c; k < weights.Length; k++, at += channels) sum += weights[k] * from[at];
                    to[c] = Round(sum);
                }
        }
    }

    private static void Down(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<int> sum, Span<int> wide, Span<byte> result)
    {
        if (weights is [1 << WeightBits])
        {
            rows[..result.Length].CopyTo(result);
            return;
        }
        sum.Fill(Half);
        for (int k = 0; k < weights.Length; k++)
        {
            TensorPrimitives.ConvertTruncating(rows.Slice(k * sum.Length, sum.Length), wide);
            TensorPrimitives.MultiplyAdd(wide, weights[k], sum, sum);
        }
        TensorPrimitives.ShiftRightArithmetic(sum, WeightBits, sum);
        TensorPrimitives.ConvertSaturating<int, byte>(sum, result);
    }

    private const int Half = 1 << (WeightBits - 1);

    // The weights are not negative and their sum is 1 but for rounding: nothing leaves 0 to 255.
    private static byte Round(int sum) => (byte)(sum >> WeightBits);

    /// <summary>For each output sample of an axis, which input samples it is made of.</summary>
    /// <param name="First">The first of them.</param>
    /// <param name="Count">Their number.</param>
    /// <param name="Weights">The weights, <paramref name="Stride"/> places for each output sample.</param>
    /// <param name="Stride">See <paramref name="Weights"/>.</param>
    private readonly record struct Taps(int[] First, int[] Count, int[] Weights, int Stride)
    {
        public ReadOnlySpan<int> Of(int index) => Weights.AsSpan(index * Stride, Count[index]);

        /// <summary>The taps of the outputs from <paramref name="start"/> on when an axis of <paramref name="from"/> samples is made one of <paramref name="to"/>.</summary>
        public static Taps Along(int from, int to, int start, int count)
        {
            double scale = (double)from / to, stretch = Math.Max(1, scale);
            int stride = (int)Math.Min(Math.Ceiling(stretch) * 2 + 1, from);
            Taps taps = new(new int[count], new int[count], new int[count * stride], stride);
            double[] exact = new double[stride];
            for (int i = 0; i < count; i++)
            {
                // The order of the operations is Pillow's, as another one would round differently.
                double center = (start + i + 0.5) * scale, inverse = 1 / stretch, sum = 0;
                int first = Math.Max(0, (int)(center - stretch + 0.5)), end = Math.Min(from, (int)(center + stretch + 0.5));
                for (int k = 0; k < end - first; k++) sum += exact[k] = Math.Max(0, 1 - Math.Abs((k + first - center + 0.5) * inverse));
                while (end - first > 1 && exact[end - first - 1] == 0) end--;
                (taps.First[i], taps.Count[i]) = (first, end - first);
                for (int k = 0; k < end - first; k++) taps.Weights[i * stride + k] = (int)(0.5 + exact[k] / sum * (1 << WeightBits));
            }
            return taps;
        }
    }
}

using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>Changes the size of images.</summary>
public static class Resizing
{
    private const int Lanes = 4; // of the vectors that Across works with

    /// <summary>
    /// The image at another size. Pixel centres lie at half-integers, so output row i looks at the input position
    /// (i + 0.5) * Height / height - 0.5, and the corners of both images coincide; columns likewise. Along each axis the samples within the
    /// kernel's support are averaged with its weights, scaled to the sum 1; positions outside the image take no part.
    /// An axis that keeps its size is not touched, and an image that keeps both is copied bit by bit.
    /// </summary>
    /// <param name="image">The image; every channel, alpha too, is treated alike.</param>
    /// <param name="height">The number of rows of the result, at least 1.</param>
    /// <param name="width">The number of columns of the result, at least 1.</param>
    /// <param name="interpolation">The kernel; <see cref="Interpolation.Bilinear"/> where not given.</param>
    /// <param name="antialias">
    /// Whether an axis that shrinks by a factor f stretches the kernel by f, so that every input sample counts (as Pillow and Matlab do, and PyTorch
    /// with <c>antialias=True</c>). Without it the kernel stays as it is and skips samples, as OpenCV does. Nothing to
    /// <see cref="Interpolation.Nearest"/>.
    /// </param>
    /// <returns>
    /// A new image, computed in single precision; integer samples are rounded once, to the nearest (halves up), and clamped to their range.
    /// </returns>
    /// <exception cref="FoveaException">A size is below 1, or the result is larger than an image can be.</exception>
    public static Image<T> Resize<T>(this Image<T> image, int height, int width, Interpolation? interpolation = null, bool antialias = true)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(image);
        if (height < 1 || width < 1) throw new FoveaException($"Resize: height {height} and width {width} must be at least 1");
        if (height == image.Height && width == image.Width) return image.Clone();
        interpolation ??= Interpolation.Bilinear;
        Image<T> result = Image<T>.Uninitialized(height, width, image.Channels);
        Taps[] rows = Along(image.Height, height, interpolation, antialias), columns = Along(image.Width, width, interpolation, antialias);
        if (interpolation.Support == 0) Pick(image, result, rows, columns);
        else Average(image, result, rows, columns);
        return result;
    }

    private static void Pick<T>(Image<T> image, Image<T> result, Taps[] rows, Taps[] columns) where T : struct
    {
        int channels = image.Channels;
        for (int y = 0; y < result.Height; y++)
        {
            ReadOnlySpan<T> from = image.Row(rows[y].First);
            Span<T> to = result.Row(y);
            for (int x = 0, i = 0; x < columns.Length; x++)
                for (int c = 0, at = columns[x].First * channels; c < channels; c++) to[i++] = from[at + c];
        }
    }

    // Down the columns first: that runs along whole rows, and needs no more memory than a row.
    private static void Average<T>(Image<T> image, Image<T> result, Taps[] rows, Taps[] columns) where T : struct
    {
        int length = image.Width * image.Channels, newLength = result.Width * image.Channels;
        float[] single = new float[length], downPadded = new float[length + Lanes], acrossPadded = new float[newLength + Lanes];
        Span<float> down = downPadded.AsSpan(0, length);
        bool keepsWidth = image.Width == result.Width;
        for (int y = 0; y < result.Height; y++)
        {
            Taps taps = rows[y];
            SampleConversion.ToSingle<T>(image.Row(taps.First), down);
            if (taps.Weights is not [1f])
            {
                TensorPrimitives.Multiply(down, taps.Weights[0], down);
                for (int k = 1; k < taps.Weights.Length; k++)
                {
                    SampleConversion.ToSingle<T>(image.Row(taps.First + k), single);
                    TensorPrimitives.MultiplyAdd(single, taps.Weights[k], down, down);
                }
            }
            if (!keepsWidth) Across(downPadded, acrossPadded, columns, image.Channels);
            SampleConversion.FromSingle(keepsWidth ? down : acrossPadded.AsSpan(0, newLength), result.Row(y));
        }
    }

    // Four channels at once, however many a pixel has: what is written past a pixel's end is overwritten by the next pixel, and past the last
    // one it falls into the padding.
    private static void Across(ReadOnlySpan<float> row, Span<float> result, Taps[] columns, int channels)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            ReadOnlySpan<float> weights = columns[x].Weights;
            for (int c = 0; c < channels; c += Lanes)
            {
                Vector128<float> sum = Vector128<float>.Zero;
                int at = columns[x].First * channels + c;
                foreach (float weight in weights)
                {
                    sum += Vector128.Create(row[at..]) * weight;
                    at += channels;
                }
                sum.CopyTo(result[(x * channels + c)..]);
            }
        }
    }

    private static Taps[] Along(int from, int to, Interpolation kernel, bool antialias)
    {
        double scale = (double)from / to, stretch = antialias ? Math.Max(1, scale) : 1, support = kernel.Support * stretch;
        var taps = new Taps[to];
        for (int i = 0; i < to; i++)
        {
            if (support == 0)
            {
                // In integers, so that borders between two samples are met exactly.
                taps[i] = new Taps((int)((2L * i + 1) * from / (2L * to)), [1f]);
                continue;
            }
            double center = (i + 0.5) * scale - 0.5;
            int first = Math.Max(0, (int)Math.Ceiling(center - support)), last = Math.Min(from - 1, (int)Math.Floor(center + support));
            // Zeros at the ends would only cost time, and spread a NaN further than the kernel reaches.
            while (first < last && kernel.Weight((first - center) / stretch) == 0) first++;
            while (first < last && kernel.Weight((last - center) / stretch) == 0) last--;
            double[] weights = new double[last - first + 1];
            for (int k = 0; k < weights.Length; k++) weights[k] = kernel.Weight((first + k - center) / stretch);
            double sum = weights.Sum();
            taps[i] = new Taps(first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        }
        return taps;
    }

    /// <summary>The input samples that make one output sample: <c>Weights[k]</c> belongs to sample <c>First + k</c>.</summary>
    private readonly record struct Taps(int First, float[] Weights);
}

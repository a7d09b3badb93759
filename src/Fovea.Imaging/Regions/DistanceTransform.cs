using System.Buffers;
using System.Numerics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// The distance of every pixel to the nearest background pixel, exactly: Meijster, Roerdink, Hesselink: A general algorithm for computing distance transforms in linear time (ISMM 2000).
/// The distances along columns are found first, then along each row the lower envelope of what they mean for it. Equals <c>distance_transform_edt</c> and
/// <c>distance_transform_cdt</c> of scipy, and OpenCV's <c>distanceTransform</c> with <c>DIST_MASK_PRECISE</c> within the error of its floats.
/// </summary>
public static unsafe class DistanceTransform
{
    private const int BandColumns = 256, BandRows = 32;

    /// <summary>The distances: 0 in the background, infinity everywhere where there is no background at all.</summary>
    /// <param name="image">An image of one channel.</param>
    /// <param name="metric">What is distance.</param>
    /// <param name="threshold">Samples above it are foreground, in their own units; NaN never is.</param>
    /// <exception cref="FoveaException">The image has several channels, or the threshold is not finite.</exception>
    public static Image<float> Of(Image image, DistanceMetric metric = DistanceMetric.Euclidean, double threshold = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels != 1) throw new FoveaException($"distances are found in an image of one channel, this one is {image}", "make it grey, and choose a threshold");
        if (!double.IsFinite(threshold)) throw new FoveaException($"DistanceTransform: the threshold is {threshold}");
        Image<float> result = Image<float>.Uninitialized(image.Height, image.Width, 1);
        // The first pass leaves whole numbers in the place of the result.
        using MemoryHandle pixels = image.Pin(), distances = result.Pin();
        ColumnWork columns = new(image.Kind, new PixelRows((byte*)pixels.Pointer, image.Kind.RowBytes), (int*)distances.Pointer, threshold);
        Workers.Run((image.Width + BandColumns - 1) / BandColumns, ref columns);
        int chunks = (image.Height + BandRows - 1) / BandRows;
        switch (metric)
        {
            case DistanceMetric.Euclidean: Rows<EuclideanDistance>(); break;
            case DistanceMetric.Chessboard: Rows<ChessboardDistance>(); break;
            default: Rows<CityBlockDistance>(); break;
        }
        return result;

        void Rows<TMetric>() where TMetric : struct, IDistance
        {
            RowWork<TMetric> rows = new(image.Height, image.Width, (int*)distances.Pointer);
            Workers.Run(chunks, ref rows);
        }
    }

    /// <summary>More than any distance in an image, and so small that its square fits.</summary>
    private static int Infinite(int height, int width) => (int)Math.Min((long)height + width, int.MaxValue);

    /// <summary>The distance of each pixel to the background of its column.</summary>
    private readonly struct ColumnWork(ImageKind kind, PixelRows pixels, int* distances, double threshold) : Workers.IWork
    {
        public void Run(int chunk)
        {
            int first = chunk * BandColumns, count = Math.Min(BandColumns, kind.Width - first);
            Span<ulong> bits = stackalloc ulong[BandColumns / 64];
            Span<int> above = stackalloc int[count];
            above.Fill(Infinite(kind.Height, kind.Width));
            fixed (ulong* words = bits)
                for (int y = 0; y < kind.Height; y++)
                {
                    byte* row = pixels.Row(y) + (long)first * kind.SampleBytes;
                    if (kind.Depth == PixelDepth.UInt8) ForegroundBits.Find(row, count, threshold, words);
                    else if (kind.Depth == PixelDepth.UInt16) ForegroundBits.Find((ushort*)row, count, threshold, words);
                    else ForegroundBits.Find((float*)row, count, threshold, words);
                    Span<int> here = Row(y, first, count);
                    for (int x = 0; x < count; x++) here[x] = (words[x >> 6] >> (x & 63) & 1) != 0 ? above[x] + 1 : 0;
                    here.CopyTo(above);
                }
            int most = Infinite(kind.Height, kind.Width);
            for (int y = kind.Height - 1; y >= 0; y--)
            {
                Span<int> here = Row(y, first, count);
                if (y == kind.Height - 1)
                    for (int x = 0; x < count; x++) here[x] = Math.Min(here[x], most);
                else
                    for (int x = 0; x < count; x++) here[x] = Math.Min(Math.Min(here[x], above[x] + 1), most);
                here.CopyTo(above);
            }
        }

        private Span<int> Row(int y, int first, int count) => new(distances + (long)y * kind.Width + first, count);
    }

    /// <summary>The distance of each pixel to the background of all columns, from those along the columns.</summary>
    private readonly struct RowWork<TMetric>(int height, int width, int* distances) : Workers.IWork where TMetric : struct, IDistance
    {
        public void Run(int chunk)
        {
            int infinite = Infinite(height, width);
            int* columns = (int*)Workers.Scratch(3L * width * sizeof(int)), centres = columns + width, begins = centres + width;
            for (int y = chunk * BandRows; y < Math.Min(height, (chunk + 1) * BandRows); y++)
            {
                int* row = distances + (long)y * width;
                new Span<int>(row, width).CopyTo(new Span<int>(columns, width));
                // Where the column of centre k is the nearest of those so far: from begins[k] to the next one's begin.
                int last = 0;
                (centres[0], begins[0]) = (0, 0);
                for (int u = 1; u < width; u++)
                {
                    while (last >= 0 && TMetric.Value(begins[last] - centres[last], columns[centres[last]]) > TMetric.Value(begins[last] - u, columns[u])) last--;
                    if (last < 0)
                    {
                        last = 0;
                        (centres[0], begins[0]) = (u, 0);
                        continue;
                    }
                    long begin = 1 + TMetric.Divide(centres[last], u, columns[centres[last]], columns[u]);
                    if (begin < width)
                    {
                        last++;
                        (centres[last], begins[last]) = (u, (int)begin);
                    }
                }
                float* result = (float*)row;
                for (int x = width - 1; x >= 0; x--)
                {
                    int column = columns[centres[last]];
                    result[x] = column >= infinite ? float.PositiveInfinity : TMetric.Distance(TMetric.Value(x - centres[last], column));
                    if (x == begins[last]) last--;
                }
            }
        }
    }

    /// <summary>What a metric makes of a distance along the column and one along the row.</summary>
    private interface IDistance
    {
        /// <summary>A measure that is the larger the farther.</summary>
        static abstract long Value(int dx, int dy);

        /// <summary>The last column at which the column <paramref name="left"/> is at least as near as <paramref name="right"/>, to the right of it.</summary>
        static abstract long Divide(int left, int right, int leftValue, int rightValue);

        /// <summary>The distance of a measure.</summary>
        static abstract float Distance(long value);
    }

    private readonly struct EuclideanDistance : IDistance
    {
        public static long Value(int dx, int dy) => (long)dx * dx + (long)dy * dy;

        public static long Divide(int left, int right, int leftValue, int rightValue)
        {
            long difference = (long)right * right - (long)left * left + (long)rightValue * rightValue - (long)leftValue * leftValue, step = 2 * ((long)right - left);
            // Rounded down, also below 0.
            long quotient = Math.DivRem(difference, step, out long rest);
            return rest < 0 ? quotient - 1 : quotient;
        }

        public static float Distance(long value) => (float)Math.Sqrt(value);
    }

    private readonly struct ChessboardDistance : IDistance
    {
        public static long Value(int dx, int dy) => Math.Max(Math.Abs(dx), dy);

        public static long Divide(int left, int right, int leftValue, int rightValue)
        {
            int middle = left + (right - left) / 2;
            return leftValue <= rightValue ? Math.Max((long)left + rightValue, middle) : Math.Min((long)right - leftValue, middle);
        }

        public static float Distance(long value) => value;
    }

    private readonly struct CityBlockDistance : IDistance
    {
        public static long Value(int dx, int dy) => Math.Abs((long)dx) + dy;

        public static long Divide(int left, int right, int leftValue, int rightValue)
        {
            if (rightValue >= leftValue + (long)right - left) return int.MaxValue;
            if (leftValue > rightValue + (long)right - left) return int.MinValue;
            return ((long)rightValue - leftValue + right + left) >> 1;
        }

        public static float Distance(long value) => value;
    }
}

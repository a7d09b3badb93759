using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>Structural similarity over all windows of two images: moments by a separable window, columns first.</summary>
internal sealed class Similarity
{
    // Moments: of a, b, a a, b b, a b.
    private const int Moments = 5;

    private readonly MetricPlanes planes;
    private readonly double[] window;
    private readonly double c1, c2, spread;

    public Similarity(MetricPlanes planes, SsimOptions options)
    {
        this.planes = planes;
        int radius = options.Size / 2;
        window = [.. Enumerable.Range(-radius, options.Size).Select(i => options.Sigma is { } sigma ? Math.Exp(-i * i / (2 * sigma * sigma)) : 1)];
        double sum = window.Sum(), pixels = (double)options.Size * options.Size;
        for (int i = 0; i < window.Length; i++) window[i] /= sum;
        c1 = Math.Pow(options.K1 * planes.Peak, 2);
        c2 = Math.Pow(options.K2 * planes.Peak, 2);
        spread = options.SampleCovariance && pixels > 1 ? pixels / (pixels - 1) : 1;
    }

    /// <summary>The mean over all windows and channels.</summary>
    public double Mean
    {
        get
        {
            int rows = planes.Height - window.Length + 1, columns = planes.Width - window.Length + 1;
            double[] sums = new double[RowBlocks.Count(rows)];
            RowBlocks.Run(rows, (block, from, to) =>
            {
                for (int c = 0; c < planes.Count; c++) sums[block] += Rows(c, from, to, columns);
            });
            return sums.Sum() / ((double)rows * columns * planes.Count);
        }
    }

    private double Rows(int channel, int from, int to, int columns)
    {
        int width = planes.Width, size = window.Length;
        double[][] ring = [.. Enumerable.Range(0, size * Moments).Select(_ => new double[width])];
        double[][] down = [.. Enumerable.Range(0, Moments).Select(_ => new double[width])], across = [.. Enumerable.Range(0, Moments).Select(_ => new double[columns])];
        double sum = 0;
        for (int y = from; y < to + size - 1; y++)
        {
            Span<double[]> now = ring.AsSpan(y % size * Moments, Moments);
            planes.Rows(y, channel, now[0], now[1]);
            TensorPrimitives.Multiply<double>(now[0], now[0], now[2]);
            TensorPrimitives.Multiply<double>(now[1], now[1], now[3]);
            TensorPrimitives.Multiply<double>(now[0], now[1], now[4]);
            int top = y - size + 1;
            if (top < from) continue;
            for (int m = 0; m < Moments; m++)
            {
                Array.Clear(down[m]);
                Array.Clear(across[m]);
                for (int k = 0; k < size; k++) TensorPrimitives.MultiplyAdd(ring[(top + k) % size * Moments + m], window[k], down[m], down[m]);
                for (int k = 0; k < size; k++) TensorPrimitives.MultiplyAdd(down[m].AsSpan(k, columns), window[k], across[m], across[m]);
            }
            for (int x = 0; x < columns; x++) sum += At(across[0][x], across[1][x], across[2][x], across[3][x], across[4][x]);
        }
        return sum;
    }

    private double At(double ma, double mb, double aa, double bb, double ab)
    {
        double va = spread * (aa - ma * ma), vb = spread * (bb - mb * mb), covariance = spread * (ab - ma * mb);
        return (2 * ma * mb + c1) * (2 * covariance + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
    }
}

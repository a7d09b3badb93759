namespace Fovea.Imaging;

/// <summary>The weights of a one-dimensional Gaussian as OpenCV makes them (<c>getGaussianKernel</c>), and what it takes where size or sigma is not given.</summary>
internal static class GaussianKernel
{
    /// <summary>OpenCV's fixed weights where no sigma is given, and for these sizes only.</summary>
    private static readonly double[][] Small =
    [
        [1], [0.25, 0.5, 0.25], [0.0625, 0.25, 0.375, 0.25, 0.0625], [0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125],
        [4 / 256.0, 13 / 256.0, 30 / 256.0, 51 / 256.0, 60 / 256.0, 51 / 256.0, 30 / 256.0, 13 / 256.0, 4 / 256.0],
    ];

    /// <summary>The sigma for a size: 0.3 ((size - 1) / 2 - 1) + 0.8.</summary>
    public static double SigmaFor(int size) => 0.15 * size + 0.35;

    /// <summary>The size for a sigma: 3 sigma to each side for bytes and 4 sigma for other samples, rounded to an odd number.</summary>
    public static int SizeFor(double sigma, PixelDepth depth) => (int)Math.Round(sigma * (depth == PixelDepth.UInt8 ? 3 : 4) * 2 + 1) | 1;

    /// <summary>exp(-u^2 / (2 sigma^2)) around the middle, with the sum 1; a sigma of 0 is derived from the size.</summary>
    public static double[] Weights(int size, double sigma)
    {
        if (sigma <= 0 && size % 2 == 1 && size / 2 < Small.Length) return Small[size / 2];
        if (sigma <= 0) sigma = SigmaFor(size);
        double scale = -0.5 / (sigma * sigma), middle = (size - 1) / 2.0;
        double[] weights = [.. Enumerable.Range(0, size).Select(i => Math.Exp(scale * (i - middle) * (i - middle)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>
    /// The weights that a correlation takes the derivative of some order of the smoothed signal with, over 4 sigma to each side; order 0 is the smoothing. They are samples of the
    /// derivative of the Gaussian, scaled as the Gaussian is to the sum 1: those of SciPy's <c>gaussian_filter</c>.
    /// </summary>
    public static double[] Derivative(double sigma, int order)
    {
        int radius = (int)(4 * sigma + 0.5);
        double[] gaussian = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(x => Math.Exp(-0.5 * x * x / (sigma * sigma)))];
        double sum = gaussian.Sum();
        // A derivative of the Gaussian is a polynomial times the Gaussian: q becomes q' - q x / sigma^2. Seen from the pixel, the signal lies mirrored: x is -x.
        double[] q = [1];
        for (int i = 0; i < order; i++)
            q = [.. Enumerable.Range(0, q.Length + 1).Select(k => (k + 1 < q.Length ? (k + 1) * q[k + 1] : 0) - (k > 0 ? q[k - 1] / (sigma * sigma) : 0))];
        return [.. gaussian.Select((value, i) => value / sum * q.Select((factor, k) => factor * Math.Pow(radius - i, k)).Sum())];
    }

    /// <summary>The weights in 256ths with the sum 256, the rounding of each carried on to the next towards the middle: those of OpenCV's 8-bit Gaussian.</summary>
    public static int[] FixedPoint(ReadOnlySpan<double> weights)
    {
        int[] result = new int[weights.Length];
        int middle = weights.Length / 2, sum = 0;
        double error = 0;
        for (int i = 0; i < middle; i++)
        {
            double wanted = weights[i] * 256 + error;
            int rounded = (int)Math.Round(wanted);
            error = wanted - rounded;
            result[i] = result[^(i + 1)] = rounded;
            sum += 2 * rounded;
        }
        result[middle] = 256 - sum;
        return result;
    }
}

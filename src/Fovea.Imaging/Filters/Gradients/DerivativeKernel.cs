namespace Fovea.Imaging;

/// <summary>The one-dimensional kernels of derivative filters, as weights of a correlation.</summary>
internal static class DerivativeKernel
{
    /// <summary>OpenCV's weights (<c>getDerivKernels</c>): [1 1] with itself size - 1 - order times and [-1 1] order times; a derivative of size 1 has 3.</summary>
    public static double[] Sobel(int size, int order)
    {
        if (size == 1 && order > 0) size = 3;
        double[] weights = [1];
        for (int i = 1; i < size; i++)
        {
            int left = i <= order ? -1 : 1;
            weights = [.. Enumerable.Range(0, i + 1).Select(k => (k < i ? left * weights[k] : 0) + (k > 0 ? weights[k - 1] : 0))];
        }
        return weights;
    }
}

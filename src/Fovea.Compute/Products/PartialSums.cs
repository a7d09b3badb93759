using System.Numerics;

namespace Fovea.Compute;

/// <summary>Adds up arrays that hold parts of the same sums.</summary>
internal static unsafe class PartialSums
{
    /// <summary>y[i] = parts[i] + parts[size + i] + ... in this order, for i &lt; n.</summary>
    public static void Add(float* parts, int count, long size, float* y, long n)
    {
        int width = Vector<float>.Count;
        long i = 0;
        for (; i <= n - width; i += width)
        {
            Vector<float> sum = *(Vector<float>*)(parts + i);
            for (int p = 1; p < count; p++) sum += *(Vector<float>*)(parts + p * size + i);
            *(Vector<float>*)(y + i) = sum;
        }
        for (; i < n; i++)
        {
            float sum = parts[i];
            for (int p = 1; p < count; p++) sum += parts[p * size + i];
            y[i] = sum;
        }
    }
}

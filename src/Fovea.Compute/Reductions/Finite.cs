using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Whether numbers are numbers.</summary>
public static unsafe class Finite
{
    private const long ElementsPerChunk = 1 << 16;

    /// <summary>Whether none of <paramref name="count"/> floats is infinite or NaN, in one pass.</summary>
    public static bool All(float* x, long count)
    {
        Work work = new() { X = x, Count = count };
        int found = 0;
        work.Found = &found;
        Workers.Run(checked((int)((count + ElementsPerChunk - 1) / ElementsPerChunk)), ref work);
        return Volatile.Read(ref found) == 0;
    }

    private struct Work : Workers.IWork
    {
        public float* X;
        public long Count;
        public int* Found;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int chunk)
        {
            float* x = X + chunk * ElementsPerChunk;
            nint n = (nint)Math.Min(ElementsPerChunk, Count - chunk * ElementsPerChunk), i = 0;
            int width = Vector<float>.Count;
            // Zero times what is infinite or NaN is NaN, and stays so in a sum.
            Vector<float> a = default, b = default, c = default, d = default;
            for (; i <= n - 4 * width; i += 4 * width)
            {
                a += *(Vector<float>*)(x + i) * 0f;
                b += *(Vector<float>*)(x + i + width) * 0f;
                c += *(Vector<float>*)(x + i + 2 * width) * 0f;
                d += *(Vector<float>*)(x + i + 3 * width) * 0f;
            }
            float sum = Vector.Sum(a + b + (c + d));
            for (; i < n; i++) sum += x[i] * 0f;
            if (sum != 0) Volatile.Write(ref *Found, 1);
        }
    }
}

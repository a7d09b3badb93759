using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Sums over a window along a row by doubling: sums of 2 from neighbours, of 4 from sums of 2 and so on, and a window as the sum of the powers of two that it is
/// made of. It takes the logarithm of the window's length, works on whole vectors for any number of channels, and nothing is ever subtracted, so that one
/// huge value or NaN is seen only where the window sees it.
/// </summary>
internal static unsafe class WindowSums
{
    /// <summary>The bytes that may be read and written behind the last sample of both rows.</summary>
    public const int Slack = 64;

    /// <summary>sums[x] = row[x] + row[x + step] + ... + row[x + (window - 1) step] for <paramref name="count"/> sums; the row is overwritten.</summary>
    public static void Along<T>(T* row, T* sums, int count, int window, int step) where T : unmanaged, INumber<T>
    {
        long length = count + (window - 1L) * step;     // of the row, then of its sums of 2, 4 ...
        long offset = 0;
        bool first = true;
        for (int power = 1; ; power *= 2)
        {
            if ((window & power) != 0)
            {
                if (first) Copy(row, sums, count);
                else Add(sums, row + offset, sums, count);
                first = false;
                offset += (long)power * step;
            }
            if (power > window / 2) return;
            length -= (long)power * step;
            Add(row, row + (long)power * step, row, length);
        }
    }

    private static void Copy<T>(T* from, T* to, long count) where T : unmanaged => Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));

    /// <summary>to = a + b; <paramref name="to"/> may be <paramref name="a"/> where b lies behind it or elsewhere.</summary>
    private static void Add<T>(T* a, T* b, T* to, long count) where T : unmanaged, INumber<T>
    {
        int width = Vector<T>.Count;
        for (long x = 0; x < count; x += width) (Vector.Load(a + x) + Vector.Load(b + x)).Store(to + x);
    }
}

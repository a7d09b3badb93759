using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// Sums over a window along a row: sums of 4 neighbours from the samples, of 16 from sums of 4 and so on, and a window as the sum of those that it is made of. It takes the
/// logarithm of the window's length, works on whole vectors for any number of channels, and nothing is ever subtracted, so that one huge value or NaN is
/// seen only where the window sees it.
/// </summary>
internal static unsafe class WindowSums
{
    /// <summary>The bytes that may be read and written behind the last sample of every row.</summary>
    public const int Slack = 64;

    /// <summary>sums[x] = row[x] + row[x + step] + ... + row[x + (window - 1) step] for <paramref name="count"/> sums.</summary>
    /// <param name="row">The samples.</param>
    /// <param name="work">Memory for as many samples as are seen.</param>
    /// <param name="sums">Where the sums go.</param>
    /// <param name="count">Their number.</param>
    /// <param name="window">The samples of a sum.</param>
    /// <param name="step">From one sample of a sum to the next.</param>
    public static void Along<T>(T* row, T* work, T* sums, int count, int window, int step) where T : unmanaged, INumber<T>
    {
        long length = count + (window - 1L) * step;     // of the row, then of its sums of 4, 16 ...
        long offset = 0;
        T* from = row;
        bool first = true;
        for (int power = 1; ; power *= 4)
        {
            long apart = (long)power * step;
            int digit = window / power % 4;
            if (digit > 0)
            {
                Sum(from + offset, apart, digit, first ? null : sums, sums, count);
                first = false;
                offset += digit * apart;
            }
            if (window / power < 4) return;
            length -= 3 * apart;
            Sum(from, apart, 4, null, work, length);
            from = work;
        }
    }

    /// <summary>The sum of 1 to 4 samples that lie apart, and of what there was before; it may be written over the samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<T>(T* from, long apart, int terms, T* before, T* to, long count) where T : unmanaged, INumber<T>
    {
        int width = Vector<T>.Count;
        switch (terms)
        {
            case 1 when before == null:
                Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));
                break;
            case 1:
                for (long x = 0; x < count; x += width) (Vector.Load(before + x) + Vector.Load(from + x)).Store(to + x);
                break;
            case 2 when before == null:
                for (long x = 0; x < count; x += width) (Vector.Load(from + x) + Vector.Load(from + x + apart)).Store(to + x);
                break;
            case 2:
                for (long x = 0; x < count; x += width) (Vector.Load(before + x) + (Vector.Load(from + x) + Vector.Load(from + x + apart))).Store(to + x);
                break;
            case 3:
                for (long x = 0; x < count; x += width)
                {
                    Vector<T> sum = Vector.Load(from + x) + Vector.Load(from + x + apart) + Vector.Load(from + x + 2 * apart);
                    (before == null ? sum : Vector.Load(before + x) + sum).Store(to + x);
                }
                break;
            default:
                for (long x = 0; x < count; x += width)
                    (Vector.Load(from + x) + Vector.Load(from + x + apart) + (Vector.Load(from + x + 2 * apart) + Vector.Load(from + x + 3 * apart))).Store(to + x);
                break;
        }
    }
}

using System.Runtime.CompilerServices;

namespace Fovea.Data;

/// <summary>
/// A counter-based random generator: Philox4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// Its numbers are a pure function of (seed, epoch, sample, purpose) and of how many were taken before, so a sample's numbers depend neither on
/// other samples nor on the thread that asks. Four keys that differ anywhere give independent streams of 2^34 numbers each.
/// </summary>
/// <remarks>A mutable value: pass it by reference, a copy repeats the same numbers. <c>default</c> is the stream of key (0, 0, 0, 0).</remarks>
/// <param name="seed">The seed of the whole run.</param>
/// <param name="epoch">The epoch, or 0 where there is none.</param>
/// <param name="sample">The sample's index, or 0 where there is none.</param>
/// <param name="purpose">What the numbers are for; two uses of one sample must not share their numbers.</param>
public struct CounterRandom(ulong seed, int epoch, int sample, RandomPurpose purpose)
{
    private readonly uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
    private readonly uint counter1 = (uint)sample, counter2 = (uint)epoch, counter3 = (uint)purpose;
    private uint counter0;
    private int left;
    private uint x0, x1, x2, x3;
    private bool hasSpare;
    private float spare;

    /// <summary>The next 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt()
    {
        if (left == 0) NextBlock();
        uint value = x0;
        (x0, x1, x2) = (x1, x2, x3);
        left--;
        return value;
    }

    /// <summary>A number in [0, 1), one of 2^24 equally likely steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextFloat() => (NextUInt() >> 8) * (1f / (1 << 24));

    /// <summary>A number in [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextFloat(float minimum, float maximum) => minimum + (maximum - minimum) * NextFloat();

    /// <summary>A number of the normal distribution with mean 0 and deviation 1 (Box and Muller's transform; at most 6.7 in magnitude).</summary>
    public float NextGaussian()
    {
        if (hasSpare)
        {
            hasSpare = false;
            return spare;
        }
        // In double, so that the rounding to float hides the last-bit differences between the mathematics libraries of operating systems.
        double radius = Math.Sqrt(-2 * Math.Log((NextUInt() + 1.0) * (1.0 / 4294967296.0)));
        (double sin, double cos) = Math.SinCos(NextUInt() * (2 * Math.PI / 4294967296.0));
        spare = (float)(radius * sin);
        hasSpare = true;
        return (float)(radius * cos);
    }

    /// <summary>An integer in [0, <paramref name="bound"/>), every value exactly equally likely (Lemire's multiplication with rejection).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (ulong)NextUInt() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint reject = (uint)-bound % (uint)bound;
            while ((uint)product < reject) product = (ulong)NextUInt() * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>A number of the distribution Beta(<paramref name="a"/>, <paramref name="b"/>), 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not greater than 0.</exception>
    public float NextBeta(double a, double b)
    {
        // Two gamma numbers x and y give x / (x + y); as logarithms, since those of small parameters are too small for any float.
        double x = NextLogGamma(a), y = NextLogGamma(b);
        return (float)(1 / (1 + Math.Exp(y - x)));
    }

    /// <summary>The logarithm of a number of the gamma distribution of scale 1 (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000).</summary>
    private double NextLogGamma(double shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        // Below 1: a number of shape + 1, times a uniform one to the power of 1 / shape.
        double below = shape < 1 ? Math.Log((NextUInt() + 1.0) * (1.0 / 4294967296.0)) / shape : 0;
        double d = (shape < 1 ? shape + 1 : shape) - 1 / 3.0, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = NextGaussian(), v = 1 + c * normal;
            if (v <= 0) continue;
            v = v * v * v;
            double uniform = (NextUInt() + 1.0) * (1.0 / 4294967296.0);
            if (Math.Log(uniform) < 0.5 * normal * normal + d - d * v + d * Math.Log(v)) return Math.Log(d * v) + below;
        }
    }

    /// <summary>Passes over so many numbers of a stream of which none has been taken; the count is a multiple of 4.</summary>
    internal void Skip(int numbers) => counter0 += (uint)numbers / 4;

    private void NextBlock()
    {
        const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57, WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;
        (uint a, uint b, uint c, uint d) = (counter0, counter1, counter2, counter3);
        (uint k0, uint k1) = (key0, key1);
        for (int round = 0; round < 10; round++)
        {
            ulong left = (ulong)MultiplierA * a, right = (ulong)MultiplierB * c;
            (a, b, c, d) = ((uint)(right >> 32) ^ b ^ k0, (uint)right, (uint)(left >> 32) ^ d ^ k1, (uint)left);
            k0 += WeylA;
            k1 += WeylB;
        }
        (x0, x1, x2, x3) = (a, b, c, d);
        counter0++;
        left = 4;
    }
}

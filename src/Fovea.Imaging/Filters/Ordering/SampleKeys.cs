using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// Keys: whole numbers that stand in the order of samples. Bytes and 16-bit samples are their own keys; floats have 32-bit keys that rise from minus infinity through
/// zero to infinity, with every NaN, of either sign, above that. So NaN sorts last, comparisons are those of whole numbers, and no sample is lost or changed.
/// </summary>
internal static unsafe class SampleKeys
{
    /// <summary>What a float's bits are lowered by once negative numbers stand in rising order: it carries NaNs with a sign from the lowest keys over to the highest.</summary>
    public const int NegativeNaNs = 0x007fffff;

    /// <summary>The key of plus infinity; only NaNs lie above it.</summary>
    public static int Infinity { get; } = OfFloat(float.PositiveInfinity);

    /// <summary>The key of a value in the units of samples; whole-number samples are rounded and saturated.</summary>
    public static K Of<K>(double value) where K : unmanaged, INumber<K> =>
        typeof(K) == typeof(int) ? K.CreateTruncating(OfFloat((float)value)) : K.CreateSaturating(Math.Round(value));

    /// <summary>The lowest key of samples.</summary>
    public static K Lowest<K>() where K : unmanaged, IMinMaxValue<K> => K.MinValue;

    /// <summary>The highest key of samples that are numbers.</summary>
    public static K Highest<K>() where K : unmanaged, INumber<K>, IMinMaxValue<K> => typeof(K) == typeof(int) ? K.CreateTruncating(Infinity) : K.MaxValue;

    /// <summary>The keys of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(int* samples, int* keys, int count)
    {
        int i = 0;
        for (; i <= count - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector<int> v = Vector.Load(samples + i);
            Vector.Store((v ^ ((v >> 31) & new Vector<int>(int.MaxValue))) - new Vector<int>(NegativeNaNs), keys + i);
        }
        for (; i < count; i++) keys[i] = Encode(samples[i]);
    }

    /// <summary>Turns keys back to floats, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(int* keys, int count)
    {
        int i = 0;
        for (; i <= count - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector<int> v = Vector.Load(keys + i) + new Vector<int>(NegativeNaNs);
            Vector.Store(v ^ ((v >> 31) & new Vector<int>(int.MaxValue)), keys + i);
        }
        for (; i < count; i++)
        {
            int v = keys[i] + NegativeNaNs;
            keys[i] = v ^ ((v >> 31) & int.MaxValue);
        }
    }

    private static int OfFloat(float value) => Encode(BitConverter.SingleToInt32Bits(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Encode(int bits) => (bits ^ ((bits >> 31) & int.MaxValue)) - NegativeNaNs;
}

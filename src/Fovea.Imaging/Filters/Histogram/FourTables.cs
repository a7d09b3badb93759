using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// What becomes of a byte by four tables at once, mixed as between the corners of a rectangle. What the four have for a value lies side by side, so that it takes one look-up.
/// </summary>
internal static unsafe class FourTables
{
    /// <summary>The length of a table.</summary>
    public const int Values = 256;

    // 2^23: a float that is added to it is rounded to a whole number, halves to even, in its lowest bits.
    private const float Rounding = 1 << 23;

    /// <summary>Joins the tables of the upper left, upper right, lower left and lower right corner.</summary>
    public static void Join(ReadOnlySpan<byte> upperLeft, ReadOnlySpan<byte> upperRight, ReadOnlySpan<byte> lowerLeft, ReadOnlySpan<byte> lowerRight, uint* tables)
    {
        for (int v = 0; v < Values; v++) tables[v] = upperLeft[v] | (uint)upperRight[v] << 8 | (uint)lowerLeft[v] << 16 | (uint)lowerRight[v] << 24;
    }

    /// <summary>Looks up and mixes some samples of a row, in single precision: first across, then down.</summary>
    /// <param name="source">The row.</param>
    /// <param name="target">Where it goes, which may be the same.</param>
    /// <param name="step">Bytes from a sample to the next.</param>
    /// <param name="from">The first sample.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="tables">The joined tables.</param>
    /// <param name="across">For each sample of the row the share of the right corners.</param>
    /// <param name="down">The share of the lower corners.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(byte* source, byte* target, int step, int from, int to, uint* tables, float* across, float down)
    {
        Vector256<float> lower = Vector256.Create(down), upper = Vector256.Create(1 - down), one = Vector256<float>.One, rounding = Vector256.Create(Rounding);
        Vector256<int> least = Vector256.Create(255);
        int x = from;
        for (; x <= to - 8; x += 8)
        {
            byte* at = source + (long)x * step;
            Vector256<int> four = Vector256.Create(tables[at[0]], tables[at[step]], tables[at[2 * step]], tables[at[3 * step]],
                tables[at[4 * step]], tables[at[5 * step]], tables[at[6 * step]], tables[at[7 * step]]).AsInt32();
            Vector256<float> right = Vector256.Load(across + x), left = one - right;
            Vector256<float> above = Vector256.ConvertToSingle(four & least) * left + Vector256.ConvertToSingle(four >>> 8 & least) * right;
            Vector256<float> below = Vector256.ConvertToSingle(four >>> 16 & least) * left + Vector256.ConvertToSingle(four >>> 24) * right;
            Vector256<int> mixed = (above * upper + below * lower + rounding).AsInt32() & least;
            ulong eight = Vector128.Narrow(Vector128.Narrow(mixed.GetLower(), mixed.GetUpper()).AsUInt16(), Vector128<ushort>.Zero).AsUInt64().ToScalar();
            if (step == 1) Unsafe.WriteUnaligned(target + x, eight);
            else
                for (int i = 0; i < 8; i++, eight >>= 8) target[(long)(x + i) * step] = (byte)eight;
        }
        for (; x < to; x++)
        {
            uint four = tables[source[(long)x * step]];
            float right = across[x], left = 1 - right;
            float above = (byte)four * left + (byte)(four >> 8) * right, below = (byte)(four >> 16) * left + (four >> 24) * right;
            target[(long)x * step] = (byte)MathF.Round(above * (1 - down) + below * down);
        }
    }
}

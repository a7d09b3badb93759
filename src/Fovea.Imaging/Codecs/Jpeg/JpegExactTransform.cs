using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// The inverse cosine transform of blocks of 8x8 in single precision, by its definition, rounded once. It is used for YCCK: components that are
/// each a level off, as where whole numbers are computed with (<see cref="JpegTransform"/>), add up to three levels in RGB. The programs that convert such files transform in floats too.
/// </summary>
internal static unsafe class JpegExactTransform
{
    /// <summary>For each frequency its eight samples: cos((2 x + 1) u pi / 16) / 2, the first sqrt(1/8).</summary>
    private static readonly float[] Waves = [.. Enumerable.Range(0, 64).Select(i => (float)((i < 8 ? Math.Sqrt(0.5) : 1) / 2 * Math.Cos((2 * (i & 7) + 1) * (i >> 3) * Math.PI / 16)))];

    /// <inheritdoc cref="JpegTransform.Inverse"/>
    public static void Inverse(short* block, ushort* steps, byte* samples, int stride)
    {
        Vector256<float>* across = stackalloc Vector256<float>[8];
        fixed (float* waves = Waves)
        {
            for (int v = 0; v < 8; v++)
            {
                across[v] = Vector256<float>.Zero;
                for (int u = 0; u < 8; u++)
                    if (block[8 * v + u] != 0) across[v] += Vector256.Load(waves + 8 * u) * (block[8 * v + u] * (float)steps[8 * v + u]);
            }
            for (int y = 0; y < 8; y++)
            {
                Vector256<float> sum = Vector256.Create(128.5f);
                for (int v = 0; v < 8; v++) sum += across[v] * waves[8 * v + y];
                Vector256<int> levels = Vector256.ConvertToInt32(Vector256.Min(Vector256.Max(sum, Vector256<float>.Zero), Vector256.Create(255f)));
                Vector128<ushort> words = Vector128.Narrow(levels.GetLower(), levels.GetUpper()).AsUInt16();
                Unsafe.WriteUnaligned(samples + y * stride, Vector128.Narrow(words, words).AsUInt64().ToScalar());
            }
        }
    }
}

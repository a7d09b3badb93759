using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>Between pixels of three floats and three planes.</summary>
internal static unsafe class Interleaving
{
    /// <summary>Takes pixels apart: <paramref name="from"/> has <paramref name="count"/> pixels of <paramref name="channels"/> floats, of which the first three are taken.</summary>
    public static void Split(float* from, float* a, float* b, float* c, int count, int channels)
    {
        int i = 0;
        if (Avx512F.IsSupported && channels == 3)
        {
            // Lane i of plane p is float 3 i + p of the 48: of the first two vectors where that is below 32, of the third behind it.
            Vector512<int> at = 3 * Vector512<int>.Indices;
            Vector512<int> at1 = at + Vector512.Create(1), at2 = at + Vector512.Create(2), limit = Vector512.Create(32), width = Vector512.Create(16);
            for (; i <= count - 16; i += 16, from += 48)
            {
                Vector512<float> v0 = Vector512.Load(from), v1 = Vector512.Load(from + 16), v2 = Vector512.Load(from + 32);
                Take(v0, v1, v2, at).Store(a + i);
                Take(v0, v1, v2, at1).Store(b + i);
                Take(v0, v1, v2, at2).Store(c + i);
            }
            // The permutation looks at the low bits only: index - 16 in the pair (v1, v2) is index - 32 in v2's half.
            Vector512<float> Take(Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<int> index) => Vector512.ConditionalSelect(
                Vector512.LessThan(index, limit).AsSingle(), Avx512F.PermuteVar16x32x2(v0, index, v1), Avx512F.PermuteVar16x32x2(v1, index - width, v2));
        }
        for (; i < count; i++, from += channels) (a[i], b[i], c[i]) = (from[0], from[1], from[2]);
    }

    /// <summary>Puts planes together to pixels, whose channels from the fourth on are left as they are.</summary>
    public static void Join(float* a, float* b, float* c, float* to, int count, int channels)
    {
        int i = 0;
        if (Avx512F.IsSupported && channels == 3)
        {
            // Float j of the 48 is lane j / 3 of plane j % 3: first of a and b, then c over it.
            Vector512<int> place = Vector512<int>.Indices;
            (Vector512<int> Pair, Vector512<int> Third, Vector512<float> IsThird) p0 = Places(place), p1 = Places(place + Vector512.Create(16)), p2 = Places(place + Vector512.Create(32));
            for (; i <= count - 16; i += 16, to += 48)
            {
                Vector512<float> va = Vector512.Load(a + i), vb = Vector512.Load(b + i), vc = Vector512.Load(c + i);
                Vector512.ConditionalSelect(p0.IsThird, Avx512F.PermuteVar16x32(vc, p0.Third), Avx512F.PermuteVar16x32x2(va, p0.Pair, vb)).Store(to);
                Vector512.ConditionalSelect(p1.IsThird, Avx512F.PermuteVar16x32(vc, p1.Third), Avx512F.PermuteVar16x32x2(va, p1.Pair, vb)).Store(to + 16);
                Vector512.ConditionalSelect(p2.IsThird, Avx512F.PermuteVar16x32(vc, p2.Third), Avx512F.PermuteVar16x32x2(va, p2.Pair, vb)).Store(to + 32);
            }
        }
        for (; i < count; i++, to += channels) (to[0], to[1], to[2]) = (a[i], b[i], c[i]);
    }

    private static (Vector512<int> Pair, Vector512<int> Third, Vector512<float> IsThird) Places(Vector512<int> place)
    {
        Vector512<int> lane = place / 3, plane = place - 3 * lane;
        return (lane + 16 * Vector512.Equals(plane, Vector512<int>.One) * -1, lane, Vector512.Equals(plane, Vector512.Create(2)).AsSingle());
    }
}

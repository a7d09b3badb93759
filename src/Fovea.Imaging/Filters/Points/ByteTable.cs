using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>Looks every byte of a row up in a table of 256 bytes.</summary>
internal static unsafe class ByteTable
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(byte* from, byte* to, int count, byte* table)
    {
        int i = 0;
        if (Avx512Vbmi.IsSupported)
        {
            // Two registers are one table of 128 bytes, so a byte is looked up in both halves and its top bit chooses.
            Vector512<byte> t0 = Vector512.Load(table), t1 = Vector512.Load(table + 64), t2 = Vector512.Load(table + 128), t3 = Vector512.Load(table + 192);
            for (; i <= count - 64; i += 64)
            {
                Vector512<byte> v = Vector512.Load(from + i);
                Vector512<byte> low = Avx512Vbmi.PermuteVar64x8x2(t0, v, t1), high = Avx512Vbmi.PermuteVar64x8x2(t2, v, t3);
                Vector512.ConditionalSelect(Vector512.LessThan(v.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low).Store(to + i);
            }
        }
        for (; i < count; i++) to[i] = table[from[i]];
    }
}

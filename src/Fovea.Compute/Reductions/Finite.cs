using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>Whether numbers are finite: neither infinite nor NaN.</summary>
// Vectors of 128 bits are compiled ahead of time; wider ones gain little, the memory is the limit.
public static unsafe class Finite
{
    const uint Exponent = 0x7F80_0000;
    const int ElementsPerChunk = 1 << 16;

    /// <summary>Whether all of <paramref name="values"/> are finite; so it is of none.</summary>
    public static bool All(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector128<uint> exponent = Vector128.Create(Exponent), found = default;
        int i = 0;
        for (; i + 4 * Vector128<uint>.Count <= values.Length; i += 4 * Vector128<uint>.Count)
        {
            found |= At(ref first, i, exponent) | At(ref first, i + 4, exponent) | At(ref first, i + 8, exponent) | At(ref first, i + 12, exponent);
            if (found != default) return false;
        }
        for (; i < values.Length; i++)
            if (!float.IsFinite(values[i])) return false;
        return true;
    }

    /// <summary>All bits set where the exponent is that of infinities and NaN.</summary>
    static Vector128<uint> At(ref float first, int i, Vector128<uint> exponent) => Vector128.Equals(Vector128.LoadUnsafe(ref Unsafe.As<float, uint>(ref first), (nuint)i) & exponent, exponent);

    /// <summary>The same on all threads.</summary>
    public static bool All(float* values, long count)
    {
        int found = 0;
        Work work = new() { Values = values, Count = count, Found = &found };
        Workers.Run(checked((int)((count + ElementsPerChunk - 1) / ElementsPerChunk)), ref work);
        return Volatile.Read(ref found) == 0;
    }

    struct Work : Workers.IWork
    {
        public float* Values;
        public long Count;
        public int* Found;

        public readonly void Run(int chunk)
        {
            long first = (long)chunk * ElementsPerChunk;
            if (!All(new ReadOnlySpan<float>(Values + first, (int)Math.Min(ElementsPerChunk, Count - first)))) Volatile.Write(ref *Found, 1);
        }
    }
}

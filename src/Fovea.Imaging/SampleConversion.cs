using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>Between samples and the floats that filters compute with, value for value: 255 becomes 255f, nothing is scaled.</summary>
internal static class SampleConversion
{
    /// <summary>The samples as floats, exactly.</summary>
    public static void ToSingle<T>(ReadOnlySpan<T> samples, Span<float> floats) where T : struct
    {
        if (typeof(T) == typeof(byte)) FromBytes(MemoryMarshal.Cast<T, byte>(samples), floats);
        else if (typeof(T) == typeof(ushort)) TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<T, ushort>(samples), floats);
        else MemoryMarshal.Cast<T, float>(samples).CopyTo(floats);
    }

    /// <summary>
    /// The floats as samples: integers are rounded to the nearest (halves up) and clamped to their range, NaN gives 0.
    /// The floats are overwritten.
    /// </summary>
    public static void FromSingle<T>(Span<float> floats, Span<T> samples) where T : struct
    {
        if (typeof(T) == typeof(float))
        {
            floats.CopyTo(MemoryMarshal.Cast<T, float>(samples));
            return;
        }
        TensorPrimitives.Add(floats, 0.5f, floats);
        if (typeof(T) == typeof(byte)) TensorPrimitives.ConvertSaturating<float, byte>(floats, MemoryMarshal.Cast<T, byte>(samples));
        else TensorPrimitives.ConvertSaturating<float, ushort>(floats, MemoryMarshal.Cast<T, ushort>(samples));
    }

    // Compiled for good at once: every filter of bytes that computes in floats begins with it, and the library's own loop takes seconds until it is fast.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromBytes(ReadOnlySpan<byte> samples, Span<float> floats)
    {
        ref byte from = ref MemoryMarshal.GetReference(samples);
        ref float to = ref MemoryMarshal.GetReference(floats[..samples.Length]);
        int lanes = Vector128<byte>.Count, quarter = lanes / 4, x = 0;
        for (; x <= samples.Length - lanes; x += lanes)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)x));
            Vector128.ConvertToSingle(Vector128.WidenLower(low).AsInt32()).StoreUnsafe(ref to, (nuint)x);
            Vector128.ConvertToSingle(Vector128.WidenUpper(low).AsInt32()).StoreUnsafe(ref to, (nuint)(x + quarter));
            Vector128.ConvertToSingle(Vector128.WidenLower(high).AsInt32()).StoreUnsafe(ref to, (nuint)(x + 2 * quarter));
            Vector128.ConvertToSingle(Vector128.WidenUpper(high).AsInt32()).StoreUnsafe(ref to, (nuint)(x + 3 * quarter));
        }
        for (; x < samples.Length; x++) floats[x] = samples[x];
    }
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>Between samples and the floats that filters compute with, value for value: 255 becomes 255f, nothing is scaled.</summary>
internal static class SampleConversion
{
    /// <summary>The samples as floats, exactly.</summary>
    public static void ToSingle<T>(ReadOnlySpan<T> samples, Span<float> floats) where T : struct
    {
        if (typeof(T) == typeof(byte)) TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<T, byte>(samples), floats);
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
}

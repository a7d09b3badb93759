using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// Point conversions between the sample types. Black to white is 0 to 255 for <see cref="byte"/>, 0 to 65535 for <see cref="ushort"/> and
/// 0 to 1 for <see cref="float"/>, and is mapped linearly: 8 to 16 bits multiplies by 257, 16 to 8 bits divides by 257 and rounds to the nearest.
/// Each returns a new image, also where the sample type stays. No gamma is applied.
/// </summary>
public static class DepthConversion
{
    /// <summary>
    /// 8-bit samples, 0 to 255. From 16 bits: v / 257 to the nearest integer. From float: v * 255 to the nearest integer (halves up),
    /// values below 0 give 0, above 1 give 255, NaN gives 0.
    /// </summary>
    public static Image<byte> ToByte(this Image image) => Converted<byte>(image);

    /// <summary>
    /// 16-bit samples, 0 to 65535. From 8 bits: v * 257. From float: v * 65535 to the nearest integer (halves up),
    /// values below 0 give 0, above 1 give 65535, NaN gives 0.
    /// </summary>
    public static Image<ushort> ToUInt16(this Image image) => Converted<ushort>(image);

    /// <summary>
    /// Float samples: from 8 bits v / 255, from 16 bits v / 65535, so 0 to 1. <see cref="ToByte"/> and <see cref="ToUInt16"/> take every value
    /// back unchanged.
    /// </summary>
    public static Image<float> ToFloat(this Image image) => Converted<float>(image);

    /// <summary>
    /// The image with samples of type <typeparamref name="T"/>: the image itself where it has them, else converted. For readers, which own what
    /// they convert.
    /// </summary>
    internal static Image<T> As<T>(Image image) where T : struct
    {
        if (image is Image<T> same) return same;
        if (typeof(T) == typeof(byte)) return (Image<T>)(Image)image.ToByte();
        if (typeof(T) == typeof(ushort)) return (Image<T>)(Image)image.ToUInt16();
        if (typeof(T) == typeof(float)) return (Image<T>)(Image)image.ToFloat();
        throw new FoveaException($"Image<{typeof(T).Name}>: an image holds byte, ushort or float samples");
    }

    /// <summary>Converts a run of samples.</summary>
    internal static void Convert<TIn, TOut>(ReadOnlySpan<TIn> from, Span<TOut> to) where TIn : unmanaged where TOut : unmanaged
    {
        if (typeof(TIn) == typeof(TOut)) from.CopyTo(MemoryMarshal.Cast<TOut, TIn>(to));
        else if (typeof(TIn) == typeof(float)) FromFloat(MemoryMarshal.Cast<TIn, float>(from), to);
        else if (typeof(TOut) == typeof(float))
        {
            Span<float> floats = MemoryMarshal.Cast<TOut, float>(to);
            if (typeof(TIn) == typeof(byte)) ToUnit(MemoryMarshal.Cast<TIn, byte>(from), floats[..from.Length]);
            else
            {
                SampleConversion.ToSingle(from, floats);
                System.Numerics.Tensors.TensorPrimitives.Divide(floats, 65535f, floats);
            }
        }
        else if (typeof(TIn) == typeof(byte)) Widen(MemoryMarshal.Cast<TIn, byte>(from), MemoryMarshal.Cast<TOut, ushort>(to));
        else Narrow(MemoryMarshal.Cast<TIn, ushort>(from), MemoryMarshal.Cast<TOut, byte>(to));
    }

    private static Image<TOut> Converted<TOut>(Image image) where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image is Image<TOut> same) return same.Clone();
        Image<TOut> result = Image<TOut>.Uninitialized(image.Height, image.Width, image.Channels);
        switch (image)
        {
            case Image<byte> bytes: Convert<byte, TOut>(bytes.Pixels, result.Pixels); break;
            case Image<ushort> words: Convert<ushort, TOut>(words.Pixels, result.Pixels); break;
            case Image<float> floats: Convert<float, TOut>(floats.Pixels, result.Pixels); break;
        }
        return result;
    }

    // One small method instead of the base library's many: a command that looks at one small picture waits for the compiler more than for anything else.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToUnit(ReadOnlySpan<byte> from, Span<float> to)
    {
        ref byte first = ref MemoryMarshal.GetReference(from);
        ref float result = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i + Vector128<byte>.Count <= from.Length; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref first, (nuint)i));
            Store(low, ref result, i);
            Store(high, ref result, i + Vector128<ushort>.Count);
        }
        for (; i < from.Length; i++) to[i] = from[i] / 255f;

        static void Store(Vector128<ushort> values, ref float result, int at)
        {
            (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(values);
            (Vector128.ConvertToSingle(low.AsInt32()) / 255f).StoreUnsafe(ref result, (nuint)at);
            (Vector128.ConvertToSingle(high.AsInt32()) / 255f).StoreUnsafe(ref result, (nuint)(at + Vector128<float>.Count));
        }
    }

    private static void Widen(ReadOnlySpan<byte> from, Span<ushort> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = (ushort)(from[i] * 257);
    }

    // Equals round(v / 257) for every 16-bit v (the tests go through all of them), without a division.
    private static void Narrow(ReadOnlySpan<ushort> from, Span<byte> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = (byte)((from[i] * 255 + 32895) >> 16);
    }

    private static void FromFloat<TOut>(ReadOnlySpan<float> from, Span<TOut> to) where TOut : unmanaged
    {
        if (typeof(TOut) == typeof(byte))
        {
            Span<byte> bytes = MemoryMarshal.Cast<TOut, byte>(to);
            for (int i = 0; i < from.Length; i++) bytes[i] = (byte)Quantize(from[i], 255.0);
        }
        else
        {
            Span<ushort> words = MemoryMarshal.Cast<TOut, ushort>(to);
            for (int i = 0; i < from.Length; i++) words[i] = (ushort)Quantize(from[i], 65535.0);
        }
    }

    // In double precision product and sum are exact, so halves are halves. NaN fails the comparison.
    private static int Quantize(float value, double white) => value > 0 ? (int)(Math.Min(value, 1.0) * white + 0.5) : 0;
}

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
    public static Image<byte> ToByte(this Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image is Image<byte> same) return same.Clone();
        Image<byte> result = Image<byte>.Uninitialized(image.Height, image.Width, image.Channels);
        Span<byte> to = result.Pixels;
        if (image is Image<ushort> wide)
        {
            Span<ushort> from = wide.Pixels;
            // Equals round(v / 257) for every 16-bit v (the tests go through all of them), without a division.
            for (int i = 0; i < to.Length; i++) to[i] = (byte)((from[i] * 255 + 32895) >> 16);
        }
        else
        {
            Span<float> from = ((Image<float>)image).Pixels;
            for (int i = 0; i < to.Length; i++) to[i] = (byte)Quantize(from[i], 255.0);
        }
        return result;
    }

    /// <summary>
    /// 16-bit samples, 0 to 65535. From 8 bits: v * 257. From float: v * 65535 to the nearest integer (halves up),
    /// values below 0 give 0, above 1 give 65535, NaN gives 0.
    /// </summary>
    public static Image<ushort> ToUInt16(this Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image is Image<ushort> same) return same.Clone();
        Image<ushort> result = Image<ushort>.Uninitialized(image.Height, image.Width, image.Channels);
        Span<ushort> to = result.Pixels;
        if (image is Image<byte> narrow)
        {
            Span<byte> from = narrow.Pixels;
            for (int i = 0; i < to.Length; i++) to[i] = (ushort)(from[i] * 257);
        }
        else
        {
            Span<float> from = ((Image<float>)image).Pixels;
            for (int i = 0; i < to.Length; i++) to[i] = (ushort)Quantize(from[i], 65535.0);
        }
        return result;
    }

    /// <summary>
    /// Float samples: from 8 bits v / 255, from 16 bits v / 65535, so 0 to 1. <see cref="ToByte"/> and <see cref="ToUInt16"/> take every value
    /// back unchanged.
    /// </summary>
    public static Image<float> ToFloat(this Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image is Image<float> same) return same.Clone();
        Image<float> result = Image<float>.Uninitialized(image.Height, image.Width, image.Channels);
        Span<float> to = result.Pixels;
        if (image is Image<byte> narrow)
        {
            Span<byte> from = narrow.Pixels;
            for (int i = 0; i < to.Length; i++) to[i] = from[i] / 255f;
        }
        else
        {
            Span<ushort> from = ((Image<ushort>)image).Pixels;
            for (int i = 0; i < to.Length; i++) to[i] = from[i] / 65535f;
        }
        return result;
    }

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

    // In double precision product and sum are exact, so halves are halves. NaN fails the comparison.
    private static int Quantize(float value, double white) => value > 0 ? (int)(Math.Min(value, 1.0) * white + 0.5) : 0;
}

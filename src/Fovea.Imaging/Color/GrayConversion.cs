namespace Fovea.Imaging;

/// <summary>From colour to grey.</summary>
public static class GrayConversion
{
    /// <summary>
    /// The luma of ITU-R Rec. 601, 0.299 R + 0.587 G + 0.114 B, of the samples as they are (no gamma is undone). Alpha is kept: 3 channels give 1,
    /// 4 give 2; grey images of 1 or 2 channels are copied. Integers use (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded down: the weights
    /// in 16 bits, with the sum 1, so that equal R, G and B give the same grey.
    /// </summary>
    /// <exception cref="FoveaException">The image has more than 4 channels.</exception>
    public static Image<T> ToGray<T>(this Image<T> image) where T : struct
    {
        ColorChannels.Require(image, nameof(ToGray));
        if (image.Channels <= 2) return image.Clone();
        Image<T> result = Image<T>.Uninitialized(image.Height, image.Width, image.Channels - 2);
        ReadOnlySpan<T> from = image.Pixels;
        Span<T> to = result.Pixels;
        for (int i = 0, j = 0; i < from.Length; i += image.Channels, j += result.Channels)
        {
            to[j] = Luma(from[i], from[i + 1], from[i + 2]);
            if (image.HasAlpha) to[j + 1] = from[i + 3];
        }
        return result;
    }

    // The compiler keeps one branch for each sample type and removes the boxes.
    private static T Luma<T>(T r, T g, T b) where T : struct
    {
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)Weigh((byte)(object)r, (byte)(object)g, (byte)(object)b);
        if (typeof(T) == typeof(ushort)) return (T)(object)(ushort)Weigh((ushort)(object)r, (ushort)(object)g, (ushort)(object)b);
        return (T)(object)(0.299f * (float)(object)r + 0.587f * (float)(object)g + 0.114f * (float)(object)b);
    }

    private static uint Weigh(uint r, uint g, uint b) => (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
}

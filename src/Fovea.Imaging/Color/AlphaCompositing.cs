namespace Fovea.Imaging;

/// <summary>From images with alpha to images without.</summary>
public static class AlphaCompositing
{
    /// <summary>
    /// Lays the image over a background of one colour: v * alpha / 255 + background * (1 - alpha / 255), rounded once to the nearest integer.
    /// 2 channels give 1, 4 give 3; images without alpha are copied. No gamma is undone.
    /// </summary>
    /// <param name="image">An image of 1 to 4 channels; alpha is not premultiplied.</param>
    /// <param name="background">One sample for all colour channels, or one for each.</param>
    /// <exception cref="FoveaException">The image has more than 4 channels, or the background has another number of samples.</exception>
    public static Image<byte> Flatten(this Image<byte> image, params ReadOnlySpan<byte> background) => Over(image, background);

    /// <summary>As for bytes, with alpha and samples of 0 to 65535.</summary>
    /// <inheritdoc cref="Flatten(Image{byte}, ReadOnlySpan{byte})"/>
    public static Image<ushort> Flatten(this Image<ushort> image, params ReadOnlySpan<ushort> background) => Over(image, background);

    /// <summary>As for bytes, with alpha of 0 to 1 and nothing rounded: v * alpha + background * (1 - alpha).</summary>
    /// <inheritdoc cref="Flatten(Image{byte}, ReadOnlySpan{byte})"/>
    public static Image<float> Flatten(this Image<float> image, params ReadOnlySpan<float> background) => Over(image, background);

    private static Image<T> Over<T>(Image<T> image, ReadOnlySpan<T> background) where T : struct
    {
        ColorChannels.Require(image, nameof(Flatten));
        int colors = image.Channels - (image.HasAlpha ? 1 : 0);
        if (background.Length != 1 && background.Length != colors)
            throw new FoveaException($"Flatten: the background has {background.Length} samples, the image ({image}) has {colors} colour channels",
                $"give 1 or {colors}");
        if (!image.HasAlpha) return image.Clone();
        Image<T> result = Image<T>.Uninitialized(image.Height, image.Width, colors);
        ReadOnlySpan<T> from = image.Pixels;
        Span<T> to = result.Pixels;
        for (int i = 0, j = 0; j < to.Length; i += colors + 1, j += colors)
            for (int c = 0; c < colors; c++) to[j + c] = Mix(from[i + c], background[background.Length == 1 ? 0 : c], from[i + colors]);
        return result;
    }

    // The compiler keeps one branch for each sample type and removes the boxes. 65535 * 65535 + 32767 still fits 32 bits.
    private static T Mix<T>(T value, T background, T alpha) where T : struct
    {
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)Blend((byte)(object)value, (byte)(object)background, (byte)(object)alpha, 255);
        if (typeof(T) == typeof(ushort))
            return (T)(object)(ushort)Blend((ushort)(object)value, (ushort)(object)background, (ushort)(object)alpha, 65535);
        return (T)(object)((float)(object)value * (float)(object)alpha + (float)(object)background * (1 - (float)(object)alpha));
    }

    private static uint Blend(uint value, uint background, uint alpha, uint opaque) =>
        (value * alpha + background * (opaque - alpha) + opaque / 2) / opaque;
}

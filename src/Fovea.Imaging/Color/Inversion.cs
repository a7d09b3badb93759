namespace Fovea.Imaging;

/// <summary>The negative of an image.</summary>
public static class Inversion
{
    /// <summary>
    /// White minus each sample: 255 - v, 65535 - v, or 1 - v for floats (which then stay in 0 to 1). Alpha, the last channel of 2 or 4, is kept;
    /// images of more than 4 channels are inverted in all of them.
    /// </summary>
    public static Image<T> Invert<T>(this Image<T> image) where T : struct
    {
        ArgumentNullException.ThrowIfNull(image);
        Image<T> result = image.Clone();
        Span<T> samples = result.Pixels;
        int colors = image.Channels - (image.HasAlpha ? 1 : 0);
        for (int i = 0; i < samples.Length; i += image.Channels)
            for (int c = 0; c < colors; c++) samples[i + c] = Negative(samples[i + c]);
        return result;
    }

    // The compiler keeps one branch for each sample type and removes the boxes.
    private static T Negative<T>(T value) where T : struct
    {
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)(255 - (byte)(object)value);
        if (typeof(T) == typeof(ushort)) return (T)(object)(ushort)(65535 - (ushort)(object)value);
        return (T)(object)(1 - (float)(object)value);
    }
}

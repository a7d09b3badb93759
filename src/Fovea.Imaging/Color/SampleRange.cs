using System.Globalization;
using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The samples that are shown as black and as white; between them the mapping is linear, beyond them it is held at black and white.</summary>
/// <param name="Low">The sample that becomes 0.</param>
/// <param name="High">The sample that becomes 255, or 65535.</param>
public readonly record struct SampleRange(double Low, double High)
{
    /// <summary>The range in which pictures of a sample type lie: 0 to 255, 0 to 65535, 0 to 1.</summary>
    public static SampleRange Of(PixelDepth depth) => new(0, depth switch { PixelDepth.UInt8 => byte.MaxValue, PixelDepth.UInt16 => ushort.MaxValue, _ => 1 });

    /// <summary>
    /// A range that leaves nothing out of numbers that are no picture (derivatives, distances): 0 to the largest sample, or where there are negative ones from
    /// minus to plus the largest without sign, so that 0 becomes the middle grey. Samples that are not finite do not count; where all others are 0, it is 0 to 1.
    /// </summary>
    public static SampleRange Covering(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        double least = 0, most = 0;
        if (image is Image<float> floats)
            foreach (float value in floats.Pixels)
            {
                if (!float.IsFinite(value)) continue;
                least = Math.Min(least, value);
                most = Math.Max(most, value);
            }
        else if (image is Image<ushort> words)
            foreach (ushort value in words.Pixels) most = Math.Max(most, value);
        else
            foreach (byte value in ((Image<byte>)image).Pixels) most = Math.Max(most, value);
        double reach = Math.Max(most, -least);
        return new SampleRange(least < 0 ? -reach : 0, reach > 0 ? reach : 1);
    }

    /// <summary>Reads a range as it is written on the command line: <c>-100:100</c>.</summary>
    /// <exception cref="FoveaException">It is no range, or empty.</exception>
    public static SampleRange Parse(string text)
    {
        string[] ends = text.Split(':');
        if (ends.Length == 2 && Number(ends[0]) is { } low && Number(ends[1]) is { } high && high > low) return new SampleRange(low, high);
        throw new FoveaException($"'{text}' is no range of samples", "write LOW:HIGH with the higher number last, as in -100:100");
    }

    /// <summary>The image with 8 bits: the range becomes 0 to 255, rounded to the nearest (halves up); NaN becomes 0.</summary>
    public Image<byte> ToByte(Image image) => Map<byte>(image, byte.MaxValue);

    /// <summary>The image with 16 bits: the range becomes 0 to 65535, rounded to the nearest (halves up); NaN becomes 0.</summary>
    public Image<ushort> ToUInt16(Image image) => Map<ushort>(image, ushort.MaxValue);

    /// <summary>As people read it: <c>0 to 812.5</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:g5} to {High:g5}");

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private Image<T> Map<T>(Image image, double white) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        Image<T> result = Image<T>.Uninitialized(image.Height, image.Width, image.Channels);
        if (image is Image<byte> bytes) Map(bytes.Pixels, result.Pixels, white);
        else if (image is Image<ushort> words) Map(words.Pixels, result.Pixels, white);
        else Map(((Image<float>)image).Pixels, result.Pixels, white);
        return result;
    }

    private void Map<TFrom, T>(ReadOnlySpan<TFrom> from, Span<T> to, double white) where TFrom : unmanaged, INumber<TFrom> where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < from.Length; i++)
        {
            double mapped = (double.CreateTruncating(from[i]) - Low) / (High - Low) * white;
            // NaN fails the comparison.
            to[i] = mapped > 0 ? T.CreateTruncating(Math.Min(mapped, white) + 0.5) : T.Zero;
        }
    }
}

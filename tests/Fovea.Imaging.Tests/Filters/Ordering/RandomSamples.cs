namespace Fovea.Imaging.Tests.Filters.Ordering;

/// <summary>Images for exact filters: every value of the depth, or few of them so that there are ties; floats of either sign, also infinite ones.</summary>
internal static class RandomSamples
{
    public static Image<T> Image<T>(Random random, int height, int width, int channels, bool withNaN = false) where T : struct
    {
        Image<T> image = new(height, width, channels);
        int few = random.Next(2) * random.Next(1, 6);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            double value = few > 0 ? random.Next(few) * 37 : random.Next(70000);
            if (typeof(T) == typeof(byte)) value = few > 0 ? value : random.Next(256);
            if (typeof(T) == typeof(float))
            {
                value = few > 0 ? value - 70 : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30));
                if (random.Next(50) == 0) value = random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity;
                if (withNaN && random.Next(6) == 0) value = double.NaN;
            }
            image.Pixels[i] = Of<T>(value);
            if (withNaN && image.Pixels[i] is float.NaN && random.Next(2) == 0) image.Pixels[i] = (T)(object)BitConverter.Int32BitsToSingle(0x7fc00001);
        }
        return image;
    }

    public static T Of<T>(double value) where T : struct =>
        typeof(T) == typeof(byte) ? (T)(object)byte.CreateSaturating(Math.Round(value))
        : typeof(T) == typeof(ushort) ? (T)(object)ushort.CreateSaturating(Math.Round(value)) : (T)(object)(float)value;

    /// <summary>Whether two images have the same samples; every NaN is as good as another.</summary>
    public static void Same<T>(Image<T> expected, Image<T> actual, string what) where T : struct
    {
        Assert.Equal(expected.Kind, actual.Kind);
        for (int i = 0; i < expected.Pixels.Length; i++)
            if (!expected.Pixels[i].Equals(actual.Pixels[i]))
            {
                int pixel = i / expected.Channels;
                Assert.Fail($"{what}: at row {pixel / expected.Width}, column {pixel % expected.Width}, channel {i % expected.Channels} of {expected} is {actual.Pixels[i]}, not {expected.Pixels[i]}");
            }
    }

    public static Border Border(Random random)
    {
        BorderKind kind = (BorderKind)random.Next(6);
        return new Border(kind, kind == BorderKind.Constant ? random.Next(0, 300) : 0);
    }
}

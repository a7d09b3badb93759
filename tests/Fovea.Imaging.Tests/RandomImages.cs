namespace Fovea.Imaging.Tests;

/// <summary>Images of random content: half noise, half smooth, so that every filter of a codec has its turn.</summary>
internal static partial class RandomImages
{
    public static Image<T> Create<T>(int height, int width, int channels, int seed) where T : struct
    {
        var random = new Random(seed);
        var image = new Image<T>(height, width, channels);
        double noise = random.Next(2) * random.NextDouble(), slope = random.NextDouble() / 20;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++)
                    image[y, x, c] = Sample<T>(Math.Abs(Math.Sin(slope * (x + 2 * y + 5 * c)) * (1 - noise) + random.NextDouble() * noise));
        return image;
    }

    private static T Sample<T>(double value)
    {
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)(value * 255);
        if (typeof(T) == typeof(ushort)) return (T)(object)(ushort)(value * 65535);
        return (T)(object)(float)value;
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Imaging.Tests;

/// <summary>Images of random content: half noise, half smooth, so that every filter of a codec has its turn.</summary>
internal static class RandomImages
{
    /// <summary>What a property is tried on: sizes, channels and the seed of the content.</summary>
    public sealed record Case(int Height, int Width, int Channels, int Seed)
    {
        public Image<T> Image<T>() where T : struct => Create<T>(Height, Width, Channels, Seed);
    }

    /// <summary>Cases of 1 to 40 rows and columns.</summary>
    public static Arbitrary<Case> Cases(params int[] channels) =>
        (from height in Gen.Choose(1, 40)
         from width in Gen.Choose(1, 40)
         from count in Gen.Elements(channels)
         from seed in Gen.Choose(0, int.MaxValue - 1)
         select new Case(height, width, count, seed)).ToArbitrary();

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

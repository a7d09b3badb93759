using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Imaging.Tests;

internal static partial class RandomImages
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
}

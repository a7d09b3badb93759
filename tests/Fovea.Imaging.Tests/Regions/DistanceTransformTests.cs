using System.Text.Json;

namespace Fovea.Imaging.Tests;

/// <summary>Distances against scipy's and against looking at every pixel of the background.</summary>
public sealed class DistanceTransformTests
{
    [Fact]
    public void DistancesAreThoseOfScipy()
    {
        foreach (JsonElement one in RegionCases.Of("distances"))
        {
            Image<byte> image = new(one.Int("height"), one.Int("width"), 1, one.Bytes("foreground"));
            float[] expected = one.Array<float>("euclidean"), found = DistanceTransform.Of(image).Pixels.ToArray();
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-5 * expected[i]);
            Assert.Equal(one.Bytes("chessboard").Select(value => (float)value), DistanceTransform.Of(image, DistanceMetric.Chessboard).Pixels.ToArray());
            Assert.Equal(one.Bytes("cityBlock").Select(value => (float)value), DistanceTransform.Of(image, DistanceMetric.CityBlock).Pixels.ToArray());
        }
    }

    [Fact]
    public void DistancesAreThoseToTheNearestPixelOfTheBackground()
    {
        Random random = new(9);
        for (int trial = 0; trial < 60; trial++)
        {
            Image<ushort> image = new(random.Next(1, 45), trial == 0 ? 600 : random.Next(1, 45), 1);
            double share = Math.Pow(random.NextDouble(), 3);
            for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (ushort)(random.NextDouble() < share ? random.Next(0, 301) : random.Next(301, 65536));
            foreach (DistanceMetric metric in Enum.GetValues<DistanceMetric>())
            {
                Image<float> found = DistanceTransform.Of(image, metric, threshold: 300);
                List<(int Y, int X)> background = [.. Enumerable.Range(0, image.Pixels.Length).Where(i => image.Pixels[i] <= 300).Select(i => (i / image.Width, i % image.Width))];
                for (int y = 0; y < image.Height; y++)
                    for (int x = 0; x < image.Width; x++)
                    {
                        double nearest = background.Select(at => Length(metric, at.X - x, at.Y - y)).DefaultIfEmpty(double.PositiveInfinity).Min();
                        Assert.True((float)nearest == found[y, x, 0], $"{image}, {metric}, row {y}, column {x}: {found[y, x, 0]} instead of {nearest}");
                    }
            }
        }
    }

    [Fact]
    public void TheFilterGivesTheSame() =>
        Assert.Equal([0, 1, 2, 1, 0], ((Image<float>)Pipeline.Parse("distance metric=cityBlock threshold=0.5").Run(new Image<float>(1, 5, 1, [0.5f, 1, 2, 0.6f, float.NaN]))).Pixels.ToArray());

    [Fact]
    public void AnImageOfSeveralChannelsIsRefused()
    {
        Assert.Contains("one channel", Assert.Throws<FoveaException>(() => DistanceTransform.Of(new Image<byte>(2, 2, 3))).Message);
        Assert.StartsWith("distance: ", Assert.Throws<FoveaException>(() => new Pipeline(new Distance()).Run(new Image<byte>(2, 2, 3))).Message, StringComparison.Ordinal);
    }

    static double Length(DistanceMetric metric, double dx, double dy) => metric switch
    {
        DistanceMetric.Euclidean => Math.Sqrt(dx * dx + dy * dy),
        DistanceMetric.Chessboard => Math.Max(Math.Abs(dx), Math.Abs(dy)),
        _ => Math.Abs(dx) + Math.Abs(dy),
    };
}

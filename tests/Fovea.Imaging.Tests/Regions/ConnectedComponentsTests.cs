using System.Text.Json;
using Fovea.Compute;

namespace Fovea.Imaging.Tests;

/// <summary>Components against OpenCV's and against flooding pixel by pixel.</summary>
public sealed class ConnectedComponentsTests
{
    [Fact]
    public void LabelsAndStatisticsAreThoseOfOpenCv()
    {
        int cases = 0;
        foreach (JsonElement one in RegionCases.Of("components"))
        {
            Image<byte> image = new(one.Int("height"), one.Int("width"), 1, one.Bytes("foreground"));
            ConnectedComponents found = ConnectedComponents.Of(image, one.Int("connectivity") == 4 ? Connectivity.Four : Connectivity.Eight);
            Assert.Equal(one.Bytes("labels").Select(label => (int)label), found.Labels.ToArray());
            int[] stats = [.. one.GetProperty("stats").EnumerateArray().Select(value => value.GetInt32())];
            Assert.Equal(stats, found.All.SelectMany(c => new[] { c.Box.Left, c.Box.Top, c.Box.Width, c.Box.Height, c.Area }));
            double[] centroids = [.. one.GetProperty("centroids").EnumerateArray().Select(value => value.GetDouble())];
            double[] ours = [.. found.All.SelectMany(c => new[] { c.CentroidX, c.CentroidY })];
            Assert.Equal(centroids.Length, ours.Length);
            for (int i = 0; i < ours.Length; i++) Assert.Equal(centroids[i], ours[i], 1e-5);
            cases++;
        }
        Assert.Equal(16, cases);
    }

    /// <summary>Sizes around words and strips, so that every seam is crossed; lines and spirals, whose parts meet late.</summary>
    [Fact]
    public void ComponentsAreWhatFloodingFinds()
    {
        Random random = new(5);
        foreach ((int height, int width) in new[] { (1, 1), (2, 3), (3, 63), (5, 64), (4, 65), (130, 20), (257, 67), (31, 260) })
            foreach (double share in new[] { 0.0, 0.1, 0.41, 0.5, 0.59, 0.9, 1.0, -1 })
            {
                Image<byte> image = new(height, width, 1);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++) image[y, x, 0] = (byte)((share >= 0 ? random.NextDouble() < share : Spiral(y, x, height, width)) ? random.Next(1, 256) : 0);
                foreach (Connectivity connectivity in Enum.GetValues<Connectivity>()) CheckFlooded(image, connectivity);
            }
    }

    [Fact]
    public void SamplesAboveTheThresholdAreForeground()
    {
        Assert.Equal([1, 0, 2, 0, 3], ConnectedComponents.Of(new Image<byte>(1, 5, 1, [200, 127, 128, 0, 255]), threshold: 127).Labels.ToArray());
        Assert.Equal([1, 0, 2, 0, 3], ConnectedComponents.Of(new Image<byte>(1, 5, 1, [200, 127, 128, 0, 255]), threshold: 127.5).Labels.ToArray());
        Assert.Equal([0, 0], ConnectedComponents.Of(new Image<byte>(1, 2, 1, [254, 255]), threshold: 255).Labels.ToArray());
        Assert.Equal([1, 1], ConnectedComponents.Of(new Image<byte>(1, 2, 1, [0, 255]), threshold: -1).Labels.ToArray());
        Assert.Equal([1, 0, 2], ConnectedComponents.Of(new Image<ushort>(1, 3, 1, [1001, 1000, 65535]), threshold: 1000).Labels.ToArray());
        Assert.Equal([0, 1, 0, 2, 0], ConnectedComponents.Of(new Image<float>(1, 5, 1, [0.25f, 0.2500001f, float.NaN, float.PositiveInfinity, -1]), threshold: 0.25).Labels.ToArray());
    }

    [Fact]
    public void TheResultDoesNotDependOnTheNumberOfThreads()
    {
        Image<byte> image = RandomImages.Create<byte>(700, 300, 1, seed: 3);
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            ConnectedComponents alone = ConnectedComponents.Of(image, threshold: 127);
            int[] labels = alone.Labels.ToArray();
            Workers.Threads = 3;
            ConnectedComponents together = ConnectedComponents.Of(image, threshold: 127);
            Assert.Equal(alone.All, together.All);
            Assert.Equal(labels, together.Labels.ToArray());
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [Fact]
    public void ComponentsCanBeChosen()
    {
        Image<byte> image = new(3, 7, 1, [1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1]);
        ConnectedComponents all = ConnectedComponents.Of(image);
        Assert.Equal(4, all.Count);
        Assert.Equal(new Component(4, new Region(2, 2, 1, 3), 3, 2, 3), all.Widest);
        Assert.Equal(new Component(1, new Region(0, 0, 3, 1), 3, 1, 0), all.Largest);
        ConnectedComponents some = all.Where(component => component.Area == 3 && component.Box.Height < 3);
        Assert.Equal(all.Widest!.Value with { Label = 1 }, Assert.Single(some.All));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0], some.Labels.ToArray());
        Assert.Equal(1, some[2, 4]);
        Assert.Null(all.Where(_ => false).Widest);
    }

    [Fact]
    public void AnImageOfSeveralChannelsIsRefused() =>
        Assert.Contains("one channel", Assert.Throws<FoveaException>(() => ConnectedComponents.Of(new Image<byte>(2, 2, 3))).Message);

    static bool Spiral(int y, int x, int height, int width)
    {
        int ring = Math.Min(Math.Min(y, x), Math.Min(height - 1 - y, width - 1 - x));
        return ring % 2 == 0 ? !(x == ring && y == ring + 1) : x == ring && y == ring + 1;
    }

    static void CheckFlooded(Image<byte> image, Connectivity connectivity)
    {
        int height = image.Height, width = image.Width, count = 0;
        int[] labels = new int[height * width];
        List<(double Y, double X, int Area, int Top, int Left, int Bottom, int Right)> all = [];
        foreach ((int y, int x) in Order(height, width, connectivity))
        {
            if (image[y, x, 0] == 0 || labels[y * width + x] != 0) continue;
            count++;
            (double Y, double X, int Area, int Top, int Left, int Bottom, int Right) one = (0, 0, 0, y, x, y, x);
            Stack<(int Y, int X)> open = new([(y, x)]);
            labels[y * width + x] = count;
            while (open.TryPop(out (int Y, int X) at))
            {
                one = (one.Y + at.Y, one.X + at.X, one.Area + 1, Math.Min(one.Top, at.Y), Math.Min(one.Left, at.X), Math.Max(one.Bottom, at.Y), Math.Max(one.Right, at.X));
                for (int dy = -1; dy <= 1; dy++)
                    for (int dx = -1; dx <= 1; dx++)
                    {
                        int ny = at.Y + dy, nx = at.X + dx;
                        if ((connectivity == Connectivity.Four && dy != 0 && dx != 0) || (uint)ny >= (uint)height || (uint)nx >= (uint)width) continue;
                        if (image[ny, nx, 0] == 0 || labels[ny * width + nx] != 0) continue;
                        labels[ny * width + nx] = count;
                        open.Push((ny, nx));
                    }
            }
            all.Add(one);
        }
        ConnectedComponents found = ConnectedComponents.Of(image, connectivity);
        Assert.True(labels.AsSpan().SequenceEqual(found.Labels), $"{image}, {connectivity}");
        Assert.Equal(all.Select((c, i) => new Component(i + 1, new Region(c.Top, c.Left, c.Bottom - c.Top + 1, c.Right - c.Left + 1), c.Area, c.Y / c.Area, c.X / c.Area)), found.All);
    }

    // For 8-connectivity block by block of 2 x 2 pixels.
    static IEnumerable<(int Y, int X)> Order(int height, int width, Connectivity connectivity)
    {
        int block = connectivity == Connectivity.Eight ? 2 : 1;
        for (int y = 0; y < height; y += block)
            for (int x = 0; x < width; x += block)
                for (int i = 0; i < block * block; i++)
                    if (y + i / block < height && x + i % block < width) yield return (y + i / block, x + i % block);
    }
}

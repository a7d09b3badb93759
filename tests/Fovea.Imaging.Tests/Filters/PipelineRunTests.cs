using Xunit;

namespace Fovea.Imaging.Tests;

/// <summary>Large images are never there as a whole between two filters; here small ones are treated in the same way, in several strips.</summary>
public class PipelineRunTests
{
    [Theory]
    [InlineData("gaussian sigma=1 | equalize | sobel | nms")]
    [InlineData("median size=3 | clahe tiles=3 | threshold level=100")]
    [InlineData("tophat element=disk:3 | stretch low=2 high=98 | canny low=20 high=60")]
    [InlineData("blackhat element=disk:3 border=wrap | otsu")]
    [InlineData("morphological_gradient border=valid | gaussian sigma=1")]
    [InlineData("gaussian sigma=1 | sobel output=magnitude | hysteresis low=20 high=60 | invert")]
    [InlineData("gaussian sigma=2 | components threshold=120 as=labels | normalize")]
    [InlineData("box size=3 | components threshold=120 minArea=20 connectivity=four | gray")]
    [InlineData("box size=3 | components threshold=120 keep=largest as=mask | dilate")]
    [InlineData("gaussian sigma=1 | distance threshold=120 | stretch")]
    [InlineData("gaussian sigma=1 | distance metric=cityBlock threshold=120 | threshold level=4")]
    [InlineData("box size=5 | integral | normalize kind=deviation")]
    [InlineData("flip axis=both | pad size=9 border=wrap | gaussian sigma=2 | crop left=3 top=5 width=31")]
    [InlineData("gaussian sigma=1 | rotate90 | sample step=3 | sharpen")]
    [InlineData("gaussian sigma=1 | rotate90")]
    [InlineData("gaussian sigma=1 depth=float | rotate90 turns=-1")]
    [InlineData("sobel output=vector | rotate90 turns=3")]
    [InlineData("demosaic | rotate90 turns=5 | rotate90 turns=-2")]
    [InlineData("noise sigma=5 | resize scale=0.4 | equalize | resize height=250 method=lanczos | resize scale=0.5 method=area like=opencv | invert")]
    [InlineData("box size=3 | demosaic method=malvar | stretch together=no | mosaic | demosaic | match reference=scene")]
    [InlineData("depth to=float | gaussian sigma=1 | match reference=scene | stretch low=3 high=90 | equalize | otsu")]
    [InlineData("depth to=uint16 | box size=3 | clahe tiles=2 | match reference=scene")]
    [InlineData("gaussian sigma=3 | gaussian sigma=2 border=wrap | stretch")]
    public void TheResultIsThatOfStoredImages(string filters)
    {
        Image<byte> image = RandomScene(300, 47);
        Pipeline pipeline = Pipeline.Parse(filters);
        Image expected = pipeline.Run(image), found = new Pipeline(pipeline.Filters) { MostStored = 0 }.Run(image);
        Assert.Equal(expected.Kind, found.Kind);
        float[] one = [.. expected.FilterTo<float>(new Depth(DepthName.Float)).Pixels], other = [.. found.FilterTo<float>(new Depth(DepthName.Float)).Pixels];
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public unsafe void EdgesAreTheSameFollowedOrConnected(int channels)
    {
        Random random = new(5);
        Image<byte> classes = new(401, 83, channels);
        foreach (ref byte one in classes.Pixels) one = (byte)(random.Next(100) is var draw && draw < 55 ? 0 : draw < 98 ? EdgeTracking.Weak : EdgeTracking.Strong);
        using StoredRows rows = new(classes);
        byte[] connected = [.. ((Image<byte>)new ConnectedEdges(rows).ToImage()).Pixels];
        EdgeTracking.Run(classes.Kind, rows.Rows.Row(0));
        Assert.Equal(classes.Pixels.ToArray(), connected);
        Assert.Contains((byte)255, connected);
    }

    [Theory]
    [InlineData(Connectivity.Four, 0.35)]
    [InlineData(Connectivity.Four, 0.6)]
    [InlineData(Connectivity.Eight, 0.3)]
    [InlineData(Connectivity.Eight, 0.4)]
    public void ComponentsOfManyStripsAreThoseOfTheWhole(Connectivity connectivity, double density)
    {
        Random random = new(7);
        Image<byte> image = new(523, 131, 1);
        foreach (ref byte one in image.Pixels) one = (byte)(random.NextDouble() < density ? 255 : 0);
        ConnectedComponents all = ConnectedComponents.Of(image, connectivity), some = all.Where(component => component.Area is >= 3 and <= 4000);
        Check(all, new Components(connectivity, As: ComponentPicture.Labels));
        Check(some, new Components(connectivity, MinArea: 3, MaxArea: 4000, As: ComponentPicture.Labels));
        Check(all.Where(component => component == all.Largest), new Components(connectivity, Keep: ComponentChoice.Largest, As: ComponentPicture.Labels));
        Check(all.Where(component => component == all.Widest), new Components(connectivity, Keep: ComponentChoice.Widest, As: ComponentPicture.Labels));

        void Check(ConnectedComponents expected, Components filter) =>
            Assert.Equal(Array.ConvertAll(expected.Labels.ToArray(), label => (float)label), image.FilterTo<float>(filter).Pixels.ToArray());
    }

    [Fact]
    public void DistancesOverManyStripsAreTheNearest()
    {
        Random random = new(3);
        Image<byte> image = new(290, 70, 1);
        image.Pixels.Fill(255);
        (int Y, int X)[] holes = [.. Enumerable.Range(0, 9).Select(_ => (random.Next(290), random.Next(70)))];
        foreach ((int y, int x) in holes) image[y, x, 0] = 0;
        Image<float> found = DistanceTransform.Of(image);
        for (int y = 0; y < 290; y++)
            for (int x = 0; x < 70; x++) Assert.Equal((float)Math.Sqrt(holes.Min(hole => (hole.Y - y) * (hole.Y - y) + (hole.X - x) * (hole.X - x))), found[y, x, 0]);
    }

    static Image<byte> RandomScene(int height, int width)
    {
        Random random = new(11);
        Image<byte> image = new(height, width, 1);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) image[y, x, 0] = (byte)(128 + 70 * Math.Sin(x / 7.0) * Math.Cos(y / 9.0) + random.Next(-30, 30));
        return image;
    }
}

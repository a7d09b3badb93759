namespace Fovea.Imaging.Tests.Geometry;

/// <summary>
/// Cutting out, resizing and mirroring in one go. That it equals Pillow is tested with the preparation of pictures, in Fovea.Tests.
/// </summary>
public class FramingTests
{
    private static readonly Image<byte> Picture = new(5, 7, 2, [.. Enumerable.Range(0, 70).Select(i => (byte)(i * 3))]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_resizing_it_is_a_crop(bool mirrored)
    {
        Image<byte> part = new Framing(new Region(1, 2, 4, 5), 4, 5, new Region(1, 1, 2, 3), mirrored).Apply(Picture);
        Assert.Equal((2, 3, 2), (part.Height, part.Width, part.Channels));
        for (int y = 0; y < 2; y++)
            for (int x = 0; x < 3; x++)
                for (int c = 0; c < 2; c++) Assert.Equal(Picture[2 + y, 3 + x, c], part[y, mirrored ? 2 - x : x, c]);
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(11, 5)]
    [InlineData(5, 20)]
    public void A_window_is_a_part_of_the_whole(int height, int width)
    {
        Region source = new(0, 1, 5, 5), window = new(1, 1, height - 2, width - 3);
        Image<byte> whole = new Framing(source, height, width, new Region(0, 0, height, width)).Apply(Picture);
        Assert.Equal(whole.Crop(window).Pixels.ToArray(), new Framing(source, height, width, window).Apply(Picture).Pixels.ToArray());
    }

    [Fact]
    public void A_constant_stays_constant_at_every_size()
    {
        foreach (int channels in new[] { 1, 3, 4 })
        {
            Image<byte> flat = new(9, 13, channels);
            flat.Pixels.Fill(255);
            for (int size = 1; size < 40; size += 3)
                Assert.All(new Framing(new Region(0, 0, 9, 13), size, 41 - size, new Region(0, 0, size, 41 - size)).Apply(flat).Pixels.ToArray(), b => Assert.Equal(255, b));
        }
    }

    [Fact]
    public void Resizing_is_near_that_in_single_precision()
    {
        Image<byte> picture = new(40, 60, 3);
        for (int i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = (byte)(i * i >> 3);
        foreach ((int height, int width) in new[] { (17, 23), (80, 90), (40, 31) })
        {
            byte[] ours = new Framing(new Region(0, 0, 40, 60), height, width, new Region(0, 0, height, width)).Apply(picture).Pixels.ToArray(), other = picture.Resize(height, width).Pixels.ToArray();
            // Two roundings in the place of one.
            Assert.All(ours.Zip(other), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }

    [Theory]
    [InlineData(0, 0, 6, 7, 4, 4, 0, 0, 4, 4, "the picture")]
    [InlineData(-1, 0, 3, 3, 4, 4, 0, 0, 4, 4, "the picture")]
    [InlineData(0, 0, 0, 3, 4, 4, 0, 0, 4, 4, "the picture")]
    [InlineData(0, 0, 5, 7, 4, 4, 1, 0, 4, 4, "the resized region")]
    [InlineData(0, 0, 5, 7, 4, 4, 0, 0, 0, 4, "the resized region")]
    [InlineData(0, 0, 5, 7, 0, 4, 0, 0, 1, 4, "the resized region")]
    public void Parts_that_lie_outside_are_told(int top, int left, int rows, int columns, int height, int width, int windowTop, int windowLeft, int windowRows, int windowColumns, string what)
    {
        Framing framing = new(new Region(top, left, rows, columns), height, width, new Region(windowTop, windowLeft, windowRows, windowColumns));
        Assert.Contains($"do not lie inside {what}", Assert.Throws<FoveaException>(() => framing.Apply(Picture)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_must_have_the_windows_length() =>
        Assert.Throws<ArgumentException>(() => new Framing(new Region(0, 0, 5, 7), 2, 2, new Region(0, 0, 2, 2)).Apply(Picture, new byte[7]));
}

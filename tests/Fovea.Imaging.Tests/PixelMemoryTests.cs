namespace Fovea.Imaging.Tests;

public class PixelMemoryTests
{
    [Fact]
    public void ADisposedImageGivesItsMemoryToTheNextOfItsSize()
    {
        // A size that no other test uses.
        Image<byte> first = Image<byte>.Uninitialized(1201, 733, 1);
        first.Pixels.Fill(7);
        first.Dispose();
        first.Dispose();
        Image<byte> second = Image<byte>.Uninitialized(733, 1201, 1), third = Image<byte>.Uninitialized(733, 1201, 1);
        Assert.Equal(7, second[700, 1200, 0]);
        second[0, 0, 0] = 1;
        third[0, 0, 0] = 2;
        Assert.Equal(1, second[0, 0, 0]);
    }

    [Fact]
    public void ADisposedImageIsNotReadAnyMore()
    {
        Image<float> image = new(3, 4, 2);
        ImageView<float> view = image.View(new Region(0, 0, 2, 2));
        image.Dispose();
        Assert.Contains("disposed", Assert.Throws<ObjectDisposedException>(() => image.Pixels.Length).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => image[0, 0, 0]);
        Assert.Throws<ObjectDisposedException>(() => view[0, 0, 0]);
        Assert.Throws<ObjectDisposedException>(image.Clone);
    }

    [Fact]
    public void APipelineLeavesItsInputAlone()
    {
        Image<byte> image = new(700, 600, 1);
        image.Pixels.Fill(9);
        for (int i = 0; i < 3; i++) Pipeline.Parse("equalize | gaussian sigma=1 | equalize | flip axis=horizontal").Run(image).Dispose();
        Assert.Equal(9, image[699, 599, 0]);
    }
}

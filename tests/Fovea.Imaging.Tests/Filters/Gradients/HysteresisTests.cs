using Fovea.Compute;

namespace Fovea.Imaging.Tests.Filters.Gradients;

public sealed class HysteresisTests
{
    [Fact]
    public void AWeakLineFromAStrongPixelIsFollowedThroughAllBands()
    {
        Image<float> image = new(400, 30, 2);
        for (int y = 0; y < 400; y++) image[y, y % 30 < 15 ? y % 15 : 14 - y % 15, 1] = 0.5f; // a zigzag, joined by corners
        image[0, 0, 1] = 2;
        image[200, 25, 0] = 0.5f;   // alone, and not over the channels
        Image<byte> result = image.FilterTo<byte>(new Hysteresis(0.2, 1));
        for (int i = 0; i < image.Pixels.Length; i++) Assert.Equal(i % 2 == 1 && image.Pixels[i] > 0 ? 255 : 0, result.Pixels[i]);
        image[0, 0, 1] = 0.5f;
        Assert.All(image.FilterTo<byte>(new Hysteresis(0.2, 1)).Pixels.ToArray(), sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void TheNumberOfThreadsDoesNotMatter()
    {
        Image<byte> image = RandomImages.Create<byte>(500, 300, 1, 8);
        int threads = Workers.Threads;
        byte[] Edges(int count)
        {
            Workers.Threads = count;
            return image.Filter(new Canny(300, 900)).Pixels.ToArray();
        }
        byte[] one = Edges(1), two = Edges(2), five = Edges(5);
        Workers.Threads = threads;
        Assert.Equal(one, two);
        Assert.Equal(one, five);
    }

    [Fact]
    public void TheLowerThresholdIsNotAboveTheUpperOne()
    {
        Assert.Contains("low is 2, above high, 1", Assert.Throws<FoveaException>(() => new Image<byte>(3, 3, 1).Filter(new Hysteresis(2, 1))).Message);
        Assert.Contains("low is 2, above high, 1", Assert.Throws<FoveaException>(() => new Image<byte>(3, 3, 1).Filter(new Canny(2, 1))).Message);
    }
}

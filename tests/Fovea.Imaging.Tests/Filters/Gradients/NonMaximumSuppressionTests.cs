namespace Fovea.Imaging.Tests.Filters.Gradients;

public sealed class NonMaximumSuppressionTests
{
    [Fact]
    public void AWindowKeepsItsLargest()
    {
        foreach (NaiveCorrelation.Case one in NaiveCorrelation.Cases(90, 11))
        {
            if (one.Border.Kind == BorderKind.Valid && (one.Image.Height < 3 || one.Image.Width < 3)) continue;
            double[,,] from = NaiveCorrelation.Samples(one.Image), result = NaiveCorrelation.Samples(new Pipeline(new NonMaximumSuppression(SuppressionMode.Window, one.Border)).Run(one.Image));
            int offset = one.Border.Kind == BorderKind.Valid ? 1 : 0;
            for (int y = 0; y < result.GetLength(0); y++)
                for (int x = 0; x < result.GetLength(1); x++)
                    for (int c = 0; c < result.GetLength(2); c++)
                    {
                        double middle = from[y + offset, x + offset, c];
                        bool largest = true;
                        for (int v = -1; v <= 1; v++)
                            for (int u = -1; u <= 1; u++)
                            {
                                int sy = one.Border.Map(y + offset + v, one.Image.Height), sx = one.Border.Map(x + offset + u, one.Image.Width);
                                largest &= middle >= (sy < 0 || sx < 0 ? one.Border.Value : from[sy, sx, c]);
                            }
                        Assert.Equal(largest ? middle : 0, result[y, x, c]);
                    }
        }
    }

    /// <summary>Its two steps by themselves are Canny's edges.</summary>
    [Fact]
    public void WithHysteresisItIsCanny()
    {
        Image<byte> image = RandomImages.Create<byte>(70, 90, 1, 4);
        Image<byte> canny = image.Filter(new Canny(60, 150, L2: true));
        Image<byte> steps = (Image<byte>)Pipeline.Parse("sobel output=vector border=replicate | nms mode=gradient | hysteresis low=60 high=150").Run(image);
        Assert.Equal(canny.Pixels.ToArray(), steps.Pixels.ToArray());
        Assert.Equal(steps.Pixels.ToArray(), ((Image<byte>)Pipeline.Parse("nms mode=gradient border=replicate | hysteresis low=60 high=150").Run(image)).Pixels.ToArray());
        Assert.Contains((byte)255, canny.Pixels.ToArray());
    }

    [Fact]
    public void AGradientNeedsOneChannelOrTwoOfFloats() =>
        Assert.Contains("sobel output=vector", Assert.Throws<FoveaException>(() => new Pipeline(new NonMaximumSuppression(SuppressionMode.Gradient)).Run(new Image<byte>(4, 4, 3))).Message);
}

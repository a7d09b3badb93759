using Fovea.Data;

namespace Fovea.Tests.Data.Digits;

public class DigitStrokesTests
{
    [Fact]
    public void Every_digit_has_its_styles_and_every_path_has_room()
    {
        Assert.Equal(10, DigitStrokes.Styles.Length);
        foreach (DigitStrokes.Stroke[][] styles in DigitStrokes.Styles)
        {
            Assert.InRange(styles.Length, 2, 3);
            foreach (DigitStrokes.Stroke[] style in styles)
            {
                Assert.InRange(style.Length, 1, 3);
                Assert.InRange(style.Sum(s => s.Count), 2, DigitStrokes.MaxPoints);
                Assert.All(style, stroke => Assert.True(stroke.Points.Length % 2 == 0 && stroke.Points.All(p => p is >= 0 and <= 1)));
            }
        }
        var path = new DigitPen.Vertex[DigitPen.MaxVertices];
        for (int digit = 0; digit < 10; digit++)
            for (int sample = 0; sample < 100; sample++)
            {
                var random = new CounterRandom(1, 0, sample, RandomPurpose.None);
                int count = DigitPen.Write(digit, ref random, path);
                Assert.True(path[0].IsStart);
                Assert.All(path[..count], v => Assert.True(v.X is > -10 and < 38 && v.Y is > -10 and < 38 && v.Radius is > 0.4f and < 2.5f));
            }
    }
}

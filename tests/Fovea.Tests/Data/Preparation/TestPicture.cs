using Fovea.Imaging;

namespace Fovea.Tests.Data.Preparation;

/// <summary>The picture of bench/reference/preparation.py: smooth slopes, edges and noise.</summary>
internal static class TestPicture
{
    public static Image<byte> Make(int height, int width, int channels)
    {
        Image<byte> picture = new(height, width, channels);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++) picture[y, x, c] = (byte)(y * y * 7 + x * 13 * (c + 1) + x * y * 3 + c * 101 + ((x * y) ^ (x + y)) * 5);
        return picture;
    }
}

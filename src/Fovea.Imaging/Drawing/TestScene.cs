using System.Numerics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// A picture that the program draws itself, to try filters on: edges at all angles (the sun is a Siemens star), a chirp (the sea), a checkerboard in perspective,
/// text of several sizes, gradients, a scale of greys, plain colours, noise, and single bright and dark pixels. The same size always gives the same samples.
/// </summary>
public static class TestScene
{
    /// <summary>What stands for it where a picture's file is asked for.</summary>
    public const string Name = "scene";

    private const float Horizon = 0.46f, Shore = 0.64f, Scale = 0.93f;

    /// <summary>Shapes are sampled so often in each direction of a pixel, so that edges are smooth.</summary>
    private const int SubSamples = 4;

    /// <summary>The standard deviation of the sand's noise.</summary>
    private const float NoiseDeviation = 0.11f;

    /// <summary>A share of the pixels of a strip of sand is black, and as many are white.</summary>
    private const float PepperShare = 0.04f;

    private static readonly Vector3 White = new(0.98f), Ink = new(0.09f, 0.10f, 0.14f);

    /// <summary>Places in parts of the picture's width and height, and colours.</summary>
    private static readonly (float X, float Y, Vector3 Color)[] Balloons =
    [
        (0.375f, 0.20f, new(0.92f, 0.10f, 0.12f)), (0.46f, 0.12f, new(0.99f, 0.86f, 0.10f)), (0.55f, 0.17f, new(0.10f, 0.70f, 0.22f)),
        (0.645f, 0.11f, new(0.05f, 0.72f, 0.85f)), (0.74f, 0.17f, new(0.12f, 0.20f, 0.85f)), (0.83f, 0.10f, new(0.85f, 0.12f, 0.75f)),
    ];

    private static readonly (string Text, float Y, float Height)[] Sign = [("FOVEA", 0.335f, 0.105f), ("edges & texture", 0.462f, 0.044f), ("0123456789 abcdefghijklm", 0.525f, 0.027f)];

    /// <summary>The scene in RGB.</summary>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns; the scene is meant for about four thirds of the rows, and stretched otherwise.</param>
    /// <exception cref="FoveaException">A size is below 1, or larger than an image can be.</exception>
    public static Image<byte> Create(int height = 480, int width = 640)
    {
        Image<byte> image = new(height, width, 3);
        Drawing work = new(image);
        Workers.Run(height, ref work);
        return image;
    }

    private readonly struct Drawing(Image<byte> image) : Workers.IWork
    {
        public void Run(int y)
        {
            Span<byte> row = image.Row(y);
            float aspect = (float)image.Width / image.Height;
            for (int x = 0; x < image.Width; x++)
            {
                Vector3 sum = Vector3.Zero;
                for (int i = 0; i < SubSamples * SubSamples; i++)
                    sum += At((x + (i % SubSamples + 0.5f) / SubSamples) / image.Width, (y + (i / SubSamples + 0.5f) / SubSamples) / image.Height, aspect);
                Vector3 color = WithNoise(sum / (SubSamples * SubSamples), (x + 0.5f) / image.Width, (y + 0.5f) / image.Height, (uint)y * 65_537 + (uint)x);
                for (int c = 0; c < 3; c++) row[3 * x + c] = (byte)(Math.Clamp(color[c], 0, 1) * 255 + 0.5f);
            }
        }
    }

    /// <summary>The colour at a place in parts of the width and height; <paramref name="aspect"/> makes circles round.</summary>
    private static Vector3 At(float x, float y, float aspect)
    {
        if (OnSign(x, y) is { } sign) return sign;
        foreach (var (left, top, color) in Balloons)
            if (OnBalloon((x - left) * aspect, y - top, color) is { } balloon) return balloon;
        return y >= Scale ? GreyStep(x) : y >= Shore ? x < 0.5f ? Checker(x, y, aspect) : Sand(x, y) : y >= Horizon ? Sea(y) : Mountain(x, y) ?? Sun(x, y, aspect) ?? Sky(y);
    }

    private static Vector3 Sky(float y) => Vector3.Lerp(new(0.20f, 0.42f, 0.78f), new(0.99f, 0.87f, 0.70f), y / Horizon);

    /// <summary>A Siemens star: edges at all angles, ever closer towards the middle.</summary>
    private static Vector3? Sun(float x, float y, float aspect)
    {
        float dx = (x - 0.16f) * aspect, dy = y - 0.21f, radius = MathF.Sqrt(dx * dx + dy * dy);
        return radius > 0.175f ? null : radius < 0.022f || MathF.Sin(MathF.Atan2(dy, dx) * 16) > 0 ? new(1f, 0.93f, 0.35f) : new(0.93f, 0.36f, 0.08f);
    }

    /// <summary>Straight edges of several slopes, with a smooth side and a flat one.</summary>
    private static Vector3? Mountain(float x, float y)
    {
        Vector3? result = null;
        foreach (var (peak, top, left, right) in new[] { (0.40f, 0.27f, 0.17f, 0.20f), (0.26f, 0.34f, 0.16f, 0.12f), (0.54f, 0.36f, 0.10f, 0.30f) })
        {
            float side = x < peak ? (peak - x) / left : (x - peak) / right, edge = top + (Horizon - top) * side;
            if (side > 1 || y < edge) continue;
            result = y - top < 0.035f ? White : x < peak ? Vector3.Lerp(new(0.30f, 0.34f, 0.46f), new(0.55f, 0.58f, 0.62f), side) : new(0.22f, 0.25f, 0.36f);
        }
        return result;
    }

    /// <summary>A chirp: waves that get closer towards the horizon.</summary>
    private static Vector3 Sea(float y)
    {
        float distance = (y - Horizon) / (Shore - Horizon), wave = 0.5f + 0.5f * MathF.Cos(26 / (distance + 0.22f));
        return Vector3.Lerp(new(0.05f, 0.24f, 0.42f), new(0.62f, 0.86f, 0.90f), wave);
    }

    /// <summary>A checkerboard that goes away from the eye.</summary>
    private static Vector3 Checker(float x, float y, float aspect)
    {
        float depth = 1 / (y - Horizon), across = (x - 0.5f) * aspect * depth;
        return ((int)MathF.Floor(across * 3) + (int)MathF.Floor(depth * 3)) % 2 == 0 ? White : new(0.52f, 0.10f, 0.16f);
    }

    /// <summary>A plain ground, getting darker to the right.</summary>
    private static Vector3 Sand(float x, float y) => Vector3.Lerp(new(0.90f, 0.79f, 0.55f), new(0.62f, 0.50f, 0.32f), (x - 0.5f) * 1.2f + (y - Shore) * 0.8f);

    /// <summary>Eleven greys from black to white.</summary>
    private static Vector3 GreyStep(float x) => new(MathF.Floor(x * 11) / 10);

    /// <summary>A ball that is lit from the upper left, and the thin line that holds it.</summary>
    private static Vector3? OnBalloon(float dx, float dy, Vector3 color)
    {
        const float radius = 0.052f;
        float distance = MathF.Sqrt(dx * dx + dy * dy) / radius;
        if (distance <= 1)
        {
            float light = MathF.Max(0, 1 - MathF.Sqrt((dx + 0.018f) * (dx + 0.018f) + (dy + 0.018f) * (dy + 0.018f)) / (1.6f * radius));
            return Vector3.Lerp(color * (0.55f + 0.45f * light), White, light * light * 0.55f);
        }
        return dy > 0 && dy < 0.13f && MathF.Abs(dx - 0.15f * dy) < 0.0022f ? Ink : null;
    }

    /// <summary>A board with text of three sizes.</summary>
    private static Vector3? OnSign(float x, float y)
    {
        const float left = 0.60f, right = 0.965f, top = 0.305f, bottom = 0.575f, frame = 0.008f;
        if (x < left || x > right || y < top || y > bottom) return y > bottom && y < 0.70f && (x is > 0.66f and < 0.675f || x is > 0.89f and < 0.905f) ? new(0.33f, 0.22f, 0.14f) : null;
        if (x < left + frame || x > right - frame || y < top + frame || y > bottom - frame) return new(0.33f, 0.22f, 0.14f);
        foreach (var (text, line, height) in Sign)
        {
            // All lines are as wide as the board.
            float column = (x - left - 0.02f) / (right - left - 0.04f) * (text.Length * PixelFont.Advance - 1), row = (y - line) / height * 8;
            if (column < 0 || row < 0 || row >= 8 || column >= text.Length * PixelFont.Advance) continue;
            if (PixelFont.IsInk(text[(int)column / PixelFont.Advance], (int)column % PixelFont.Advance, (int)row)) return Ink;
        }
        return White;
    }

    /// <summary>Grain on the sand, and single black and white pixels on a strip of it.</summary>
    private static Vector3 WithNoise(Vector3 color, float x, float y, uint pixel)
    {
        if (x < 0.5f || y is < Shore + 0.07f or >= Scale) return color;
        if (x < 0.74f) return color + new Vector3(Normal(pixel) * NoiseDeviation);
        float share = Uniform(pixel, 3);
        return share < PepperShare ? Vector3.Zero : share > 1 - PepperShare ? Vector3.One : color;
    }

    private static float Normal(uint pixel) => MathF.Sqrt(-2 * MathF.Log(1 - Uniform(pixel, 1))) * MathF.Cos(2 * MathF.PI * Uniform(pixel, 2));

    /// <summary>A number of 0 to 1 for a pixel, by the mixing of bits of Murmur3.</summary>
    private static float Uniform(uint pixel, uint purpose)
    {
        uint bits = pixel * 0x9E3779B9 ^ purpose * 0x85EBCA6B;
        bits = (bits ^ bits >> 16) * 0x85EBCA6B;
        bits = (bits ^ bits >> 13) * 0xC2B2AE35;
        return ((bits ^ bits >> 16) >> 8) / 16_777_216f;
    }
}

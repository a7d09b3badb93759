using Vertex = Fovea.Data.DigitPen.Vertex;

namespace Fovea.Data;

/// <summary>Turns a path into a picture: the distance to the path, an edge of some softness, blur, contrast and noise, rounded to 8 bits.</summary>
internal static class DigitInk
{
    private const int Size = DigitPen.Size;

    // Half the width of the stroke's edge in pixels.
    private const float MinEdge = 0.45f, MaxEdge = 0.9f;

    // The weight of each neighbour in the 3 x 3 blur.
    private const float MaxBlur = 0.2f;

    // The brightness of full ink, and the standard deviation of the noise.
    private const float MinInk = 0.65f, MaxInk = 1, MaxNoise = 0.06f;

    /// <summary>Draws the path, white on black, into <c>Size</c> x <c>Size</c> bytes.</summary>
    public static void Draw(ReadOnlySpan<Vertex> path, ref CounterRandom random, Span<byte> pixels)
    {
        float edge = random.NextFloat(MinEdge, MaxEdge), blur = random.NextFloat(0, MaxBlur);
        float ink = random.NextFloat(MinInk, MaxInk), noise = random.NextFloat(0, MaxNoise);

        Span<float> picture = stackalloc float[Size * Size];
        picture.Fill(float.PositiveInfinity);
        for (int i = 1; i < path.Length; i++)
            if (!path[i].IsStart) Approach(path[i - 1], path[i], edge, picture);
        for (int i = 0; i < picture.Length; i++)
        {
            float depth = Math.Clamp(0.5f - picture[i] / (2 * edge), 0, 1);
            picture[i] = depth * depth * (3 - 2 * depth);
        }
        Blur(picture, blur);
        Finish(picture, ink, noise, ref random, pixels);
    }

    /// <summary>Lowers the signed distance to the edge of the stroke (negative inside) in every pixel that a piece of the path may colour.</summary>
    private static void Approach(in Vertex a, in Vertex b, float edge, Span<float> distance)
    {
        float radius = 0.5f * (a.Radius + b.Radius), reach = radius + edge;
        int left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, b.X) - reach));
        int right = Math.Min(Size - 1, (int)MathF.Floor(MathF.Max(a.X, b.X) + reach));
        int top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.Y, b.Y) - reach));
        int bottom = Math.Min(Size - 1, (int)MathF.Floor(MathF.Max(a.Y, b.Y) + reach));
        float dx = b.X - a.X, dy = b.Y - a.Y, scale = 1 / MathF.Max(dx * dx + dy * dy, 1e-12f);
        for (int y = top; y <= bottom; y++)
        {
            Span<float> row = distance.Slice(y * Size, Size);
            float py = y - a.Y;
            for (int x = left; x <= right; x++)
            {
                float px = x - a.X;
                float t = MathF.Min(1, MathF.Max(0, (px * dx + py * dy) * scale));
                float ex = px - t * dx, ey = py - t * dy;
                row[x] = MathF.Min(row[x], MathF.Sqrt(ex * ex + ey * ey) - radius);
            }
        }
    }

    /// <summary>Blends every pixel with its eight neighbours, rows first, then columns; outside is black.</summary>
    private static void Blur(Span<float> picture, float side)
    {
        float middle = 1 - 2 * side;
        for (int y = 0; y < Size; y++)
        {
            Span<float> row = picture.Slice(y * Size, Size);
            float before = 0;
            for (int x = 0; x < Size; x++)
            {
                float here = row[x], after = x + 1 < Size ? row[x + 1] : 0;
                row[x] = middle * here + side * (before + after);
                before = here;
            }
        }
        Span<float> above = stackalloc float[Size];
        above.Clear();
        for (int y = 0; y < Size; y++)
        {
            Span<float> row = picture.Slice(y * Size, Size), below = y + 1 < Size ? picture.Slice((y + 1) * Size, Size) : default;
            for (int x = 0; x < Size; x++)
            {
                float here = row[x];
                row[x] = middle * here + side * (above[x] + (below.IsEmpty ? 0 : below[x]));
                above[x] = here;
            }
        }
    }

    private static void Finish(ReadOnlySpan<float> picture, float ink, float noise, ref CounterRandom random, Span<byte> pixels)
    {
        // The sum of the four bytes of one random number: near enough to a normal distribution for noise, at a tenth of its cost.
        const float ByteMean = 127.5f * 4, ByteDeviation = 147.8f;
        float grain = noise / ByteDeviation;
        for (int i = 0; i < pixels.Length; i++)
        {
            uint bits = random.NextUInt();
            int sum = (int)((bits & 0xFF) + (bits >> 8 & 0xFF) + (bits >> 16 & 0xFF) + (bits >> 24));
            float value = ink * picture[i] + grain * (sum - ByteMean);
            pixels[i] = (byte)(255 * Math.Clamp(value, 0, 1) + 0.5f);
        }
    }
}

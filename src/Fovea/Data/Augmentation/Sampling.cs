using System.Runtime.CompilerServices;

namespace Fovea.Data;

/// <summary>Reads a picture between its pixels.</summary>
internal static class Sampling
{
    /// <summary>
    /// Maps the plane about the picture's middle: the target at (u, v) from the middle is the source at (xx u + xy v, yx u + yy v) from it, bilinear; outside
    /// counts as <paramref name="fill"/>.
    /// </summary>
    public static void Affine(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, float xx, float xy, float yx, float yy, float fill)
    {
        float middleX = (width - 1) / 2f, middleY = (height - 1) / 2f;
        for (int y = 0, at = 0; y < height; y++)
        {
            float v = y - middleY;
            for (int x = 0; x < width; x++, at += channels)
            {
                float u = x - middleX;
                Bilinear(source, height, width, middleX + xx * u + xy * v, middleY + yx * u + yy * v, fill, target.Slice(at, channels));
            }
        }
    }

    /// <summary>The bilinear mean of the four pixels around (x, y); those outside count as <paramref name="fill"/>.</summary>
    /// <param name="source">rows x columns x channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="x">Column, 0 at the middle of the first pixel.</param>
    /// <param name="y">Row, 0 at the middle of the first pixel.</param>
    /// <param name="fill">The value outside.</param>
    /// <param name="target">One value for each channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bilinear(ReadOnlySpan<float> source, int height, int width, float x, float y, float fill, Span<float> target)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        float right = x - floorX, lower = y - floorY, left = 1 - right, upper = 1 - lower;
        // Far outside, a conversion to int would be undefined; one pixel beyond the border all is fill anyway.
        int x0 = (int)Math.Clamp(floorX, -2, width), y0 = (int)Math.Clamp(floorY, -2, height);
        bool hasLeft = (uint)x0 < (uint)width, hasRight = (uint)(x0 + 1) < (uint)width;
        bool hasUpper = (uint)y0 < (uint)height, hasLower = (uint)(y0 + 1) < (uint)height;
        int channels = target.Length, at = (y0 * width + x0) * channels, below = at + width * channels;
        if ((uint)x0 < (uint)(width - 1) && (uint)y0 < (uint)(height - 1))
        {
            ReadOnlySpan<float> above = source.Slice(at, 2 * channels), under = source.Slice(below, 2 * channels);
            if (channels == 1)
            {
                target[0] = upper * (left * above[0] + right * above[1]) + lower * (left * under[0] + right * under[1]);
                return;
            }
            for (int c = 0; c < target.Length; c++)
                target[c] = upper * (left * above[c] + right * above[channels + c]) + lower * (left * under[c] + right * under[channels + c]);
            return;
        }
        for (int c = 0; c < channels; c++)
        {
            float a = hasUpper && hasLeft ? source[at + c] : fill, b = hasUpper && hasRight ? source[at + channels + c] : fill;
            float d = hasLower && hasLeft ? source[below + c] : fill, e = hasLower && hasRight ? source[below + channels + c] : fill;
            target[c] = upper * (left * a + right * b) + lower * (left * d + right * e);
        }
    }
}

using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// Enlarges a component to the image's size. Ratios of two are interpolated linearly between the centres of samples, as the Independent JPEG Group's library does
/// ("fancy upsampling"), all others repeat samples.
/// </summary>
internal static unsafe class JpegUpsampling
{
    /// <summary>The samples of a component for a row of the image.</summary>
    /// <param name="frame">The image.</param>
    /// <param name="component">The component.</param>
    /// <param name="plane">Its samples.</param>
    /// <param name="y">The row of the image.</param>
    /// <param name="row">Memory for a row of the image, with room for a vector at its end.</param>
    /// <param name="sums">Memory for a row of sums, with room for a vector at both ends.</param>
    /// <returns>The samples, in <paramref name="row"/> or where they lie in the plane.</returns>
    public static byte* Row(JpegFrame frame, JpegComponent component, byte* plane, int y, byte* row, ushort* sums)
    {
        int across = frame.MaxHorizontal, down = frame.MaxVertical, h = component.Horizontal, v = component.Vertical, n = component.Width;
        byte* near = plane + (long)Math.Min(y * v / down, component.Height - 1) * component.Stride;
        if (h == across && v == down) return near;
        bool twiceDown = v * 2 == down, wide = n > 2;
        if (h == across && twiceDown)
        {
            byte* other = Beside(component, plane, y);
            int bias = (y & 1) == 0 ? 1 : 2;
            for (int x = 0; x < n; x++) row[x] = (byte)((3 * near[x] + other[x] + bias) >> 2);
            return row;
        }
        if (h * 2 == across && v == down && wide)
        {
            for (int x = 0; x < n; x++) sums[x] = near[x];
            Twice(sums, n, row, shift: 2, even: 1, odd: 2);
            return row;
        }
        if (h * 2 == across && twiceDown && wide)
        {
            byte* other = Beside(component, plane, y);
            int x = 0;
            for (; x + Vector128<byte>.Count <= n; x += Vector128<byte>.Count)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Load(near + x));
                (Vector128<ushort> otherLower, Vector128<ushort> otherUpper) = Vector128.Widen(Vector128.Load(other + x));
                (lower * 3 + otherLower).Store(sums + x);
                (upper * 3 + otherUpper).Store(sums + x + 8);
            }
            for (; x < n; x++) sums[x] = (ushort)(3 * near[x] + other[x]);
            Twice(sums, n, row, shift: 4, even: 8, odd: 7);
            return row;
        }
        if (across % h == 0)
        {
            int times = across / h;
            for (int x = 0, at = 0; x < n && at < frame.Width; x++)
                for (int k = 0; k < times && at < frame.Width; k++) row[at++] = near[x];
        }
        else for (int x = 0; x < frame.Width; x++) row[x] = near[Math.Min(x * h / across, n - 1)];
        return row;
    }

    /// <summary>The row of samples that is the second nearest to a row of the image, of a component with half as many; the nearest itself at the edge.</summary>
    private static byte* Beside(JpegComponent component, byte* plane, int y) =>
        plane + (long)Math.Clamp((y & 1) == 0 ? y / 2 - 1 : y / 2 + 1, 0, component.Height - 1) * component.Stride;

    /// <summary>Each value becomes two: three parts of it and one of its neighbour to the left, or to the right.</summary>
    private static void Twice(ushort* sums, int n, byte* row, int shift, int even, int odd)
    {
        sums[-1] = sums[0];
        sums[n] = sums[n - 1];
        Vector256<ushort> left = Vector256.Create((ushort)even), right = Vector256.Create((ushort)odd);
        int x = 0;
        for (; x + Vector256<ushort>.Count <= n; x += Vector256<ushort>.Count)
        {
            Vector256<ushort> three = Vector256.Load(sums + x) * 3;
            Vector256<ushort> first = (three + Vector256.Load(sums + x - 1) + left) >>> shift, second = (three + Vector256.Load(sums + x + 1) + right) >>> shift;
            (first | (second << 8)).AsByte().Store(row + 2 * x);
        }
        for (; x < n; x++)
        {
            row[2 * x] = (byte)((3 * sums[x] + sums[x - 1] + even) >> shift);
            row[2 * x + 1] = (byte)((3 * sums[x] + sums[x + 1] + odd) >> shift);
        }
    }
}

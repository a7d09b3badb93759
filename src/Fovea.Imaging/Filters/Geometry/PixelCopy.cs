using System.Buffers;

namespace Fovea.Imaging;

/// <summary>Images whose every pixel is a pixel of another image, or black.</summary>
internal static unsafe class PixelCopy
{
    /// <summary>Makes the image whose pixel (y, x) is the source's at <paramref name="place"/>, or black where that has a negative part.</summary>
    public static Image Run(Image image, int height, int width, Func<int, int, (int Y, int X)> place)
    {
        Image result = (image.Kind with { Height = height, Width = width }).New();
        using MemoryHandle from = image.Pin(), to = result.Pin();
        byte* first = (byte*)from.Pointer, target = (byte*)to.Pointer;
        long row = image.Kind.RowBytes, newRow = result.Kind.RowBytes;
        int pixel = image.Kind.PixelBytes;
        RowBlocks.Run(height, (_, begin, end) =>
        {
            for (int y = begin; y < end; y++)
                for (int x = 0; x < width; x++)
                {
                    (int sourceY, int sourceX) = place(y, x);
                    Span<byte> there = new(target + y * newRow + (long)x * pixel, pixel);
                    if (sourceY < 0 || sourceX < 0) there.Clear();
                    else new ReadOnlySpan<byte>(first + sourceY * row + (long)sourceX * pixel, pixel).CopyTo(there);
                }
        });
        return result;
    }
}

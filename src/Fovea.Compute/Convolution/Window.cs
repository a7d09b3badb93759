using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// One correlation as the kernels see it: windows over a source, which is read as zero outside. Window (oy, ox) begins at source pixel
/// (oy StepY + OriginY, ox StepX + OriginX) and has Height x Width taps, DilationY and DilationX pixels apart, of Channels channels each.
/// The convolution and, per phase of its stride, its gradient by the input have this form.
/// </summary>
internal unsafe struct Window
{
    public float* Source;
    public int SourceHeight, SourceWidth, SourceChannels;
    public int Channels, Height, Width, DilationY, DilationX, StepY, StepX, OriginY, OriginX;

    public readonly int Size => Height * Width * Channels;

    /// <summary>Taps of one window line that lie one after the other in memory form a run; runs in a line, and floats in a run.</summary>
    public readonly int RunsPerLine => DilationX == 1 ? 1 : Width;
    public readonly int RunLength => DilationX == 1 ? Width * Channels : Channels;

    /// <summary>Source lines, and columns, under <paramref name="count"/> windows.</summary>
    public readonly int LinesUnder(int count) => (count - 1) * StepY + (Height - 1) * DilationY + 1;
    public readonly int ColumnsUnder(int count) => (count - 1) * StepX + (Width - 1) * DilationX + 1;

    /// <summary>Whether all windows of lines [first, first + lines) and columns [0, columns) lie inside, with all channels in use: then nothing is copied.</summary>
    public readonly bool IsInside(int first, int lines, int columns) =>
        Channels == SourceChannels && OriginX >= 0 && OriginX + ColumnsUnder(columns) <= SourceWidth
        && first * StepY + OriginY >= 0 && first * StepY + OriginY + LinesUnder(lines) <= SourceHeight;

    /// <summary>Floats of a copy of what lies under lines x columns windows.</summary>
    public readonly long CopySize(int lines, int columns) => (long)LinesUnder(lines) * ColumnsUnder(columns) * Channels;

    /// <summary>
    /// The source under windows of lines [first, first + lines) and columns [0, columns) of images [image, image + images): where it lies if all of it is inside, else a copy with zeros
    /// around in <see cref="Workers.Scratch"/>; with the floats from one line, and from one image, to the next.
    /// </summary>
    public readonly float* Lines(int image, int images, int first, int lines, int columns, out nint line, out nint imageStride)
    {
        if (IsInside(first, lines, columns))
        {
            line = (nint)SourceWidth * SourceChannels;
            imageStride = line * SourceHeight;
            return Source + image * imageStride + (first * StepY + OriginY) * line + OriginX * SourceChannels;
        }
        line = (nint)ColumnsUnder(columns) * Channels;
        imageStride = (nint)CopySize(lines, columns);
        float* copy = (float*)Workers.Scratch(images * imageStride * sizeof(float));
        for (int i = 0; i < images; i++) Copy(image + i, first, lines, columns, copy + i * imageStride);
        return copy;
    }

    /// <summary>Copies what lies under windows of lines [first, first + lines) and columns [0, columns) of an image, with zeros outside it, channels dense.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Copy(int image, int first, int lines, int columns, float* to)
    {
        int width = ColumnsUnder(columns), height = LinesUnder(lines), y = first * StepY + OriginY;
        int left = Math.Clamp(-OriginX, 0, width), right = Math.Clamp(SourceWidth - OriginX, left, width);
        nint line = (nint)width * Channels;
        for (int i = 0; i < height; i++, y++, to += line)
        {
            if ((uint)y >= (uint)SourceHeight || left == right)
            {
                new Span<float>(to, (int)line).Clear();
                continue;
            }
            Clear(to, left * Channels);
            float* from = Source + (((nint)image * SourceHeight + y) * SourceWidth + OriginX + left) * SourceChannels;
            if (Channels == SourceChannels) Copy(from, (right - left) * Channels, to + left * Channels);
            else
                for (int x = left; x < right; x++, from += SourceChannels) Copy(from, Channels, to + x * Channels);
            Clear(to + right * Channels, (width - right) * Channels);
        }
    }

    // Lines, and what is left and right of them, may be short: a call would cost more than the copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(float* to, int n)
    {
        if (n > 16) new Span<float>(to, n).Clear();
        else
            for (int i = 0; i < n; i++) to[i] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, int n, float* to)
    {
        int width = Vector128<float>.Count;
        if (n > 16 * width) new ReadOnlySpan<float>(from, n).CopyTo(new Span<float>(to, n));
        else if (n < width)
            for (int i = 0; i < n; i++) to[i] = from[i];
        else
        {
            for (int i = 0; i < n - width; i += width) Vector128.Load(from + i).Store(to + i);
            Vector128.Load(from + n - width).Store(to + n - width);
        }
    }
}

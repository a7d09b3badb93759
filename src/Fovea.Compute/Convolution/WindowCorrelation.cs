using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// The gradient of a correlation by its weights: Result[o, k] = sum over windows of dy[window, o] * window[k]. The register tile has output channels
/// as rows; its columns are a run of taps, which it reads straight from the image. Where runs are too short for the vectors (few input channels), rows and columns change places
/// if the output channels fill vectors, and Result is [k, o]; else the windows of a few lines are first gathered one after the other.
/// </summary>
internal unsafe struct WindowCorrelation
{
    // What the windows of one piece may take of the second-level cache, and gathered windows of the first.
    private const long PieceFloats = 64 << 10, GatheredFloats = 8 << 10;

    public Window Window;

    /// <summary>The gradient by the output, at this block's first output channel.</summary>
    public float* Dy;
    public int OutHeight, OutWidth, OutChannels;

    /// <summary>Output channels of this block, rows of the result.</summary>
    public int Outputs;

    /// <summary>Outputs x Window.Size, overwritten; with <see cref="TapsAreRows"/> Window.Size x OutChannels, of which Outputs columns are overwritten.</summary>
    public float* Result;

    /// <summary>Whether the result has a row for every tap.</summary>
    public bool TapsAreRows;

    /// <summary>Whether it is better so for a correlation.</summary>
    public static bool PrefersTapsAsRows(in ConvolutionGeometry g)
    {
        // Fewer taps than three leave the multipliers waiting for their own results.
        int lanes = Machine.TileColumns / 2, run = g.KernelWidth * g.InChannels;
        return g is { Groups: 1, DilationX: 1 } && run >= 3 && g.OutChannels % lanes == 0 && IsShort(run, lanes);
    }

    /// <summary>Whether runs of taps would leave over a quarter of the vectors empty.</summary>
    private static bool IsShort(int run, int lanes) => 4 * run < 3 * ((run + lanes - 1) / lanes * lanes);

    /// <summary>Sums over lines [first, first + lines) of images [image, image + images); several images only with all their lines.</summary>
    public readonly void Run(int image, int images, int first, int lines)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(image, images, first, lines);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(image, images, first, lines);
        else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(image, images, first, lines);
        else Run<Lanes1, float>(image, images, first, lines);
    }

    private readonly void Run<L, V>(int image, int images, int first, int lines) where L : ILanes<V> where V : struct
    {
        bool gathers = !TapsAreRows && Window.Height * Window.RunsPerLine > 1 && IsShort(Window.RunLength, L.Width);
        long perLine = (long)Window.StepY * Window.ColumnsUnder(OutWidth) * Window.Channels + (long)OutWidth * Outputs;
        int linesPerPiece = (int)Math.Clamp(PieceFloats / perLine, 1, lines), imagesPerPiece = linesPerPiece < lines ? 1 : (int)Math.Clamp(PieceFloats / (perLine * lines), 1, images);
        bool add = false;
        for (int i = 0; i < images; i += imagesPerPiece)
            for (int line = 0; line < lines; line += linesPerPiece)
            {
                int pieceImages = Math.Min(imagesPerPiece, images - i), pieceLines = Math.Min(linesPerPiece, lines - line);
                if (TapsAreRows) Swapped<L, V>(image + i, pieceImages, first + line, pieceLines, add);
                else if (gathers) Gathered<L, V>(image + i, pieceImages, first + line, pieceLines, ref add);
                else Direct<L, V>(image + i, pieceImages, first + line, pieceLines, add);
                add = true;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Direct<L, V>(int image, int images, int first, int lines, bool add) where L : ILanes<V> where V : struct
    {
        int run = Window.RunLength, width = Tiles<L, V>.Columns;
        float* source;
        nint sourceLine, sourceImage;
        // Whole vectors are read: a run that ends within one must not be the end of the caller's array.
        if (run % L.Width == 0 && Window.IsInside(first, lines, OutWidth))
        {
            sourceLine = (nint)Window.SourceWidth * Window.SourceChannels;
            sourceImage = sourceLine * Window.SourceHeight;
            source = Window.Source + image * sourceImage + (first * Window.StepY + Window.OriginY) * sourceLine + Window.OriginX * Window.SourceChannels;
        }
        else
        {
            sourceLine = (nint)Window.ColumnsUnder(OutWidth) * Window.Channels;
            sourceImage = (nint)Window.CopySize(lines, OutWidth);
            source = (float*)Workers.Scratch((images * sourceImage + width) * sizeof(float));
            for (int i = 0; i < images; i++) Window.Copy(image + i, first, lines, OutWidth, source + i * sourceImage);
        }

        int tiles = (Outputs + Tiles<L, V>.Rows - 1) / Tiles<L, V>.Rows, rowsPerTile = (Outputs + tiles - 1) / tiles;
        for (int ky = 0; ky < Window.Height; ky++)
            for (int kx = 0; kx < Window.RunsPerLine; kx++)
                for (int column = 0; column < run; column += width)
                    for (int row = 0; row < Outputs; row += rowsPerTile)
                        for (int i = 0; i < images; i++)
                        {
                            TileOperands o = new()
                            {
                                A = Dy + ((nint)(image + i) * OutHeight + first) * OutWidth * OutChannels + row, ARow = 1, AStep = OutChannels, AOuter = (nint)OutWidth * OutChannels,
                                B = source + i * sourceImage + ky * Window.DilationY * sourceLine + kx * Window.DilationX * Window.Channels + column,
                                BStep = (nint)Window.StepX * Window.Channels, BOuter = Window.StepY * sourceLine, K = OutWidth, Outer = lines,
                            };
                            float* to = Result + row * (nint)Window.Size + (ky * Window.RunsPerLine + kx) * run + column;
                            Tiles<L, V>.Run(Math.Min(rowsPerTile, Outputs - row), Math.Min(width, run - column), o, to, Window.Size, add || i > 0);
                        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Swapped<L, V>(int image, int images, int first, int lines, bool add) where L : ILanes<V> where V : struct
    {
        float* source = Window.Lines(image, images, first, lines, OutWidth, out nint sourceLine, out nint sourceImage);
        int run = Window.RunLength, width = Tiles<L, V>.Columns, tiles = (run + Tiles<L, V>.Rows - 1) / Tiles<L, V>.Rows, rowsPerTile = (run + tiles - 1) / tiles;
        for (int column = 0; column < Outputs; column += width)
            for (int ky = 0; ky < Window.Height; ky++)
                for (int row = 0; row < run; row += rowsPerTile)
                    for (int i = 0; i < images; i++)
                    {
                        TileOperands o = new()
                        {
                            A = source + i * sourceImage + ky * Window.DilationY * sourceLine + row, ARow = 1, AStep = (nint)Window.StepX * Window.Channels, AOuter = Window.StepY * sourceLine,
                            B = Dy + ((nint)(image + i) * OutHeight + first) * OutWidth * OutChannels + column, BStep = OutChannels, BOuter = (nint)OutWidth * OutChannels, K = OutWidth, Outer = lines,
                        };
                        float* to = Result + (ky * run + row) * (nint)OutChannels + column;
                        Tiles<L, V>.Run(Math.Min(rowsPerTile, run - row), Math.Min(width, Outputs - column), o, to, OutChannels, add || i > 0);
                    }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gathered<L, V>(int image, int images, int first, int lines, ref bool add) where L : ILanes<V> where V : struct
    {
        int size = Window.Size, width = Tiles<L, V>.Columns, stride = (size + L.Width - 1) / L.Width * L.Width;
        int pixels = lines * OutWidth, pixelsPerBlock = (int)Math.Clamp(GatheredFloats / stride, 1, pixels);
        nint sourceLine = (nint)Window.ColumnsUnder(OutWidth) * Window.Channels, copySize = (nint)Window.CopySize(lines, OutWidth);
        nint slack = L.Width * ((Window.RunLength + L.Width - 1) / L.Width);
        float* gathered = (float*)Workers.Scratch((pixelsPerBlock * stride + slack + width + copySize + slack) * sizeof(float));
        float* copy = gathered + pixelsPerBlock * stride + slack + width;
        for (int i = image; i < image + images; i++)
        {
            Window.Copy(i, first, lines, OutWidth, copy);
            for (int pixel = 0; pixel < pixels; pixel += pixelsPerBlock)
            {
                int count = Math.Min(pixelsPerBlock, pixels - pixel);
                // Stores of half a vector cross fewer cache lines.
                if (L.Width == 16 && Window.RunLength <= 8) Gather<Lanes256, Vector256<float>>(copy, sourceLine, pixel, count, gathered, stride);
                else Gather<L, V>(copy, sourceLine, pixel, count, gathered, stride);
                for (int column = 0; column < size; column += width)
                    for (int row = 0; row < Outputs; row += Tiles<L, V>.Rows)
                    {
                        TileOperands o = new()
                        {
                            A = Dy + (((nint)i * OutHeight + first) * OutWidth + pixel) * OutChannels + row, ARow = 1, AStep = OutChannels,
                            B = gathered + column, BStep = stride, K = count, Outer = 1,
                        };
                        Tiles<L, V>.Run(Math.Min(Tiles<L, V>.Rows, Outputs - row), Math.Min(width, size - column), o, Result + row * (nint)size + column, size, add);
                    }
                add = true;
            }
        }
    }

    /// <summary>Windows [pixel, pixel + count) of the copied lines, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gather<L, V>(float* copy, nint sourceLine, int pixel, int count, float* to, nint stride) where L : ILanes<V> where V : struct
    {
        int oy = pixel / OutWidth, ox = pixel - oy * OutWidth, run = Window.RunLength, runs = Window.RunsPerLine, height = Window.Height;
        nint step = (nint)Window.StepX * Window.Channels, nextRun = (nint)Window.DilationX * Window.Channels, nextLine = Window.DilationY * sourceLine;
        float* from = copy + oy * Window.StepY * sourceLine + ox * step;
        for (; count > 0; count--, to += stride)
        {
            float* at = to;
            float* line = from;
            for (int ky = 0; ky < height; ky++, line += nextLine)
            {
                float* start = line;
                for (int kx = 0; kx < runs; kx++, start += nextRun, at += run)
                    // Whole vectors: what is written too far is written again, rightly, by the next run or window.
                    for (int j = 0; j < run; j += L.Width) L.Store(at + j, L.Load(start + j));
            }
            from += step;
            if (++ox < OutWidth) continue;
            ox = 0;
            oy++;
            from = copy + oy * Window.StepY * sourceLine;
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// The product of all windows of a <see cref="Window"/> with packed panels: the register tile runs straight over the image, one row of it per output
/// pixel of a line, so no matrix of windows is ever built. Only a border that sticks out of the source makes a copy of the lines concerned.
/// </summary>
internal unsafe struct WindowProduct
{
    // Panels this long still leave room for the image in the second-level cache; longer ones are taken in pieces of whole window lines.
    private const long PanelFloatsInCache = 64 << 10;

    public Window Window;

    /// <summary>Windows of one image.</summary>
    public int Lines, LineLength;

    /// <summary>Columns of the product; panel j starts PanelRows x PanelWidth floats after panel j - 1.</summary>
    public int Columns, PanelWidth;
    public nint PanelRows;
    public float* Panels;

    /// <summary>Result of window (oy, ox) of image n: target pixel (n, oy TargetStepY + TargetY, ox TargetStepX + TargetX).</summary>
    public float* Target;
    public int TargetHeight, TargetWidth, TargetChannels, TargetStepY, TargetStepX, TargetY, TargetX;

    /// <summary>Bias and residual already moved to the first column of this product.</summary>
    public Epilogue Epilogue;

    /// <summary>Computes lines [first, first + lines) of images [image, image + images).</summary>
    public readonly void Run(int image, int images, int first, int lines)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(image, images, first, lines);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(image, images, first, lines);
        else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(image, images, first, lines);
        else Run<Lanes1, float>(image, images, first, lines);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<L, V>(int image, int images, int first, int lines) where L : ILanes<V> where V : struct
    {
        float* source = Window.Lines(image, images, first, lines, LineLength, out nint sourceLine, out nint sourceImage);
        int tileRows = Tiles<L, V>.Rows, tiles = (LineLength + tileRows - 1) / tileRows, rowsPerTile = (LineLength + tiles - 1) / tiles;
        int runs = Window.RunsPerLine, run = Window.RunLength;
        int linesPerPiece = (int)Math.Clamp(PanelFloatsInCache / Math.Max(1, (long)runs * run * PanelWidth), 1, Window.Height);
        nint lineOfPanel = (nint)runs * run * PanelWidth, pixel = (nint)Window.StepX * Window.Channels, ldc = (nint)TargetStepX * TargetChannels;
        int ky = 0;
        do
        {
            int height = Math.Min(linesPerPiece, Window.Height - ky);
            bool last = ky + height >= Window.Height, relu = last && Epilogue.FitsTile && Epilogue.Activation == Activation.Relu;
            for (int column = 0; column < Columns; column += PanelWidth)
            {
                int columns = Math.Min(PanelWidth, Columns - column);
                float* bias = last && Epilogue.Bias != null ? Epilogue.Bias + column : null;
                float* panel = Panels + column * PanelRows + ky * lineOfPanel;
                for (int i = 0; i < images; i++)
                    for (int oy = 0; oy < lines; oy++)
                    {
                        float* from = source + i * sourceImage + (oy * Window.StepY + ky * Window.DilationY) * sourceLine;
                        float* to = Target + ((((nint)(image + i) * TargetHeight) + (first + oy) * TargetStepY + TargetY) * TargetWidth + TargetX) * TargetChannels + column;
                        for (int ox = 0; ox < LineLength; ox += rowsPerTile)
                        {
                            int rows = Math.Min(rowsPerTile, LineLength - ox);
                            if (runs == 1)
                            {
                                TileOperands o = new()
                                {
                                    A = from + ox * pixel, ARow = pixel, AStep = 1, AOuter = Window.DilationY * sourceLine,
                                    B = panel, BStep = PanelWidth, BOuter = lineOfPanel, K = run, Outer = height, Bias = bias, Relu = relu,
                                };
                                Tiles<L, V>.Run(rows, columns, o, to + ox * ldc, ldc, add: ky > 0);
                            }
                            else
                                for (int y = 0; y < height; y++)
                                {
                                    TileOperands o = new()
                                    {
                                        A = from + ox * pixel + y * Window.DilationY * sourceLine, ARow = pixel, AStep = 1, AOuter = (nint)Window.DilationX * Window.Channels,
                                        B = panel + y * lineOfPanel, BStep = PanelWidth, BOuter = (nint)run * PanelWidth, K = run, Outer = runs, Bias = y == height - 1 ? bias : null, Relu = relu && y == height - 1,
                                    };
                                    Tiles<L, V>.Run(rows, columns, o, to + ox * ldc, ldc, add: ky + y > 0);
                                }
                        }
                        if (!last || Epilogue.FitsTile) continue;
                        Epilogue e = Epilogue;
                        e.Bias = null;
                        if (e.Residual != null) e.Residual += to - Target;
                        Finish<L, V>.Rows(to, LineLength, columns, ldc, e);
                    }
            }
            ky += height;
        } while (ky < Window.Height);
    }
}

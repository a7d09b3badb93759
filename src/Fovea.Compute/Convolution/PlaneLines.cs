namespace Fovea.Compute;

/// <summary>
/// How kernels whose vectors run along pixels see the lines of one channel, and of the planes of output channels over them: as rows, a row per window line or,
/// where that takes no more vectors, all lines as a single row, in which the pixels between two window lines are computed in vain.
/// </summary>
internal readonly unsafe struct PlaneLines
{
    // What the planes of a piece may take of the first-level cache: 24 KiB.
    private const int PieceFloats = 6 << 10;

    /// <summary>Rows, floats in a row, and floats from a row's begin to the next one's in the copied source.</summary>
    public readonly int Rows, RowLength, SourceRow;

    /// <summary>Floats from a window line to the next in a plane, and of a plane in all.</summary>
    public readonly int PlaneLine, PlaneSize;

    /// <param name="window">Windows over one channel, a pixel apart.</param>
    /// <param name="lines">Window lines.</param>
    /// <param name="length">Windows of a line.</param>
    /// <param name="step">Pixels that the kernel does at once; rows of planes have room for a multiple of it.</param>
    public PlaneLines(in Window window, int lines, int length, int step)
    {
        int columns = window.ColumnsUnder(length), padded = (length + step - 1) / step * step;
        bool together = window.StepY == 1 && columns <= padded;
        (Rows, RowLength, PlaneLine) = together ? (1, (lines - 1) * columns + length, columns) : (lines, length, padded);
        SourceRow = window.StepY * columns;
        PlaneSize = together ? (RowLength + step - 1) / step * step : lines * padded;
    }

    /// <summary>Lines whose planes stay in the first-level cache; all lines are cut into pieces of about the same size.</summary>
    public static int PerPiece(int lines, int length, int planes)
    {
        int most = Math.Clamp(PieceFloats / (length * planes), 1, lines), pieces = (lines + most - 1) / most;
        return (lines + pieces - 1) / pieces;
    }

    /// <summary>The place of every tap of a window in the copied source.</summary>
    public static void Offsets(in Window window, int length, nint* offsets)
    {
        nint line = window.ColumnsUnder(length);
        for (int ky = 0; ky < window.Height; ky++)
            for (int kx = 0; kx < window.Width; kx++) *offsets++ = ky * window.DilationY * line + (nint)kx * window.DilationX;
    }
}

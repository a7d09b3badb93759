namespace Fovea.Imaging;

/// <summary>A rectangle of whole pixels: rows <c>Top</c> to <c>Bottom - 1</c>, columns <c>Left</c> to <c>Right - 1</c>.</summary>
/// <param name="Top">The first row.</param>
/// <param name="Left">The first column.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
public readonly record struct Region(int Top, int Left, int Height, int Width)
{
    /// <summary>The row after the last one.</summary>
    public long Bottom => (long)Top + Height;

    /// <summary>The column after the last one.</summary>
    public long Right => (long)Left + Width;
}

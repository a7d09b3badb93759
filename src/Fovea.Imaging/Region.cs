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

    /// <summary>Checks that the region is not empty and lies inside an image.</summary>
    /// <exception cref="FoveaException">It is empty or reaches outside.</exception>
    internal void CheckInside(ImageKind image)
    {
        if (Height < 1 || Width < 1 || Top < 0 || Left < 0 || Bottom > image.Height || Right > image.Width)
            throw new FoveaException($"rows {Top} to {Bottom} and columns {Left} to {Right} (ends excluded) do not lie inside the image ({image})");
    }
}

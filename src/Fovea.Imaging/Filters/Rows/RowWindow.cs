namespace Fovea.Imaging;

/// <summary>How far a filter looks around a pixel.</summary>
/// <param name="Above">Rows above it.</param>
/// <param name="Below">Rows below it.</param>
/// <param name="Left">Columns to its left.</param>
/// <param name="Right">Columns to its right.</param>
internal readonly record struct RowWindow(int Above, int Below, int Left, int Right)
{
    /// <summary>A window of height x width pixels around <c>(height / 2, width / 2)</c>, the pixel that filters of even size take as their centre.</summary>
    public static RowWindow Centred(int height, int width) => new(height / 2, height - 1 - height / 2, width / 2, width - 1 - width / 2);

    /// <summary>The number of rows that are seen.</summary>
    public int Rows => Above + Below + 1;

    /// <summary>The number of columns that are seen.</summary>
    public int Columns => Left + Right + 1;
}

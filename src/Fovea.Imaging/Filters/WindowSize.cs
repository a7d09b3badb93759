using System.Globalization;

namespace Fovea.Imaging;

/// <summary>The size of a window: a number for a square (<c>5</c>), or width and height (<c>5x3</c>).</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct WindowSize(int Width, int Height)
{
    /// <summary>The number of pixels.</summary>
    public int Area => Width * Height;

    /// <summary>A square window.</summary>
    public static implicit operator WindowSize(int size) => new(size, size);

    /// <summary>Reads a size; null where the text is none.</summary>
    internal static WindowSize? Read(string text)
    {
        string[] parts = text.Split('x');
        if (parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)) return null;
        if (parts.Length == 1) return width;
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height) ? new WindowSize(width, height) : null;
    }

    /// <summary>As it is written: <c>5</c> or <c>5x3</c>.</summary>
    public override string ToString() => Width == Height ? Width.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
}

using System.Globalization;

namespace Fovea.Imaging;

/// <summary>The size of a rectangular window around a pixel; where a side is even, the pixel at half of it is the centre.</summary>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
public readonly record struct WindowSize(int Width, int Height)
{
    /// <summary>The longest side of the windows whose pixels are compared one with the other.</summary>
    public const int LongestSide = 4095;

    /// <summary>The number of pixels.</summary>
    public int Area => Width * Height;

    /// <summary>A square window.</summary>
    public static implicit operator WindowSize(int side) => new(side, side);

    /// <summary>Reads <c>5</c> (5 x 5) or <c>7x3</c> (7 columns, 3 rows); null where the text is no size.</summary>
    public static WindowSize? TryParse(string text)
    {
        string[] sides = text.Split('x');
        return sides.Length is 1 or 2 && Side(sides[0]) is { } width && Side(sides[^1]) is { } height ? new WindowSize(width, height) : null;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Width == Height ? Width.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static int? Side(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : null;
}

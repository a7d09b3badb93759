using System.Globalization;

namespace Fovea.Imaging;

/// <summary>The size of a rectangular window around a pixel; where a side is even, the pixel at half of it is the centre. The default value is 3 x 3.</summary>
public readonly record struct WindowSize
{
    /// <summary>The longest side that a window may have.</summary>
    public const int LongestSide = 4095;

    private const int DefaultSide = 3;

    // Kept as the difference from the default, so that the value that is all zeros is a window too.
    private readonly int width, height;

    /// <summary>A window of columns x rows.</summary>
    /// <exception cref="FoveaException">A side is less than 1 or more than <see cref="LongestSide"/>.</exception>
    public WindowSize(int width, int height)
    {
        if (width is < 1 or > LongestSide || height is < 1 or > LongestSide)
            throw new FoveaException($"a window of {width} columns and {height} rows: both must be from 1 to {LongestSide}");
        (this.width, this.height) = (width - DefaultSide, height - DefaultSide);
    }

    /// <summary>The number of columns.</summary>
    public int Width => width + DefaultSide;

    /// <summary>The number of rows.</summary>
    public int Height => height + DefaultSide;

    /// <summary>The number of pixels.</summary>
    public int Area => Width * Height;

    /// <summary>A square window.</summary>
    public static implicit operator WindowSize(int side) => new(side, side);

    /// <summary>Reads <c>5</c> (5 x 5) or <c>7x3</c> (7 columns, 3 rows).</summary>
    /// <returns>Null where the text is no size, or a side is out of range.</returns>
    public static WindowSize? TryParse(string text)
    {
        string[] sides = text.Split('x');
        return sides.Length is 1 or 2 && Side(sides[0]) is { } width && Side(sides[^1]) is { } height ? new WindowSize(width, height) : null;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Width == Height ? Width.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 1 and <= LongestSide ? side : null;
}

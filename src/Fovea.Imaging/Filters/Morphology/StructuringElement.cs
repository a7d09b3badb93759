using System.Globalization;
using System.Text;

namespace Fovea.Imaging;

/// <summary>
/// A flat structuring element: which of the pixels around a pixel belong to its neighbourhood. The pixel itself is the element's centre, at
/// <c>(Height / 2, Width / 2)</c>, whether or not it belongs to it. The default value is a box of 3 x 3.
/// </summary>
public readonly struct StructuringElement : IEquatable<StructuringElement>
{
    /// <summary>The longest side that an element may have.</summary>
    public const int LongestSide = 4095;

    /// <summary>The forms that <see cref="Parse"/> takes.</summary>
    public static IReadOnlyList<string> Forms { get; } =
        ["box:5", "box:5x3", "ellipse:5", "ellipse:5x3", "disk:2", "diamond:2", "cross:3", "cross:5x3", "line:9,45", "[0,1,0;1,1,1;0,1,0]", "[010;111;010]", "@file"];

    private static readonly Mask Default = new("box:3", 3, 3, (_, _) => true);

    private readonly Mask? mask;

    private StructuringElement(Mask mask) => this.mask = mask;

    /// <summary>The number of columns.</summary>
    public int Width => Own.Width;

    /// <summary>The number of rows.</summary>
    public int Height => Own.Height;

    /// <summary>Whether the pixel in row <paramref name="y"/> and column <paramref name="x"/> of the element belongs to it.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such pixel.</exception>
    public bool this[int y, int x] => (uint)x < (uint)Width ? Own.Cells[y * Width + x] : throw new IndexOutOfRangeException($"column {x} lies outside the element {this}");

    private Mask Own => mask ?? Default;

    /// <summary>All pixels of a rectangle: <c>box:5</c>, <c>box:5x3</c> (5 columns, 3 rows).</summary>
    public static StructuringElement Box(WindowSize size) => new(new Mask($"box:{size}", size.Width, size.Height, (_, _) => true));

    /// <summary>
    /// The ellipse that fills a rectangle: <c>ellipse:5</c>, <c>ellipse:5x3</c>. The pixels of OpenCV's <c>getStructuringElement(MORPH_ELLIPSE)</c>: in the row dy
    /// from the centre those up to round(w/2 · √(1 - (dy / (h/2))²)) to each side, so that it is a little fuller than <see cref="Disk"/>.
    /// </summary>
    public static StructuringElement Ellipse(WindowSize size)
    {
        int r = size.Height / 2, c = size.Width / 2;
        double perRadius = r > 0 ? 1.0 / ((double)r * r) : 0;
        return new(new Mask($"ellipse:{size}", size.Width, size.Height, (dy, dx) => Math.Abs(dy) <= r && Math.Abs(dx) <= (int)Math.Round(c * Math.Sqrt((r * r - dy * dy) * perRadius))));
    }

    /// <summary>The true disc, all pixels at a distance of at most <paramref name="radius"/>: <c>disk:2</c>. Equal to scikit-image's <c>disk</c>.</summary>
    public static StructuringElement Disk(int radius) => Round("disk", radius, (dy, dx) => (long)dx * dx + (long)dy * dy <= (long)radius * radius);

    /// <summary>All pixels at most <paramref name="radius"/> steps up, down, left and right away: <c>diamond:2</c>. Equal to scikit-image's <c>diamond</c>.</summary>
    public static StructuringElement Diamond(int radius) => Round("diamond", radius, (dy, dx) => Math.Abs(dx) + Math.Abs(dy) <= radius);

    /// <summary>The middle row and the middle column: <c>cross:3</c>, <c>cross:5x3</c>. Equal to OpenCV's <c>MORPH_CROSS</c>.</summary>
    public static StructuringElement Cross(WindowSize size) => new(new Mask($"cross:{size}", size.Width, size.Height, (dy, dx) => dx == 0 || dy == 0));

    /// <summary>
    /// A straight line through the centre, one pixel thick: <c>line:9,45</c>. Its ends are (length - 1) / 2 away from the centre, so a slanted line has fewer pixels
    /// than its length.
    /// </summary>
    /// <param name="length">The length in pixels, at least 1.</param>
    /// <param name="angle">The angle in degrees from the row, counter-clockwise as seen.</param>
    /// <exception cref="FoveaException">The length is out of range or the angle is no number.</exception>
    public static StructuringElement Line(double length, double angle)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"line:{length},{angle}");
        if (!(length is >= 1 and <= LongestSide) || !double.IsFinite(angle)) throw new FoveaException($"{text}: the length must be from 1 to {LongestSide} and the angle a number of degrees");
        double radians = angle * Math.PI / 180, endX = (length - 1) / 2 * Math.Cos(radians), endY = -(length - 1) / 2 * Math.Sin(radians);
        int steps = (int)Math.Round(Math.Max(Math.Abs(endX), Math.Abs(endY)));
        HashSet<(int Y, int X)> pixels = [(0, 0)];
        for (int i = 1; i <= steps; i++)
        {
            (int y, int x) = ((int)Math.Round(i * endY / steps), (int)Math.Round(i * endX / steps));
            pixels.UnionWith([(y, x), (-y, -x)]);
        }
        int right = pixels.Max(pixel => pixel.X), below = pixels.Max(pixel => pixel.Y);
        return new(new Mask(text, 2 * right + 1, 2 * below + 1, (dy, dx) => pixels.Contains((dy, dx))));
    }

    /// <summary>Any set of pixels.</summary>
    /// <param name="cells">Rows x columns; those that are true belong to the element.</param>
    /// <exception cref="FoveaException">There is no pixel at all, or a side is longer than <see cref="LongestSide"/>.</exception>
    public static StructuringElement Of(bool[,] cells)
    {
        (int height, int width) = (cells.GetLength(0), cells.GetLength(1));
        if (cells.Length <= (long)LongestSide * LongestSide && !cells.Cast<bool>().Contains(true)) throw new FoveaException("a structuring element must have at least one pixel", "write a 1 for each pixel that belongs to it");
        return new(new Mask(null, width, height, (dy, dx) => cells[dy + height / 2, dx + width / 2]));
    }

    /// <summary>Reads an element as it is written on the command line, in one of the <see cref="Forms"/>.</summary>
    /// <exception cref="FoveaException">The text is no element.</exception>
    public static StructuringElement Parse(string text)
    {
        if (text.StartsWith('[')) return ElementText.Read(text, text);
        if (text.StartsWith('@')) return ElementText.ReadFile(text[1..]);
        string[] parts = text.Split(':', 2);
        string argument = parts.Length == 2 ? parts[1] : "";
        switch (parts[0])
        {
            case "box": return Box(Size(text, argument));
            case "ellipse": return Ellipse(Size(text, argument));
            case "cross": return Cross(Size(text, argument));
            case "disk": return Disk(Radius(text, argument));
            case "diamond": return Diamond(Radius(text, argument));
            case "line":
                string[] numbers = argument.Split(',');
                return numbers.Length == 2 && Number(numbers[0]) is { } length && Number(numbers[1]) is { } angle ? Line(length, angle)
                    : throw new FoveaException($"element '{text}': a line has a length and an angle in degrees, as in line:9,45");
            default: throw Suggestion.Unknown("structuring element", text, Forms);
        }
    }

    /// <inheritdoc/>
    public bool Equals(StructuringElement other) => Width == other.Width && Height == other.Height && Own.Cells.AsSpan().SequenceEqual(other.Own.Cells);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StructuringElement other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Width);
        foreach (bool cell in Own.Cells) hash.Add(cell);
        return hash.ToHashCode();
    }

    /// <summary>Whether two elements have the same pixels.</summary>
    public static bool operator ==(StructuringElement a, StructuringElement b) => a.Equals(b);

    /// <summary>Whether two elements have other pixels.</summary>
    public static bool operator !=(StructuringElement a, StructuringElement b) => !a.Equals(b);

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Own.Text;

    private static StructuringElement Round(string name, int radius, Func<int, int, bool> inside) => radius is >= 0 and <= LongestSide / 2
        ? new(new Mask($"{name}:{radius}", 2 * radius + 1, 2 * radius + 1, inside))
        : throw new FoveaException($"{name}:{radius}: the radius must be from 0 to {LongestSide / 2}");

    private static WindowSize Size(string text, string argument) =>
        WindowSize.Read(argument) is { Width: >= 1 and <= LongestSide, Height: >= 1 and <= LongestSide } size ? size : throw new FoveaException($"element '{text}': its size is one number or columns x rows, as in box:5 or box:5x3, from 1 to {LongestSide}");

    private static int Radius(string text, string argument) => int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int radius) ? radius
        : throw new FoveaException($"element '{text}': its radius is a whole number, as in disk:2");

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private sealed class Mask
    {
        public Mask(string? text, int width, int height, Func<int, int, bool> inside)
        {
            if (width is < 1 or > LongestSide || height is < 1 or > LongestSide)
                throw new FoveaException($"{text ?? "a structuring element"} has {width} columns and {height} rows, but both must be from 1 to {LongestSide}");
            (Width, Height, Cells) = (width, height, new bool[width * height]);
            for (int i = 0; i < Cells.Length; i++) Cells[i] = inside(i / width - height / 2, i % width - width / 2);
            Text = text ?? Written();
        }

        public int Width { get; }

        public int Height { get; }

        public bool[] Cells { get; }

        public string Text { get; }

        private string Written()
        {
            StringBuilder text = new("[");
            for (int i = 0; i < Cells.Length; i++) text.Append(i > 0 && i % Width == 0 ? ";" : "").Append(Cells[i] ? '1' : '0');
            return text.Append(']').ToString();
        }
    }
}

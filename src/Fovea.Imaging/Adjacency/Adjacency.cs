using System.Globalization;

namespace Fovea.Imaging;

/// <summary>
/// An adjacency relation that is the same at every pixel: pixel q is adjacent to p where q - p is one of a set of displacements (row A5 of the course).
/// Two relations are equal where they have the same displacements in the same order.
/// </summary>
/// <remarks>
/// The order of the displacements is the order of a <see cref="PatchExtraction">patch's</see> samples and of the weights of a weighted sum: row by row from the upper left for
/// <see cref="Radius"/> and <see cref="Rectangle"/>, as given for <see cref="Of"/>.
/// </remarks>
public sealed class Adjacency : IEquatable<Adjacency>
{
    /// <summary>The farthest that a displacement may reach, in rows or columns.</summary>
    public const int MaxReach = 1 << 14;

    /// <summary>The most displacements of a relation.</summary>
    public const int MaxCount = 1 << 20;

    private const string Forms = "radius:R, rectangle:WxH, set:DX,DY;DX,DY;... and behind each of them *K or *KXxKY for dilation";

    private readonly Displacement[] displacements;
    private readonly string text;

    private Adjacency(Displacement[] displacements, string text)
    {
        if (displacements.Length == 0) throw Wrong(text, "there is no displacement");
        if (displacements.Length > MaxCount) throw Wrong(text, $"there are {displacements.Length} displacements, at most {MaxCount} are allowed");
        HashSet<Displacement> seen = [];
        foreach (Displacement displacement in displacements)
        {
            if (Math.Max(Reach(displacement.Dx), Reach(displacement.Dy)) > MaxReach) throw Wrong(text, $"the displacement ({displacement.Dx}, {displacement.Dy}) reaches farther than {MaxReach} pixels");
            if (!seen.Add(displacement)) throw Wrong(text, $"the displacement ({displacement.Dx}, {displacement.Dy}) is there twice");
        }
        this.displacements = displacements;
        this.text = text;
        // The pixel itself is always inside the window, also where it is not adjacent to itself.
        Window = new RowWindow(Math.Max(0, -displacements.Min(d => d.Dy)), Math.Max(0, displacements.Max(d => d.Dy)),
            Math.Max(0, -displacements.Min(d => d.Dx)), Math.Max(0, displacements.Max(d => d.Dx)));
    }

    /// <summary>All displacements of Euclidean length up to <paramref name="radius"/>: 1 gives the pixel and its 4 neighbours, 1.5 the 8 neighbours too.</summary>
    /// <param name="radius">The radius in pixels, 0 or more; 0 gives the pixel alone.</param>
    /// <exception cref="FoveaException">The radius is negative, not finite, or gives more than <see cref="MaxCount"/> displacements.</exception>
    public static Adjacency Radius(double radius)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"radius:{radius}");
        if (!(radius >= 0) || radius > Math.Sqrt(MaxCount)) throw Wrong(text, $"a radius must be 0 to {Math.Sqrt(MaxCount)}");
        int reach = (int)radius;
        List<Displacement> inside = [];
        for (int dy = -reach; dy <= reach; dy++)
            for (int dx = -reach; dx <= reach; dx++)
                if (Math.Sqrt((double)dx * dx + (double)dy * dy) <= radius) inside.Add(new Displacement(dx, dy));
        return new Adjacency([.. inside], text);
    }

    /// <summary>A rectangle around the pixel, which lies in column <c>width / 2</c> and row <c>height / 2</c> of it (rounded down).</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="FoveaException">A size is below 1, or there are more than <see cref="MaxCount"/> displacements.</exception>
    public static Adjacency Rectangle(int width, int height)
    {
        string text = $"rectangle:{width}x{height}";
        if (width < 1 || height < 1 || (long)width * height > MaxCount) throw Wrong(text, $"width and height must be at least 1, and their product at most {MaxCount}");
        Displacement[] all = new Displacement[width * height];
        for (int i = 0; i < all.Length; i++) all[i] = new Displacement(i % width - width / 2, i / width - height / 2);
        return new Adjacency(all, text);
    }

    /// <summary>Any set of displacements, in their order.</summary>
    /// <exception cref="FoveaException">There is none, one is there twice, or one reaches farther than <see cref="MaxReach"/>.</exception>
    public static Adjacency Of(params ReadOnlySpan<Displacement> displacements)
    {
        Displacement[] copy = displacements.ToArray();
        return new Adjacency(copy, Spell(copy));
    }

    /// <summary>The displacements, in the order of a patch's samples.</summary>
    public IReadOnlyList<Displacement> Displacements => displacements;

    /// <summary>The number of adjacent pixels, |A|.</summary>
    public int Count => displacements.Length;

    /// <summary>The columns of the receptive field: from the leftmost to the rightmost pixel that is seen, the pixel itself included.</summary>
    public int Width => Window.Columns;

    /// <summary>The rows of the receptive field.</summary>
    public int Height => Window.Rows;

    /// <summary>How far is looked around a pixel.</summary>
    internal RowWindow Window { get; }

    /// <summary>The same number of neighbours, farther away: every displacement (dx, dy) becomes (kx dx, ky dy). A wider receptive field with no more weights.</summary>
    /// <param name="kx">The dilation factor along columns, at least 1.</param>
    /// <param name="ky">The dilation factor along rows, at least 1.</param>
    /// <exception cref="FoveaException">A factor is below 1, or a displacement reaches farther than <see cref="MaxReach"/>.</exception>
    public Adjacency Dilated(int kx, int ky)
    {
        string dilated = $"{text}*{kx}x{ky}";
        if (kx < 1 || ky < 1) throw Wrong(dilated, "dilation factors must be at least 1");
        if (kx > MaxReach || ky > MaxReach) throw Wrong(dilated, $"dilation factors must be at most {MaxReach}");
        if (kx == 1 && ky == 1) return this;
        // Dilated twice is dilated by the products, which the text of one form cannot say.
        Displacement[] far = [.. displacements.Select(d => new Displacement(d.Dx * kx, d.Dy * ky))];
        return new Adjacency(far, text.Contains('*') ? Spell(far) : dilated);
    }

    /// <summary>The relation without the pixel itself: <c>Radius(1).WithoutCentre()</c> are the 4 neighbours.</summary>
    /// <exception cref="FoveaException">Nothing is left.</exception>
    public Adjacency WithoutCentre() => Of([.. displacements.Where(d => d != default)]);

    /// <summary>The relation in which p is adjacent to q where q was to p: every displacement mirrored. Correlation over the one is convolution over the other.</summary>
    public Adjacency Mirrored() => Of([.. displacements.Select(d => new Displacement(-d.Dx, -d.Dy))]);

    /// <summary>Reads a relation as it is written on the command line: <c>radius:1.5</c>, <c>rectangle:5x3</c>, <c>set:0,0;1,0;0,1</c>, each also dilated: <c>rectangle:3x3*2</c>, <c>radius:1*2x3</c>.</summary>
    /// <exception cref="FoveaException">The text is none of these, or a number is out of range.</exception>
    public static Adjacency Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int star = text.IndexOf('*'), colon = text.IndexOf(':');
        string form = colon < 0 ? text : text[..colon], numbers = colon < 0 ? "" : text[(colon + 1)..(star < 0 ? text.Length : star)];
        Adjacency relation = form switch
        {
            "radius" => double.TryParse(numbers, NumberStyles.Float, CultureInfo.InvariantCulture, out double radius) ? Radius(radius) : throw Wrong(text, $"'{numbers}' is no radius"),
            "rectangle" => Numbers(text, numbers, 'x') is [var width, var height] ? Rectangle(width, height) : throw Wrong(text, "a rectangle has a width and a height"),
            "set" => Of([.. numbers.Split(';').Select(one => Numbers(text, one, ',') is [var dx, var dy] ? new Displacement(dx, dy) : throw Wrong(text, $"'{one}' is no displacement DX,DY"))]),
            _ => throw Suggestion.Unknown("adjacency", form, ["radius", "rectangle", "set"]),
        };
        if (star < 0) return relation;
        return Numbers(text, text[(star + 1)..], 'x') switch
        {
            [var k] => relation.Dilated(k, k),
            [var kx, var ky] => relation.Dilated(kx, ky),
            _ => throw Wrong(text, "there are one or two dilation factors"),
        };
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => text;

    /// <inheritdoc/>
    public bool Equals(Adjacency? other) => other is not null && displacements.AsSpan().SequenceEqual(other.displacements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Adjacency);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (Displacement displacement in displacements) hash.Add(displacement);
        return hash.ToHashCode();
    }

    private static long Reach(int d) => Math.Abs((long)d);

    private static string Spell(Displacement[] displacements) => "set:" + string.Join(';', displacements.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Dx},{d.Dy}")));

    private static int[] Numbers(string whole, string text, char separator) =>
        [.. text.Split(separator).Select(one => int.TryParse(one, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Wrong(whole, $"'{one}' is no whole number"))];

    private static FoveaException Wrong(string text, string reason) => new($"adjacency {(text.Length <= 60 ? text : text[..57] + "...")}: {reason}", $"write {Forms}");
}

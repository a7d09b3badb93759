using System.Globalization;

namespace Fovea.Imaging;

/// <summary>How an image goes on beyond its edge (row B7 of the course); the letters show a row <c>abcd</c> with what is seen beside it.</summary>
public enum BorderKind
{
    /// <summary><c>dcb|abcd|cba</c>: mirrored at the outermost pixel, which is not repeated (OpenCV's default, numpy's <c>reflect</c>).</summary>
    Reflect,

    /// <summary><c>cba|abcd|dcb</c>: mirrored behind the outermost pixel, which is repeated (numpy's <c>symmetric</c>).</summary>
    Symmetric,

    /// <summary><c>aaa|abcd|ddd</c>: the outermost pixel goes on.</summary>
    Replicate,

    /// <summary><c>bcd|abcd|abc</c>: the image is repeated.</summary>
    Wrap,

    /// <summary><c>kkk|abcd|kkk</c>: one value everywhere outside.</summary>
    Constant,

    /// <summary>Nothing is seen outside: the result shrinks to the pixels whose whole window lies inside.</summary>
    Valid,
}

/// <summary>What a filter sees beyond the edge of an image.</summary>
/// <param name="Kind">How the image goes on.</param>
/// <param name="Value">The value outside, in the samples' own units (0 to 255 for bytes), for <see cref="BorderKind.Constant"/>.</param>
public readonly record struct Border(BorderKind Kind, double Value = 0)
{
    /// <inheritdoc cref="BorderKind.Reflect"/>
    public static Border Reflect => new(BorderKind.Reflect);

    /// <inheritdoc cref="BorderKind.Symmetric"/>
    public static Border Symmetric => new(BorderKind.Symmetric);

    /// <inheritdoc cref="BorderKind.Replicate"/>
    public static Border Replicate => new(BorderKind.Replicate);

    /// <inheritdoc cref="BorderKind.Wrap"/>
    public static Border Wrap => new(BorderKind.Wrap);

    /// <summary>Black outside.</summary>
    public static Border Zero => new(BorderKind.Constant);

    /// <inheritdoc cref="BorderKind.Valid"/>
    public static Border Valid => new(BorderKind.Valid);

    /// <summary>One value everywhere outside, in the samples' own units.</summary>
    public static Border Constant(double value) => new(BorderKind.Constant, value);

    /// <summary>The names that <see cref="Parse"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["reflect", "symmetric", "replicate", "wrap", "zero", "constant:VALUE", "valid"];

    /// <summary>Reads a border as it is written on the command line: <c>reflect</c>, <c>zero</c>, <c>constant:128</c>.</summary>
    /// <exception cref="FoveaException">There is no such border.</exception>
    public static Border Parse(string text)
    {
        if (text == "zero") return Zero;
        if (text.StartsWith("constant:", StringComparison.Ordinal) && double.TryParse(text["constant:".Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return Constant(value);
        foreach (BorderKind kind in Enum.GetValues<BorderKind>())
            if (kind != BorderKind.Constant && text == Name(kind)) return new Border(kind);
        throw Suggestion.Unknown("border", text, Names);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Kind != BorderKind.Constant ? Name(Kind)
        : Value == 0 ? "zero" : string.Create(CultureInfo.InvariantCulture, $"constant:{Value}");

    /// <summary>
    /// The place inside 0 .. <paramref name="length"/> - 1 that is seen at <paramref name="index"/>, which may lie any distance outside;
    /// -1 where a constant is seen.
    /// </summary>
    internal int Map(int index, int length)
    {
        if ((uint)index < (uint)length) return index;
        switch (Kind)
        {
            case BorderKind.Replicate: return index < 0 ? 0 : length - 1;
            case BorderKind.Wrap: return Modulo(index, length);
            case BorderKind.Symmetric:
                int twice = Modulo(index, 2 * length);
                return twice < length ? twice : 2 * length - 1 - twice;
            case BorderKind.Reflect:
                if (length == 1) return 0;
                int there = Modulo(index, 2 * length - 2);
                return there < length ? there : 2 * length - 2 - there;
            default: return -1;
        }
    }

    private static int Modulo(int a, int n) => (a % n + n) % n;

    private static string Name(BorderKind kind) => kind.ToString().ToLowerInvariant();
}

using System.Globalization;

namespace Fovea.Imaging;

/// <summary>A kernel that is known by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Arguments">What may stand behind the name and a colon, separated by commas, with the values where nothing is given.</param>
/// <param name="Text">What it is.</param>
/// <param name="Make">The kernel for the arguments.</param>
public sealed record KernelGalleryEntry(string Name, IReadOnlyList<(string Name, double Default)> Arguments, string Text, Func<double[], Kernel> Make)
{
    /// <summary>How it is written, with its arguments in capital letters.</summary>
    public string Spelling => Arguments.Count == 0 ? Name : $"{Name}:{string.Join(',', Arguments.Select(argument => argument.Name.ToUpperInvariant()))}";
}

/// <summary>The gallery: the kernels of row B3 of the course, and what else is usual, by name. This table is all there is of them.</summary>
public static class KernelGallery
{
    private const int LargestSize = 2047;

    /// <summary>All kernels of the gallery.</summary>
    public static IReadOnlyList<KernelGalleryEntry> All { get; } =
    [
        new("identity", [], "1 at the anchor: the image as it is", _ => new(1, 1, [1])),
        new("shift", [("dx", 1), ("dy", 0)], "1 at dx columns right of and dy rows below the anchor: convolved, the picture moves there; correlated, the other way", Shift),
        new("box", [("size", 3)], "the mean of size x size pixels", a => Box(Size(a[0]))),
        new("gaussian", [("size", 3), ("sigma", 0)], "exp(-(u^2 + v^2) / (2 sigma^2)), sum 1; sigma 0 is 0.3 ((size - 1) / 2 - 1) + 0.8; of even size around the middle between pixels, as Matlab's fspecial", a => Gaussian(Size(a[0]), a[1])),
        new("binomial", [("size", 3)], "rows of Pascal's triangle, sum 1: 1/16 [1 2 1; 2 4 2; 1 2 1] for size 3", a => Binomial(Size(a[0]))),
        new("sharpen", [], "[0 -1 0; -1 5 -1; 0 -1 0]: the image less its Laplacian", _ => new(3, 3, [0, -1, 0, -1, 5, -1, 0, -1, 0])),
        new("crisp", [], "1/10 [-1 -2 -1; -2 22 -2; -1 -2 -1]: the image and what a smoothing takes from it", _ => new(3, 3, [-1, -2, -1, -2, 22, -2, -1, -2, -1], 1 / 10.0)),
        new("accent", [("size", 3)], "twice the impulse less a box: differences from the local mean are doubled", a => Accent(Odd(a[0]))),
        new("unsharp", [("size", 5), ("sigma", 1), ("alpha", 1)], "(1 + alpha) impulse - alpha Gaussian", a => Unsharp(Odd(a[0]), a[1], a[2])),
        new("laplacian", [], "[0 1 0; 1 -4 1; 0 1 0]: the sum of the second derivatives", _ => new(3, 3, [0, 1, 0, 1, -4, 1, 0, 1, 0])),
        new("edge", [], "[-1 -1 -1; -1 8 -1; -1 -1 -1]: answers wherever neighbours differ", _ => new(3, 3, [-1, -1, -1, -1, 8, -1, -1, -1, -1])),
        new("vertical", [], "[-1 0 1; -1 0 1; -1 0 1]: answers to vertical edges, dark left of bright", _ => new(3, 3, [-1, 0, 1, -1, 0, 1, -1, 0, 1])),
        new("horizontal", [], "[-1 -1 -1; 0 0 0; 1 1 1]: answers to horizontal edges, dark above bright", _ => new(3, 3, [-1, -1, -1, 0, 0, 0, 1, 1, 1])),
        new("line", [("angle", 0)], "bright lines one pixel wide: 2 along the angle (degrees, counterclockwise from the x axis; multiples of 45), -1 beside it", a => Line(a[0])),
        new("motion", [("length", 9), ("angle", 0)], "the mean along a line of some length: the blur of a moving camera", a => Motion(Odd(a[0]), a[1])),
        new("sobel-x", [], "[-1 0 1; -2 0 2; -1 0 1]", _ => new(3, 3, [-1, 0, 1, -2, 0, 2, -1, 0, 1])),
        new("sobel-y", [], "[-1 -2 -1; 0 0 0; 1 2 1]", _ => new(3, 3, [-1, -2, -1, 0, 0, 0, 1, 2, 1])),
        new("emboss", [], "[-2 -1 0; -1 1 1; 0 1 2]: lit from the lower right", _ => new(3, 3, [-2, -1, 0, -1, 1, 1, 0, 1, 2])),
    ];

    /// <summary>How each kernel is written.</summary>
    internal static IReadOnlyList<string> Spellings { get; } = [.. All.Select(entry => entry.Spelling)];

    /// <summary>The kernel of a name and arguments, as in <c>binomial:5</c>.</summary>
    /// <exception cref="FoveaException">There is no such kernel, or an argument is none.</exception>
    public static Kernel Make(string text)
    {
        string[] parts = text.Split(':', 2);
        KernelGalleryEntry entry = All.FirstOrDefault(entry => entry.Name == parts[0]) ?? throw Suggestion.Unknown("kernel", parts[0], [.. All.Select(entry => entry.Name)]);
        double[] arguments = [.. entry.Arguments.Select(argument => argument.Default)];
        string[] given = parts.Length == 1 ? [] : parts[1].Split(',');
        if (given.Length > arguments.Length) throw new FoveaException($"kernel {parts[0]}: {given.Length} arguments are too many", $"write {entry.Spelling}");
        for (int i = 0; i < given.Length; i++)
            if (!double.TryParse(given[i], NumberStyles.Float, CultureInfo.InvariantCulture, out arguments[i]) || !double.IsFinite(arguments[i]))
                throw new FoveaException($"kernel {parts[0]}: '{given[i]}' is no {entry.Arguments[i].Name}", $"write {entry.Spelling}");
        try
        {
            return entry.Make(arguments).Named(text);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FoveaException($"kernel {text}: {exception.ParamName}", $"write {entry.Spelling}");
        }
    }

    private static Kernel Shift(double[] a)
    {
        int dx = Whole(a[0], "dx"), dy = Whole(a[1], "dy"), rows = 2 * Math.Abs(dy) + 1, columns = 2 * Math.Abs(dx) + 1;
        return FromPlaces(rows, columns, (y, x) => y - rows / 2 == dy && x - columns / 2 == dx ? 1 : 0);
    }

    private static Kernel Box(int size) => FromPlaces(size, size, (_, _) => 1, 1.0 / ((long)size * size));

    private static Kernel Gaussian(int size, double sigma)
    {
        if (sigma < 0) throw new ArgumentOutOfRangeException("sigma must not be below 0");
        return Product(GaussianKernel.Weights(size, sigma));
    }

    private static Kernel Binomial(int size)
    {
        if (size > 31) throw new ArgumentOutOfRangeException("size must be 1 to 31");
        double[] row = [1];
        for (int n = 1; n < size; n++) row = [.. Enumerable.Range(0, n + 1).Select(i => (i > 0 ? row[i - 1] : 0) + (i < n ? row[i] : 0))];
        Kernel whole = Product(row);
        return new Kernel(size, size, whole.Weights, Math.Pow(4, 1 - size));
    }

    private static Kernel Accent(int size) => FromPlaces(size, size, (y, x) => y == size / 2 && x == size / 2 ? 2.0 * size * size - 1 : -1, 1.0 / ((long)size * size));

    private static Kernel Unsharp(int size, double sigma, double alpha)
    {
        Kernel blur = Gaussian(size, sigma);
        return FromPlaces(size, size, (y, x) => (y == size / 2 && x == size / 2 ? 1 + alpha : 0) - alpha * blur[y, x]);
    }

    private static Kernel Line(double angle)
    {
        if (angle % 45 != 0) throw new ArgumentOutOfRangeException("the angle must be a multiple of 45 degrees");
        // Rows go down, angles count counterclockwise.
        (int dy, int dx) = ((int)(angle / 45 % 4 + 4) % 4) switch { 0 => (0, 1), 1 => (-1, 1), 2 => (1, 0), _ => (1, 1) };
        return FromPlaces(3, 3, (y, x) => (y - 1) * dx == (x - 1) * dy ? 2 : -1);
    }

    private static Kernel Motion(int length, double angle)
    {
        double[] weights = new double[length * length];
        (double sin, double cos) = Math.SinCos(angle * Math.PI / 180);
        int centre = length / 2;
        for (int i = -centre; i <= centre; i++)
            weights[(centre - (int)Math.Round(i * sin)) * length + centre + (int)Math.Round(i * cos)] += 1;
        return new Kernel(length, length, weights, 1.0 / length);
    }

    private static Kernel Product(double[] row) => FromPlaces(row.Length, row.Length, (y, x) => row[y] * row[x]);

    private static Kernel FromPlaces(int rows, int columns, Func<int, int, double> weight, double factor = 1)
    {
        double[] weights = new double[rows * columns];
        for (int i = 0; i < weights.Length; i++) weights[i] = weight(i / columns, i % columns);
        return new Kernel(rows, columns, weights, factor);
    }

    private static int Whole(double value, string name) => value == Math.Round(value) && Math.Abs(value) <= LargestSize / 2 ? (int)value
        : throw new ArgumentOutOfRangeException($"{name} must be a whole number from {-LargestSize / 2} to {LargestSize / 2}");

    private static int Size(double value) => value >= 1 && value <= LargestSize && value == Math.Round(value) ? (int)value
        : throw new ArgumentOutOfRangeException($"the size must be a whole number from 1 to {LargestSize}");

    private static int Odd(double value) => Size(value) % 2 == 1 ? (int)value : throw new ArgumentOutOfRangeException("the size must be odd, so that there is a centre");
}

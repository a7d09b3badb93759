using System.Globalization;

namespace Fovea.Imaging;

/// <summary>
/// How <see cref="Resizing"/> weighs the samples around a point. A new kernel is one property here and its row in <see cref="All"/>.
/// </summary>
public sealed class Interpolation
{
    private readonly Func<double, double> weight;

    private Interpolation(string name, double support, Func<double, double> weight)
    {
        Name = name;
        Support = support;
        this.weight = weight;
    }

    /// <summary>The sample whose square the point lies in; a point on the border of two takes the right or lower one. Never averages. OpenCV's <c>INTER_NEAREST_EXACT</c>, Pillow's.</summary>
    public static Interpolation Nearest { get; } = new("nearest", 0, _ => 1);

    /// <summary>Sample floor(i * factor) for output i: every k-th sample, from the first one on. OpenCV's <c>INTER_NEAREST</c>. Never averages.</summary>
    public static Interpolation First { get; } = new("first", 0, _ => 1);

    /// <summary>The triangle 1 - |x| for |x| below 1: along each axis the two neighbouring samples, weighed by nearness.</summary>
    public static Interpolation Bilinear { get; } = new("bilinear", 1, x => Math.Max(0, 1 - Math.Abs(x)));

    /// <summary>The cubic kernel with a = -0.5, as Matlab's imresize and Pillow; see <see cref="Cubic"/>.</summary>
    public static Interpolation Bicubic { get; } = Cubic(-0.5);

    /// <summary>Each output sample is the mean of the area that it covers, with the exact shares of samples that it covers in part. OpenCV's <c>INTER_AREA</c> where an image shrinks.</summary>
    public static Interpolation Area { get; } = new("area", 0.5, x => Math.Abs(x) <= 0.5 ? 1 : 0);

    /// <summary>sinc(x) sinc(x / 3) for |x| below 3, as Matlab's lanczos3 and Pillow; see <see cref="LanczosOf"/>.</summary>
    public static Interpolation Lanczos { get; } = LanczosOf(3);

    /// <summary>Every kernel.</summary>
    public static IReadOnlyList<Interpolation> All { get; } = [Nearest, First, Bilinear, Bicubic, Area, Lanczos];

    /// <summary>The kernel's name, lower case.</summary>
    public string Name { get; }

    /// <summary>The distance, in samples, from which on the weight is 0; 0 for the nearest sample alone.</summary>
    public double Support { get; }

    /// <summary>
    /// Cubic convolution (R. Keys, "Cubic convolution interpolation for digital image processing", 1981): (a + 2)|x|^3 - (a + 3)|x|^2 + 1 up to 1, a|x|^3 - 5a|x|^2 + 8a|x| - 4a up to 2.
    /// </summary>
    /// <param name="a">The slope at 1: -0.5 in Matlab and Pillow, -0.75 in OpenCV and PyTorch.</param>
    /// <exception cref="FoveaException">The slope is not finite.</exception>
    public static Interpolation Cubic(double a)
    {
        if (!double.IsFinite(a)) throw new FoveaException($"Interpolation: a cubic kernel with a = {a}; it must be a finite number", "-0.5 is Matlab's, -0.75 OpenCV's");
        return new(a == -0.5 ? "bicubic" : string.Create(CultureInfo.InvariantCulture, $"bicubic a={a}"), 2, x => Math.Abs(x) switch
        {
            < 1 and var t => ((a + 2) * t - (a + 3)) * t * t + 1,
            < 2 and var t => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a,
            _ => 0,
        });
    }

    /// <summary>The sinc function windowed by its own main lobe (C. Duchon, "Lanczos filtering in one and two dimensions", 1979): sinc(x) sinc(x / n) for |x| below n.</summary>
    /// <param name="lobes">n: 3 in Matlab's lanczos3 and in Pillow, 4 in OpenCV.</param>
    /// <exception cref="FoveaException">There are fewer than 1 or more than 16 lobes.</exception>
    public static Interpolation LanczosOf(int lobes)
    {
        if (lobes is < 1 or > 16) throw new FoveaException($"Interpolation: a Lanczos kernel of {lobes} lobes; it has 1 to 16", "3 is Matlab's and Pillow's, 4 OpenCV's");
        return new(lobes == 3 ? "lanczos" : $"lanczos lobes={lobes}", lobes, x =>
        {
            if (x == 0) return 1;
            // Sines of multiples of pi are not quite 0.
            if (Math.Abs(x) >= lobes || x == Math.Floor(x)) return 0;
            double t = Math.PI * x;
            return Math.Sin(t) * Math.Sin(t / lobes) * lobes / (t * t);
        });
    }

    /// <summary>The kernel of that name, upper or lower case.</summary>
    /// <exception cref="FoveaException">There is none.</exception>
    public static Interpolation ByName(string name) =>
        All.FirstOrDefault(kernel => kernel.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Suggestion.Unknown("interpolation", name, [.. All.Select(kernel => kernel.Name)]);

    /// <summary>
    /// The weight of a sample at the signed distance <paramref name="x"/>, in samples, from the point; before weights are scaled to the sum 1.
    /// </summary>
    public double Weight(double x) => weight(x);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Two images of one size, sample by sample. Integer results are rounded once (halves to even) and clamped to the type's range, as in OpenCV's <c>add</c>,
/// <c>subtract</c>, <c>multiply</c>, <c>absdiff</c>, <c>addWeighted</c>; floats are neither.
/// </summary>
public static class ImageArithmetic
{
    /// <summary>a + b.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public static Image<T> Add<T>(this Image<T> a, Image<T> b) where T : unmanaged, INumber<T> => Combine<T, Sum>(a, b, default, nameof(Add));

    /// <summary>a - b; with integers nothing is below 0.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public static Image<T> Subtract<T>(this Image<T> a, Image<T> b) where T : unmanaged, INumber<T> => Combine<T, Difference>(a, b, default, nameof(Subtract));

    /// <summary>|a - b|.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public static Image<T> AbsoluteDifference<T>(this Image<T> a, Image<T> b) where T : unmanaged, INumber<T> => Combine<T, Distance>(a, b, default, nameof(AbsoluteDifference));

    /// <summary>a * b * scale; with <c>scale: 1.0 / 255</c> a byte image is weighed by a mask.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public static Image<T> Multiply<T>(this Image<T> a, Image<T> b, double scale = 1) where T : unmanaged, INumber<T> => Combine<T, Product>(a, b, new Product(scale), nameof(Multiply));

    /// <summary>The larger sample of the two.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public static Image<T> Larger<T>(this Image<T> a, Image<T> b) where T : unmanaged, INumber<T> => Combine<T, Maximum>(a, b, default, nameof(Larger));

    /// <summary>The smaller sample of the two.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public static Image<T> Smaller<T>(this Image<T> a, Image<T> b) where T : unmanaged, INumber<T> => Combine<T, Minimum>(a, b, default, nameof(Smaller));

    /// <summary>(1 - weight) * a + weight * b: 0 gives a, 1 gives b.</summary>
    /// <exception cref="FoveaException">The sizes differ, or the weight is not finite.</exception>
    public static Image<T> Blend<T>(this Image<T> a, Image<T> b, double weight = 0.5) where T : unmanaged, INumber<T> =>
        double.IsFinite(weight) ? Combine<T, Weighing>(a, b, new Weighing(weight), nameof(Blend)) : throw new FoveaException($"Blend: the weight is {weight}, it must be a finite number");

    private static Image<T> Combine<T, TOperation>(Image<T> a, Image<T> b, TOperation operation, string name) where T : unmanaged, INumber<T> where TOperation : struct, IOperation
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Kind != b.Kind) throw new FoveaException($"{name}: the images are {a} and {b}", "they must have one size and the same channels; resize or convert one of them");
        Image<T> result = Image<T>.Uninitialized(a.Height, a.Width, a.Channels);
        RowBlocks.Run(a.Height, (_, from, to) =>
        {
            for (int y = from; y < to; y++)
            {
                ReadOnlySpan<T> p = a.Row(y), q = b.Row(y);
                Span<T> r = result.Row(y);
                for (int i = 0; i < r.Length; i++) r[i] = SampleRounding.Nearest<T>(operation.Of(double.CreateTruncating(p[i]), double.CreateTruncating(q[i])));
            }
        });
        return result;
    }

    private interface IOperation
    {
        double Of(double a, double b);
    }

    private readonly struct Sum : IOperation
    {
        public double Of(double a, double b) => a + b;
    }

    private readonly struct Difference : IOperation
    {
        public double Of(double a, double b) => a - b;
    }

    private readonly struct Distance : IOperation
    {
        public double Of(double a, double b) => Math.Abs(a - b);
    }

    private readonly struct Maximum : IOperation
    {
        public double Of(double a, double b) => Math.Max(a, b);
    }

    private readonly struct Minimum : IOperation
    {
        public double Of(double a, double b) => Math.Min(a, b);
    }

    private readonly struct Product(double scale) : IOperation
    {
        public double Of(double a, double b) => a * b * scale;
    }

    private readonly struct Weighing(double weight) : IOperation
    {
        public double Of(double a, double b) => (1 - weight) * a + weight * b;
    }
}

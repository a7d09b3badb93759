using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Chooses the steps of a correlation: in whole numbers where bytes and weights allow it, in two passes where the kernel is a product.</summary>
internal static class Correlation
{
    /// <summary>From this many weights on a product of two is applied in two passes.</summary>
    private const int LeastSeparableWeights = 9;

    /// <summary>The steps of a correlation with a kernel.</summary>
    /// <param name="input">What comes in, with samples of type <typeparamref name="T"/>.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="window">Where it lies around the pixel.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    /// <param name="depth">What comes out.</param>
    public static IEnumerable<RowStage> Steps<T>(ImageKind input, Kernel kernel, RowWindow window, Border border, ResultDepth depth) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        border = InSamples<T>(border);
        PixelDepth result = depth == ResultDepth.Float ? PixelDepth.Float32 : input.Depth;
        Term? term = Math.Min(kernel.Rows, kernel.Columns) == 1 || kernel.Weights.Length >= LeastSeparableWeights ? Term.Of(kernel) : null;
        WholeFinish finish = new(false, (float)kernel.Factor, result);
        if (typeof(T) == typeof(byte) && term is not null && ByteTermStage.Fits(term)) return [new ByteTermStage(input, window, border, term, finish)];
        if (typeof(T) == typeof(byte) && ByteKernelStage.Fits(kernel.Weights)) return [new ByteKernelStage(input, window, border, kernel.Weights.ToArray(), finish)];
        // Whole weights are summed in whole numbers and scaled once, as long as a float holds the sums.
        bool whole = kernel.Factor != 1 && result != PixelDepth.Float32 && IsWhole(kernel);
        StoredSum<T> sum = new(result, whole ? kernel.Factor : 1);
        double factor = whole ? 1 : kernel.Factor;
        List<RowStage> steps = ToFloat<T>(input);
        ImageKind floats = input with { Depth = PixelDepth.Float32 };
        if (term is not null) steps.Add(new TermsStage(floats, window, border, [term with { Row = [.. term.Row.Select(weight => weight * factor)] }], sum));
        else steps.Add(new KernelStage(floats, window, border, [[.. kernel.Weights.ToArray().Select(weight => weight * factor)]], sum));
        return steps;
    }

    /// <summary>The step that makes floats of other samples.</summary>
    public static List<RowStage> ToFloat<T>(ImageKind input) where T : unmanaged, INumber<T> => typeof(T) == typeof(float) ? [] : [new ToFloatStage<T>(input)];

    /// <summary>The border with a constant that is a sample.</summary>
    public static Border InSamples<T>(Border border) where T : unmanaged, INumber<T> =>
        border.Kind == BorderKind.Constant && typeof(T) != typeof(float) ? Border.Constant(double.CreateChecked(T.CreateSaturating(Math.Round(border.Value)))) : border;

    private static bool IsWhole(Kernel kernel)
    {
        foreach (double weight in kernel.Weights)
            if (weight != Math.Round(weight) || Math.Abs(weight) > 1 << 24) return false;
        return true;
    }
}

using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// The mean of the pixels in a window (rows B3 and B4 of the course), as OpenCV's <c>blur</c> with the same anchor; the time hardly depends on the size. Integer samples are summed
/// exactly and rounded to the nearest after a multiplication in single precision. So a mean half-way between two values, which only windows of an even number of pixels have, goes to the even
/// one where that number is a power of 2, and else to either; OpenCV rounds such a mean of bytes up in small windows. Sums of 16-bit samples above 2^24 (windows of more than 256 pixels) may
/// be rounded to the other value within 1/100 of half-way.
/// </summary>
/// <param name="Size">The window; 3 x 3 if neither it nor the radius is given.</param>
/// <param name="Radius">Half the window in its stead: 2 x radius + 1 columns and rows.</param>
/// <param name="Repeats">How often the filter is applied; each time the result has the depth that is asked for.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record Box(
    [Parameter("the window in pixels, 3 if neither it nor the radius is given", Min = 1, Max = 65535)] WindowSize? Size = null,
    [Parameter("half the window in its stead: 2 x radius + 1 columns and rows", Min = 0, Max = 32767)] int? Radius = null,
    [Parameter("how often it is applied", Min = 1, Max = 1000)] int Repeats = 1,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds as the input's samples, float keeps fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Box>("box", "linear", "B4", "the mean of a window, also repeated", "box size=9");

    /// <summary>Up to this size, summing a window anew is faster than carrying sums on.</summary>
    private const int LargestDirect = 9;

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        WindowSize size = WindowOf(Size, Radius);
        RowWindow window = RowWindow.Centred(size.Height, size.Width);
        List<RowStage> steps = [];
        Border border = Correlation.InSamples<T>(Border); // the same constant each time, also where later means are of floats
        for (int i = 0; i < Repeats; i++)
        {
            ImageKind kind = i == 0 ? input : steps[^1].Output;
            if (kind.Height < 1 || kind.Width < 1) break; // the border 'valid' has left nothing
            steps.AddRange(kind.Depth == input.Depth ? Means<T>(kind, window, border, Depth) : Means<float>(kind, window, border, Depth));
        }
        return steps;
    }

    /// <summary>The steps of a mean.</summary>
    internal static IEnumerable<RowStage> Means<T>(ImageKind input, RowWindow window, Border border, ResultDepth depth) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        border = Correlation.InSamples<T>(border);
        PixelDepth result = depth == ResultDepth.Float ? PixelDepth.Float32 : input.Depth;
        if (Math.Max(window.Rows, window.Columns) <= LargestDirect)
        {
            double scale = 1.0 / (window.Rows * window.Columns);
            double[] column = new double[window.Rows], row = new double[window.Columns];
            column.AsSpan().Fill(1);
            row.AsSpan().Fill(1);
            if (typeof(T) == typeof(byte)) return [new ByteTermStage(input, window, border, new Term(column, row), new WholeFinish(false, (float)scale, result))];
            TermsStage terms = new(input with { Depth = PixelDepth.Float32 }, window, border, [new Term(column, row)], new StoredSum<T>(result, scale));
            return [.. Correlation.ToFloat<T>(input), terms];
        }
        if (typeof(T) != typeof(float) && IntegerBoxStage<T>.Fits(window)) return [new IntegerBoxStage<T>(input, window, border, result)];
        FloatBoxStage mean = new(input with { Depth = PixelDepth.Float32 }, window, border);
        List<RowStage> steps = [.. Correlation.ToFloat<T>(input), mean];
        if (result != PixelDepth.Float32) steps.Add(new FromFloatStage<T>(mean.Output));
        return steps;
    }
}

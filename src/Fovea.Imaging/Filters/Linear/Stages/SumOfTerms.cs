using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The sum of all sums, as floats.</summary>
internal sealed unsafe class SumOfTerms(int terms) : Combination
{
    public override ImageKind Output(ImageKind sized) => sized with { Depth = PixelDepth.Float32 };

    public override void Run(float** sums, float* centre, byte* result, int count)
    {
        float* to = (float*)result;
        int x = 0;
        for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> sum = Vector.Load(sums[0] + x);
            for (int i = 1; i < terms; i++) sum += Vector.Load(sums[i] + x);
            sum.Store(to + x);
        }
        for (; x < count; x++)
        {
            float sum = sums[0][x];
            for (int i = 1; i < terms; i++) sum += sums[i][x];
            to[x] = sum;
        }
    }

    /// <summary>The steps of a sum of separable kernels whose middles lie on each other.</summary>
    public static IEnumerable<RowStage> Steps<T>(ImageKind input, Border border, params Term[] terms) where T : unmanaged, INumber<T>
    {
        int rows = terms.Max(term => term.Column.Length), columns = terms.Max(term => term.Row.Length);
        return [.. Correlation.ToFloat<T>(input), new TermsStage(input with { Depth = PixelDepth.Float32 }, RowWindow.Centred(rows, columns), Correlation.InSamples<T>(border),
            [.. terms.Select(term => new Term(Padded(term.Column, rows), Padded(term.Row, columns)))], new SumOfTerms(terms.Length))];
    }

    private static double[] Padded(double[] weights, int length) => [.. new double[(length - weights.Length) / 2], .. weights, .. new double[(length - weights.Length) / 2]];
}

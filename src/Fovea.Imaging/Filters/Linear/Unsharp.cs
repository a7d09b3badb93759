using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Unsharp mask: F + amount (F - G), where G is F smoothed with a Gaussian, and F itself where it differs from G by less than a threshold (row B3 of the course, whose alpha is
/// the amount). With the threshold 0 equal to scikit-image's <c>unsharp_mask</c> of floats with the border <c>symmetric</c>.
/// </summary>
/// <param name="Amount">How much of the difference is added.</param>
/// <param name="Sigma">The standard deviation of the Gaussian, pixels; it reaches 4 sigma to each side.</param>
/// <param name="Threshold">The least difference that is strengthened, in the samples' units.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record Unsharp(
    [Parameter("how much of the difference to the smoothed image is added", Min = 0, Max = 1000)] double Amount = 1,
    [Parameter("standard deviation of the smoothing, pixels", Min = 0, Above = true, Max = 1000)] double Sigma = 1,
    [Parameter("least difference that is strengthened, in the samples' units", Min = 0)] double Threshold = 0,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds and saturates as the input's samples, float keeps signs and fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Unsharp>("unsharp", "linear", "B3", "unsharp mask", "unsharp amount=1.5 sigma=2");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        double[] weights = GaussianKernel.Derivative(Sigma, 0);
        PixelDepth depth = Depth == ResultDepth.Float ? PixelDepth.Float32 : input.Depth;
        return [.. Correlation.ToFloat<T>(input), new TermsStage(input with { Depth = PixelDepth.Float32 }, RowWindow.Centred(weights.Length, weights.Length),
            Correlation.InSamples<T>(Border), [new Term(weights, weights)], new Mask<T>((float)Amount, (float)Threshold, depth))];
    }

    private sealed unsafe class Mask<T>(float amount, float threshold, PixelDepth depth) : Combination where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        public override ImageKind Output(ImageKind sized) => sized with { Depth = depth };

        public override void Run(float** sums, float* centre, byte* result, int count)
        {
            float* sum = sums[0];
            int x = 0;
            for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
            {
                Vector<float> value = Vector.Load(centre + x), difference = value - Vector.Load(sum + x);
                Vector<float> sharp = value + difference * amount;
                Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(difference), new Vector<float>(threshold)), value, sharp).Store(sum + x);
            }
            for (; x < count; x++)
            {
                float difference = centre[x] - sum[x];
                sum[x] = Math.Abs(difference) < threshold ? centre[x] : centre[x] + difference * amount;
            }
            if (depth == PixelDepth.Float32) SampleStore.Store<float>(sum, 1, result, count);
            else SampleStore.Store<T>(sum, 1, result, count);
        }
    }
}

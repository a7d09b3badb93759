using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>Correlation of a float image with kernels that are no products, all of one size, combined row by row.</summary>
internal sealed unsafe class KernelStage : RowStage
{
    private const int Alignment = 64;

    private readonly (float[] Weights, int[] Rows, int[] Offsets, bool IsFull)[] kernels;
    private readonly Combination combination;
    private readonly int margin, rowBytes, mostTerms;

    /// <summary>A step for some kernels of one size.</summary>
    /// <param name="input">What comes in: floats.</param>
    /// <param name="window">The kernels' window.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    /// <param name="kernels">The weights of each kernel, row by row.</param>
    /// <param name="combination">What is made of them.</param>
    public KernelStage(ImageKind input, RowWindow window, Border border, IReadOnlyList<double[]> kernels, Combination combination) : base(input, window, border)
    {
        margin = border.Kind == BorderKind.Valid ? 0 : window.Left * input.Channels;
        this.combination = combination;
        this.kernels = [.. kernels.Select(weights =>
        {
            int[] places = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] != 0)];
            return (places.Select(i => (float)weights[i]).ToArray(), places.Select(i => i / window.Columns).ToArray(),
                places.Select(i => i % window.Columns * input.Channels - margin).ToArray(), places.Length == weights.Length);
        })];
        mostTerms = this.kernels.Max(kernel => kernel.Weights.Length);
        rowBytes = checked((int)((Output.Width * (long)input.Channels * sizeof(float) + Alignment - 1) / Alignment * Alignment));
    }

    public override int RowsAtOnce => kernels.Length == 1 && kernels[0].IsFull && Window.Rows >= WeightedSum.RowsAtOnce ? WeightedSum.RowsAtOnce : 1;

    protected override ImageKind OutputSamples(ImageKind sized) => combination.Output(sized);

    public override long StateBytes => (long)rowBytes * Math.Max(RowsAtOnce, kernels.Length) + (mostTerms + Window.Rows + 2 * RowsAtOnce + kernels.Length) * (long)sizeof(float*) + Alignment;

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int wide = Output.Width * Input.Channels, channels = Input.Channels;
        int slots = Math.Max(RowsAtOnce, kernels.Length);
        byte* memory = state;
        float** sums = (float**)(state + (long)rowBytes * slots), places = sums + slots;
        for (int i = 0; i < slots; i++, memory += rowBytes) sums[i] = (float*)memory;
        if (count > 1)
        {
            for (int i = 0; i < Window.Rows + count - 1; i++) places[i] = (float*)rows[i] - margin;
            fixed (float* weights = kernels[0].Weights)
                if (count == WeightedSum.RowsAtOnce && WeightedSum.Four(places, weights, Window.Rows, Window.Columns, channels, combination.IsFirstSum ? (float**)results : sums, wide))
                {
                    if (combination.IsFirstSum) return;
                    for (int r = 0; r < count; r++) combination.Run(sums + r, Centre(rows, r), results[r], wide);
                    return;
                }
        }
        for (int r = 0; r < count; r++)
        {
            if (combination.IsFirstSum) sums[0] = (float*)results[r];
            for (int k = 0; k < kernels.Length; k++)
            {
                var (weights, down, offsets, _) = kernels[k];
                for (int i = 0; i < weights.Length; i++) places[i] = (float*)rows[r + down[i]] + offsets[i];
                fixed (float* first = weights) WeightedSum.One(places, first, weights.Length, sums[k], wide);
            }
            if (!combination.IsFirstSum) combination.Run(sums, Centre(rows, r), results[r], wide);
        }
    }

    private float* Centre(byte** rows, int r) => (float*)rows[r + Window.Above] + (Border.Kind == BorderKind.Valid ? Window.Left * Input.Channels : 0);
}

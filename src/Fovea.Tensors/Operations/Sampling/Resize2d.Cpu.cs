using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

// First across rows, where whole rows of pixels are contiguous, then along the row.

internal sealed partial record Resize2dOp : ICpuOperation
{
    public CpuKernel Cpu(CpuSite site)
    {
        var (rows, columns) = Axes(site.Inputs[0]);
        return Kernel(rows, columns, site);
    }

    public static unsafe CpuKernel Kernel(ResizeAxis rows, ResizeAxis columns, CpuSite site)
    {
        (int batch, int channels) = (site.Output[0], site.Output[3]);
        float[] down = Array.ConvertAll(rows.Weight, weight => (float)weight), across = Array.ConvertAll(columns.Weight, weight => (float)weight);
        return (x, y, scratch) =>
        {
            ResizeWork work = new() { Rows = rows, Columns = columns, Down = down, Across = across, Channels = channels, X = x[0], Y = y };
            Workers.Run(batch * rows.Output, ref work);
        };
    }

    /// <summary>A chunk is a row of the result.</summary>
    unsafe struct ResizeWork : Workers.IWork
    {
        public ResizeAxis Rows, Columns;
        public float[] Down, Across;
        public int Channels;
        public float* X, Y;

        public readonly void Run(int chunk)
        {
            (int n, int i) = Math.DivRem(chunk, Rows.Output);
            int row = Columns.Input * Channels, first = Rows.First[i], end = Rows.First[i + 1];
            float* image = X + (long)n * Rows.Input * row, source = image + (long)(end > first ? Rows.At[first] : 0) * row;
            if (end - first != 1 || Down[first] != 1)
            {
                source = (float*)Workers.Scratch((long)row * sizeof(float));
                Span<float> sum = new(source, row);
                if (end == first) sum.Clear();
                else Blend(image, row, Rows.At.AsSpan(first, end - first), Down.AsSpan(first, end - first), sum);
            }
            float* target = Y + (long)chunk * Columns.Output * Channels;
            for (int j = 0; j < Columns.Output; j++, target += Channels)
            {
                int begin = Columns.First[j], count = Columns.First[j + 1] - begin;
                if (Channels > 8) Blend(source, Channels, Columns.At.AsSpan(begin, count), Across.AsSpan(begin, count), new Span<float>(target, Channels));
                else
                    for (int c = 0; c < Channels; c++)
                    {
                        float sum = 0;
                        for (int k = begin; k < begin + count; k++) sum += source[Columns.At[k] * Channels + c] * Across[k];
                        target[c] = sum;
                    }
            }
        }

        /// <summary>The weighted sum of runs of elements.</summary>
        static void Blend(float* source, int length, ReadOnlySpan<int> at, ReadOnlySpan<float> weights, Span<float> sum)
        {
            // By linear interpolation between equal values nothing changes; by two products and a sum it might.
            if (at.Length == 2 && weights[0] + weights[1] == 1)
            {
                TensorPrimitives.Lerp(Run(at[0]), Run(at[1]), weights[1], sum);
                return;
            }
            if (at.Length == 1 && weights[0] == 1)
            {
                Run(at[0]).CopyTo(sum);
                return;
            }
            sum.Clear();
            for (int k = 0; k < at.Length; k++) TensorPrimitives.MultiplyAdd(Run(at[k]), weights[k], sum, sum);

            ReadOnlySpan<float> Run(int position) => new(source + (long)position * length, length);
        }
    }
}

internal sealed partial record Resize2dGradientOp : ICpuOperation
{
    public CpuKernel Cpu(CpuSite site)
    {
        var (rows, columns) = Axes();
        return Resize2dOp.Kernel(rows, columns, site);
    }
}

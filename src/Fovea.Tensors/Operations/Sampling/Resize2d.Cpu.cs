using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

// First along columns of pixels, where whole rows are contiguous, then along the row.

internal sealed partial record Resize2dOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (Shape input, Shape output) = (site.Inputs[0], site.Output);
        ResizeAxis rows = new(input[1], output[1], Mode, AlignCorners), columns = new(input[2], output[2], Mode, AlignCorners);
        (int batch, int height, int width, int channels) = (input[0], input[1], input[2], input[3]);
        return (x, y, scratch) =>
        {
            ResizeWork work = new() { Rows = rows, Columns = columns, Height = height, Width = width, Channels = channels, X = x[0], Y = y };
            Workers.Run(batch * rows.First.Length, ref work);
        };
    }

    /// <summary>A chunk is a row of the result.</summary>
    unsafe struct ResizeWork : Workers.IWork
    {
        public ResizeAxis Rows, Columns;
        public int Height, Width, Channels;
        public float* X, Y;

        public readonly void Run(int chunk)
        {
            (int n, int i) = Math.DivRem(chunk, Rows.First.Length);
            int row = Width * Channels, channels = Channels;
            float* upper = X + ((long)n * Height + Rows.First[i]) * row, lower = X + ((long)n * Height + Rows.Second[i]) * row, source = upper;
            float down = (float)Rows.Share[i];
            if (down != 0)
            {
                source = (float*)Workers.Scratch((long)row * sizeof(float));
                TensorPrimitives.Lerp(new ReadOnlySpan<float>(upper, row), new ReadOnlySpan<float>(lower, row), down, new Span<float>(source, row));
            }
            float* target = Y + (long)chunk * Columns.First.Length * channels;
            for (int j = 0; j < Columns.First.Length; j++, target += channels)
            {
                float* left = source + Columns.First[j] * channels, right = source + Columns.Second[j] * channels;
                float share = (float)Columns.Share[j];
                if (channels > 8)
                {
                    ReadOnlySpan<float> first = new(left, channels);
                    if (share == 0) first.CopyTo(new Span<float>(target, channels));
                    else TensorPrimitives.Lerp(first, new ReadOnlySpan<float>(right, channels), share, new Span<float>(target, channels));
                }
                else
                    for (int c = 0; c < channels; c++) target[c] = share == 0 ? left[c] : left[c] * (1 - share) + right[c] * share;
            }
        }
    }
}

internal sealed partial record Resize2dGradientOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (Shape input, Shape output) = (site.Output, site.Inputs[0]);
        ResizeAxis rows = new(input[1], output[1], Mode, AlignCorners), columns = new(input[2], output[2], Mode, AlignCorners);
        (int batch, int height, int width, int channels) = (input[0], input[1], input[2], input[3]);
        int[] first = new int[height], end = new int[height];
        Array.Fill(first, rows.First.Length);
        for (int i = 0; i < rows.First.Length; i++)
            foreach (int row in (ReadOnlySpan<int>)[rows.First[i], rows.Second[i]]) (first[row], end[row]) = (Math.Min(first[row], i), i + 1);
        return (x, y, scratch) =>
        {
            ResizeGradientWork work = new() { Rows = rows, Columns = columns, FirstOf = first, EndOf = end, Height = height, Width = width, Channels = channels, Dy = x[0], Y = y };
            Workers.Run(batch * height, ref work);
        };
    }

    /// <summary>A chunk is a row of the result, to which it alone adds, always in the same order.</summary>
    unsafe struct ResizeGradientWork : Workers.IWork
    {
        public ResizeAxis Rows, Columns;
        public int[] FirstOf, EndOf;
        public int Height, Width, Channels;
        public float* Dy, Y;

        public readonly void Run(int chunk)
        {
            (int n, int row) = Math.DivRem(chunk, Height);
            int outWidth = Columns.First.Length, length = outWidth * Channels, channels = Channels;
            Span<float> sum = new(Workers.Scratch((long)length * sizeof(float)), length);
            sum.Clear();
            for (int i = FirstOf[row]; i < EndOf[row]; i++)
            {
                double share = Rows.Share[i], weight = (Rows.First[i] == row ? 1 - share : 0) + (Rows.Second[i] == row ? share : 0);
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(Dy + ((long)n * Rows.First.Length + i) * length, length), (float)weight, sum, sum);
            }

            float* target = Y + (long)chunk * Width * channels;
            new Span<float>(target, Width * channels).Clear();
            for (int j = 0; j < outWidth; j++)
            {
                ReadOnlySpan<float> pixel = sum.Slice(j * channels, channels);
                Add(pixel, (float)(1 - Columns.Share[j]), target + Columns.First[j] * channels);
                Add(pixel, (float)Columns.Share[j], target + Columns.Second[j] * channels);
            }
        }

        static void Add(ReadOnlySpan<float> pixel, float weight, float* target)
        {
            if (weight == 0) return;
            if (pixel.Length > 8) TensorPrimitives.MultiplyAdd(pixel, weight, new Span<float>(target, pixel.Length), new Span<float>(target, pixel.Length));
            else
                for (int c = 0; c < pixel.Length; c++) target[c] += pixel[c] * weight;
        }
    }
}

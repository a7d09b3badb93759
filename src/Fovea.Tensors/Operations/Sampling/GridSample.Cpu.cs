using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial record GridSampleOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (Shape images, Shape output) = (site.Inputs[0], site.Output);
        GridTaps rows = new(Mode, Border, AlignCorners, images[1]), columns = new(Mode, Border, AlignCorners, images[2]);
        return (x, y, scratch) =>
        {
            GridSampleWork work = new() { Rows = rows, Columns = columns, Height = output[1], Width = output[2], Channels = output[3], X = x[0], Grid = x[1], Y = y };
            Workers.Run(output[0] * output[1], ref work);
        };
    }

    /// <summary>A chunk is a row of the result.</summary>
    unsafe struct GridSampleWork : Workers.IWork
    {
        public GridTaps Rows, Columns;
        public int Height, Width, Channels;
        public float* X, Grid, Y;

        public readonly void Run(int chunk)
        {
            Span<int> row = stackalloc int[GridTaps.Most], column = stackalloc int[GridTaps.Most];
            Span<double> down = stackalloc double[GridTaps.Most], across = stackalloc double[GridTaps.Most];
            float* image = X + (long)(chunk / Height) * Rows.Size * Columns.Size * Channels, grid = Grid + (long)chunk * Width * 2, target = Y + (long)chunk * Width * Channels;
            for (int j = 0; j < Width; j++, target += Channels)
            {
                int height = Rows.Take(grid[2 * j + 1], row, down), width = Columns.Take(grid[2 * j], column, across);
                Span<float> sum = new(target, Channels);
                sum.Clear();
                for (int k = 0; k < height; k++)
                    for (int l = 0; l < width; l++)
                    {
                        float* source = image + ((long)row[k] * Columns.Size + column[l]) * Channels;
                        float weight = (float)(down[k] * across[l]);
                        if (Channels > 8) TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(source, Channels), weight, sum, sum);
                        else
                            for (int c = 0; c < Channels; c++) sum[c] += source[c] * weight;
                    }
            }
        }
    }
}

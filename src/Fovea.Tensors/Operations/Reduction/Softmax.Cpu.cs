using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

// The axis is the last one: row by row, contiguous; a few classes number by number, which costs less than five calls for a vector each.
// Any other axis:           blocks of up to 256 neighbouring columns, vectors across the columns.
internal sealed partial record SoftmaxOp : ICpuOperation
{
    const int Block = 256, ElementsPerChunk = 1 << 14, ShortRow = 16;

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (long outer, int length, long inner) = Split(site.Output);
        long blocks = (inner + Block - 1) / Block;
        long unitsPerChunk = Math.Max(1, ElementsPerChunk / Math.Max(1, length * Math.Min(inner, Block)));
        long chunks = (outer * blocks + unitsPerChunk - 1) / unitsPerChunk;
        bool log = Log;
        return (x, y, scratch) =>
        {
            Work work = new() { X = x[0], Y = y, Units = outer * blocks, UnitsPerChunk = unitsPerChunk, Blocks = blocks, Length = length, Inner = inner, Log = log };
            Workers.Run(checked((int)chunks), ref work);
        };
    }

    unsafe struct Work : Workers.IWork
    {
        public float* X, Y;
        public long Units, UnitsPerChunk, Blocks, Inner;
        public int Length;
        public bool Log;

        public readonly void Run(int chunk)
        {
            long end = Math.Min(Units, (chunk + 1) * UnitsPerChunk);
            for (long unit = chunk * UnitsPerChunk; unit < end; unit++)
                if (Inner == 1) Row(new ReadOnlySpan<float>(X + unit * Length, Length), new Span<float>(Y + unit * Length, Length));
                else
                {
                    long column = unit % Blocks * Block, offset = unit / Blocks * Length * Inner + column;
                    Columns(X + offset, Y + offset, (int)Math.Min(Block, Inner - column));
                }
        }

        readonly void Row(ReadOnlySpan<float> x, Span<float> y)
        {
            if (x.Length <= ShortRow)
            {
                Short(x, y);
                return;
            }
            TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
            if (!Log)
            {
                Lanes.Map<ExpOp.Kernel>(y, y);
                TensorPrimitives.Divide(y, TensorPrimitives.Sum<float>(y), y);
                return;
            }
            Span<float> part = stackalloc float[Block];
            double sum = 0;
            for (int i = 0; i < y.Length; i += Block)
            {
                Span<float> exp = part[..Math.Min(Block, y.Length - i)];
                Lanes.Map<ExpOp.Kernel>(y.Slice(i, exp.Length), exp);
                sum += TensorPrimitives.Sum<float>(exp);
            }
            TensorPrimitives.Subtract(y, (float)Math.Log(sum), y);
        }

        readonly void Short(ReadOnlySpan<float> x, Span<float> y)
        {
            float largest = float.NegativeInfinity;
            foreach (float value in x) largest = MathF.Max(largest, value);
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                float shifted = x[i] - largest, exp = MathF.Exp(shifted);
                sum += exp;
                y[i] = Log ? shifted : exp;
            }
            float total = (float)(Log ? Math.Log(sum) : sum);
            for (int i = 0; i < y.Length; i++) y[i] = Log ? y[i] - total : y[i] / total;
        }

        readonly void Columns(float* x, float* y, int columns)
        {
            Span<float> rows = stackalloc float[3 * Block], largest = rows[..columns], sum = rows.Slice(Block, columns), exp = rows.Slice(2 * Block, columns);
            largest.Fill(float.NegativeInfinity);
            sum.Clear();
            for (int l = 0; l < Length; l++) TensorPrimitives.Max(largest, new ReadOnlySpan<float>(x + l * Inner, columns), largest);
            for (int l = 0; l < Length; l++)
            {
                Span<float> result = new(y + l * Inner, columns);
                TensorPrimitives.Subtract(new ReadOnlySpan<float>(x + l * Inner, columns), largest, result);
                Lanes.Map<ExpOp.Kernel>(result, exp);
                TensorPrimitives.Add(sum, exp, sum);
                if (!Log) exp.CopyTo(result);
            }
            if (Log) TensorPrimitives.Log(sum, sum);
            for (int l = 0; l < Length; l++)
            {
                Span<float> result = new(y + l * Inner, columns);
                if (Log) TensorPrimitives.Subtract(result, sum, result);
                else TensorPrimitives.Divide(result, sum, result);
            }
        }
    }
}

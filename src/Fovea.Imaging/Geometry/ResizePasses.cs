using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// The two passes of a resizing, band by band of the result. Where there are fewer rows before than after, rows are resized first and held in a ring of as many as one output row
/// needs, so each is resized once in a band; else the columns are averaged first, so only the rows that remain are resized.
/// </summary>
internal sealed unsafe class ResizePasses<T> : RowMaker where T : unmanaged
{
    private const int Lanes = 4; // of the vectors that Across works with
    private const int Block = 1024; // samples that are averaged at a time, so that sums stay in the first-level cache

    private readonly ResizeAxis rows, columns;
    private readonly int channels, length, newLength;
    private readonly bool keepsWidth, acrossFirst;
    private readonly Doubling? doubling;

    public ResizePasses(ImageKind input, ImageKind output, ResizeAxis rows, ResizeAxis columns) : base(input, output)
    {
        (this.rows, this.columns, channels) = (rows, columns, input.Channels);
        (length, newLength) = (columns.From * channels, columns.To * channels);
        keepsWidth = columns.IsIdentity;
        acrossFirst = rows.To >= rows.From;
        doubling = keepsWidth ? null : Doubling.Of(columns, channels);
    }

    public override RowRange Sees(RowRange wanted) => rows.Sees(wanted);

    public override void Run(PixelRows source, PixelRows result, RowRange wanted)
    {
        int band = Math.Clamp((int)(64L * rows.To / rows.From), 16, 256);
        RowBlocks.RunEach((wanted.Count + band - 1) / band, i => Run(source, result, wanted.From + i * band, Math.Min(wanted.To, wanted.From + (i + 1) * band)));
    }

    private void Run(PixelRows source, PixelRows target, int begin, int end)
    {
        int longest = (Math.Max(length, newLength) + 2 * Doubling.Slack) / 16 * 16 + 16, held = acrossFirst ? rows.Most : 0;
        float* memory = (float*)Workers.Scratch(((3L + held) * longest + Doubling.SpareLength) * sizeof(float) + (long)held * (sizeof(float*) + sizeof(int)));
        float* wide = memory + Doubling.Slack, result = wide + longest, block = result + longest, ring = block + longest;
        float* spare = memory + (3L + held) * longest;
        float** table = (float**)(spare + Doubling.SpareLength);
        int* rowOf = (int*)(table + held);
        new Span<int>(rowOf, held).Fill(-1);
        for (int y = begin; y < end; y++)
        {
            ReadOnlySpan<float> weights = rows.Of(y);
            int first = rows.First(y);
            T* to = (T*)target.Row(y);
            if (!acrossFirst)
            {
                float* sums = keepsWidth && typeof(T) == typeof(float) ? (float*)to : wide;
                Down(source, first, weights, sums, block);
                if (!keepsWidth) Across(wide, sums = typeof(T) == typeof(float) && channels % Lanes == 0 ? (float*)to : result, spare);
                if ((void*)sums != to) SampleConversion.FromSingle(new Span<float>(sums, newLength), new Span<T>(to, newLength));
                continue;
            }
            for (int k = 0; k < weights.Length; k++)
            {
                int row = first + k, slot = row % held;
                table[k] = ring + (long)slot * longest;
                if (rowOf[slot] == row) continue;
                rowOf[slot] = row;
                SampleConversion.ToSingle(new ReadOnlySpan<T>((T*)source.Row(row), length), new Span<float>(keepsWidth ? table[k] : wide, length));
                if (!keepsWidth) Across(wide, table[k], spare);
            }
            WeightedRows.Sum(table, weights, to, newLength);
        }
    }

    private void Down(PixelRows source, int first, ReadOnlySpan<float> weights, float* sums, float* block)
    {
        for (int x = 0; x < length; x += Block)
        {
            int n = Math.Min(Block, length - x);
            Span<float> sum = new(sums + x, n), single = new(block, n);
            SampleConversion.ToSingle(new ReadOnlySpan<T>((T*)source.Row(first) + x, n), sum);
            if (weights is [1f]) continue;
            TensorPrimitives.Multiply(sum, weights[0], sum);
            for (int k = 1; k < weights.Length; k++)
            {
                ReadOnlySpan<T> row = new((T*)source.Row(first + k) + x, n);
                if (typeof(T) == typeof(float)) TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>((float*)source.Row(first + k) + x, n), weights[k], sum, sum);
                else
                {
                    SampleConversion.ToSingle(row, single);
                    TensorPrimitives.MultiplyAdd(single, weights[k], sum, sum);
                }
            }
        }
    }

    private void Across(float* row, float* to, float* spare)
    {
        if (doubling is { } twice)
        {
            Across(row, to, 0, twice.First);
            Across(row, to, twice.End, columns.To);
            twice.Run(row, to, spare);
        }
        else Across(row, to, 0, columns.To);
    }

    // Four channels at once, however many a pixel has: what is written past a pixel's end is overwritten by the next pixel, and past the last
    // one it falls into the padding.
    private void Across(float* row, float* to, int begin, int end)
    {
        for (int x = begin; x < end; x++)
        {
            ReadOnlySpan<float> weights = columns.Of(x);
            if (channels == 1)
            {
                to[x] = Dot(row + columns.First(x), weights);
                continue;
            }
            for (int c = 0; c < channels; c += Lanes)
            {
                Vector128<float> sum = Vector128<float>.Zero;
                float* at = row + (long)columns.First(x) * channels + c;
                foreach (float weight in weights)
                {
                    sum += Vector128.Load(at) * weight;
                    at += channels;
                }
                sum.Store(to + (long)x * channels + c);
            }
        }
    }

    private static float Dot(float* at, ReadOnlySpan<float> weights)
    {
        int k = 0;
        float sum = 0;
        if (weights.Length >= Lanes)
        {
            Vector128<float> sums = Vector128<float>.Zero;
            fixed (float* w = weights)
                for (; k <= weights.Length - Lanes; k += Lanes) sums += Vector128.Load(at + k) * Vector128.Load(w + k);
            sum = Vector128.Sum(sums);
        }
        for (; k < weights.Length; k++) sum += at[k] * weights[k];
        return sum;
    }
}

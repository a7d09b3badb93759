namespace Fovea.Tensors;

/// <summary>
/// How an operand that is smaller than the result is repeated over it, as runs: along the innermost dimension the operand is either contiguous or one value,
/// the outer dimensions are walked like an odometer.
/// </summary>
internal sealed class Spread
{
    readonly int[] sizes;
    readonly long[] strides;

    Spread(int[] sizes, long[] strides) => (this.sizes, this.strides) = (sizes, strides);

    /// <summary>After how many elements of the result the operand begins anew, where that is all its repetition; 1 for a single value, 0 for anything else.</summary>
    public int Period { get; private init; }

    /// <summary>How an operand of one shape is repeated over a result of another, or null where it is laid out like the result.</summary>
    public static Spread? Of(Shape operand, Shape result)
    {
        if (operand.Count == result.Count) return null;
        long[] strides = operand.BroadcastStrides(result);
        List<int> size = [];
        List<long> stride = [];
        for (int d = 0; d < result.Rank; d++)
        {
            if (result[d] == 1) continue;
            if (size.Count > 0 && stride[^1] == strides[d] * result[d]) (size[^1], stride[^1]) = (size[^1] * result[d], strides[d]);
            else
            {
                size.Add(result[d]);
                stride.Add(strides[d]);
            }
        }
        int period = operand.Count == 1 ? 1 : size.Count == 2 && stride[0] == 0 && stride[1] == 1 ? size[1] : 0;
        return new Spread([.. size], [.. stride]) { Period = period };
    }

    /// <summary>Whether every tile of this many elements, starting at a multiple of it, holds the same.</summary>
    public bool SameForEvery(int tile) => Period > 0 && tile % Period == 0;

    /// <summary>Whether what every tile of this many elements, starting at a multiple of it, needs of the operand lies there in one piece.</summary>
    public bool HasWhole(int tile) => Period >= tile && Period % tile == 0;

    /// <summary>Writes what the operand gives for the elements of the result from <paramref name="at"/> on.</summary>
    public unsafe void Fill(float* x, long at, Span<float> y)
    {
        if (Period == 1)
        {
            y.Fill(*x);
            return;
        }
        int rank = sizes.Length, last = sizes[rank - 1];
        Span<int> position = stackalloc int[rank];
        long offset = 0;
        for (int d = rank - 1; d >= 0; d--)
        {
            position[d] = (int)(at % sizes[d]);
            at /= sizes[d];
            offset += position[d] * strides[d];
        }
        for (int done = 0; done < y.Length;)
        {
            int run = Math.Min(last - position[rank - 1], y.Length - done);
            Span<float> target = y.Slice(done, run);
            if (strides[rank - 1] == 0) target.Fill(x[offset]);
            else new ReadOnlySpan<float>(x + offset, run).CopyTo(target);
            done += run;

            offset -= position[rank - 1] * strides[rank - 1];
            position[rank - 1] += run;
            if (position[rank - 1] < last)
            {
                offset += position[rank - 1] * strides[rank - 1];
                continue;
            }
            position[rank - 1] = 0;
            for (int d = rank - 2; d >= 0; d--)
            {
                offset += strides[d];
                if (++position[d] < sizes[d]) break;
                offset -= sizes[d] * strides[d];
                position[d] = 0;
            }
        }
    }
}

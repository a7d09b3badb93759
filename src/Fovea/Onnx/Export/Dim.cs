using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A size that may grow with the batch: <paramref name="PerSample"/> times the number of samples plus <paramref name="Rest"/>.</summary>
readonly record struct Dim(long PerSample, long Rest)
{
    /// <summary>The number of samples itself.</summary>
    public static Dim Batch => new(1, 0);

    /// <summary>Whether it is the same for every batch.</summary>
    public bool IsFixed => PerSample == 0;

    /// <summary>A size that is the same for every batch.</summary>
    public static implicit operator Dim(long size) => new(0, size);

    /// <summary>The sizes that are so large for so many samples each, or null where one does not grow evenly with them.</summary>
    public static Dim[]? Of(ReadOnlySpan<int> samples, IReadOnlyList<Shape> sizes)
    {
        Dim[] all = new Dim[sizes[0].Rank];
        for (int axis = 0; axis < all.Length; axis++)
        {
            long growth = samples.Length == 1 ? 0 : (sizes[1][axis] - sizes[0][axis]) / (samples[1] - samples[0]);
            all[axis] = new Dim(growth, sizes[0][axis] - growth * samples[0]);
            for (int i = 0; i < sizes.Count; i++)
                if (all[axis].At(samples[i]) != sizes[i][axis]) return null;
        }
        return all;
    }

    /// <summary>The size as a number.</summary>
    /// <exception cref="FoveaException">It depends on the batch.</exception>
    public long Fixed => IsFixed ? Rest : throw new FoveaException($"a number is needed that does not depend on the batch, not {this}", OnnxExport.FixedBatchHint);

    /// <summary>The size for so many samples.</summary>
    public long At(long samples) => PerSample * samples + Rest;

    public static Dim operator *(Dim a, Dim b)
    {
        if (!a.IsFixed && !b.IsFixed) throw new FoveaException($"a size of {a} times {b} elements grows with the square of the batch", OnnxExport.FixedBatchHint);
        return a.IsFixed ? new(a.Rest * b.PerSample, a.Rest * b.Rest) : b * a;
    }

    public static Dim operator +(Dim a, Dim b) => new(a.PerSample + b.PerSample, a.Rest + b.Rest);

    public static Dim operator -(Dim a, Dim b) => new(a.PerSample - b.PerSample, a.Rest - b.Rest);

    /// <summary>How often <paramref name="divisor"/> fits into this for every batch, or null where it does not fit without a rest.</summary>
    public Dim? Over(Dim divisor)
    {
        if (this == divisor) return 1;
        if (divisor.IsFixed)
            return divisor.Rest != 0 && PerSample % divisor.Rest == 0 && Rest % divisor.Rest == 0 ? new Dim(PerSample / divisor.Rest, Rest / divisor.Rest) : null;
        return PerSample % divisor.PerSample == 0 && PerSample / divisor.PerSample * divisor.Rest == Rest ? PerSample / divisor.PerSample : null;
    }

    /// <summary>The number, or what it is of the batch: <c>196 batch</c>.</summary>
    public override string ToString() => IsFixed ? $"{Rest}" : $"{(PerSample == 1 ? "" : $"{PerSample} ")}batch{(Rest == 0 ? "" : $" + {Rest}")}";
}

using System.Numerics;

namespace Fovea.Tensors;

/// <summary>
/// Which elements of a tensor an operand of whole numbers names: what gathering and scattering of elements and of points share. Every place is a run of
/// neighbouring elements, mostly of one.
/// </summary>
internal abstract record Places
{
    /// <summary>The shape of what is taken from these places, or put there.</summary>
    /// <exception cref="ShapeException">Indices of this shape do not name places in data of that shape.</exception>
    public abstract Shape Taken(string operation, Shape data, Shape indices);

    /// <summary>Neighbouring elements a place.</summary>
    public abstract long Run(Shape data, Shape indices);

    /// <summary>Writes where in the data each place begins, in the order of what is taken.</summary>
    /// <exception cref="FoveaException">An index is not whole, or names nothing.</exception>
    public abstract void Read<T>(string operation, Shape data, Shape indices, ReadOnlySpan<T> values, Span<long> offsets) where T : struct, INumber<T>;

    private protected static int Index<T>(string operation, T value, long position, int count) where T : struct, INumber<T>
    {
        int index = int.CreateSaturating(value);
        return T.CreateSaturating(index) == value && (uint)index < (uint)count ? index : throw Indices.Wrong(operation, double.CreateSaturating(value), position, count);
    }
}

/// <summary>
/// One index an element: the element at p takes the place p, with p[Axis] replaced by the index. The indices have the rank of the data, and along all other
/// dimensions at most its size.
/// </summary>
internal sealed record ElementPlaces(int Axis) : Places
{
    public override Shape Taken(string operation, Shape data, Shape indices)
    {
        bool fits = indices.Rank == data.Rank;
        for (int d = 0; fits && d < data.Rank; d++) fits = d == Axis || indices[d] <= data[d];
        return fits ? indices : throw new ShapeException(operation, $"the indices need the rank of the data and, but for axis {Axis}, no larger sizes", [("data", data, ""), ("indices", indices, "")]);
    }

    public override long Run(Shape data, Shape indices) => 1;

    public override void Read<T>(string operation, Shape data, Shape indices, ReadOnlySpan<T> values, Span<long> offsets)
    {
        long[] strides = data.Strides();
        int[] at = new int[data.Rank];
        for (int i = 0; i < offsets.Length; i++)
        {
            long offset = Index(operation, values[i], i, data[Axis]) * strides[Axis];
            for (int d = 0; d < at.Length; d++)
                if (d != Axis) offset += at[d] * strides[d];
            offsets[i] = offset;
            for (int d = at.Length - 1; d >= 0 && ++at[d] == indices[d]; d--) at[d] = 0;
        }
    }
}

/// <summary>
/// The last dimension of the indices is a point: k numbers, along the k dimensions of the data behind the first <paramref name="Batch"/>, which both have in common. What lies
/// behind those is taken whole.
/// </summary>
internal sealed record PointPlaces(int Batch) : Places
{
    public override Shape Taken(string operation, Shape data, Shape indices)
    {
        if (indices.Rank <= Batch || data.Rank < Batch || !indices.Sizes[..Batch].SequenceEqual(data.Sizes[..Batch]) || Batch + indices[-1] > data.Rank)
            throw new ShapeException(operation, $"the indices' last dimension must name dimensions of the data{(Batch == 0 ? "" : $" behind the first {Batch}, which must be equal")}", [("data", data, ""), ("indices", indices, "")]);
        return Shape.Create([.. indices.Sizes[..^1], .. data.Sizes[(Batch + indices[-1])..]]);
    }

    public override long Run(Shape data, Shape indices) => Shape.Create(data.Sizes[(Batch + indices[-1])..]).Count;

    public override void Read<T>(string operation, Shape data, Shape indices, ReadOnlySpan<T> values, Span<long> offsets)
    {
        long[] strides = data.Strides();
        int point = indices[-1];
        long batchSize = Shape.Create(data.Sizes[Batch..]).Count;
        long perBatch = Shape.Create(indices.Sizes[Batch..^1]).Count;
        for (int i = 0; i < offsets.Length; i++)
        {
            long offset = i / perBatch * batchSize;
            for (int k = 0; k < point; k++)
            {
                int position = checked(i * point + k);
                offset += Index(operation, values[position], position, data[Batch + k]) * strides[Batch + k];
            }
            offsets[i] = offset;
        }
    }
}

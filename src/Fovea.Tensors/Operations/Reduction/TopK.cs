using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Where the Count largest (or smallest) elements along an axis stand, best first, as whole numbers; of equal ones the first come first. NaN counts as larger than all. No gradient.
/// </summary>
internal sealed record TopKOp(int Axis, int Count, bool Largest) : Operation, IReferenceOperation, ICpuOperation
{
    const int LongestAxis = 1 << 24;

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        if (Count < 0 || Count > x[0][Axis]) throw new ShapeException(Name, $"axis {Axis} has {x[0][Axis]} elements, {Count} of them cannot be chosen", [("input", x[0], "")]);
        if (x[0][Axis] > LongestAxis) throw new ShapeException(Name, $"axis {Axis} has {x[0][Axis]} elements; whole numbers are exact up to {LongestAxis}", [("input", x[0], "")]);
        return x[0].With(Axis, Count);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        IndexedAxis axis = new(x[0].Shape, Axis, Count);
        for (long o = 0; o < axis.Outer; o++)
            for (long j = 0; j < axis.Inner; j++)
            {
                double Value(int i) => x[0][(o * axis.Size + i) * axis.Inner + j];
                // Sorting is stable; the smallest of all is NaN to Comparer, here it is the largest.
                IEnumerable<int> places = Enumerable.Range(0, axis.Size);
                IOrderedEnumerable<int> order = Largest
                    ? places.OrderByDescending(i => double.IsNaN(Value(i))).ThenByDescending(Value)
                    : places.OrderBy(i => double.IsNaN(Value(i))).ThenBy(Value);
                int k = 0;
                foreach (int place in order.Take(Count)) y[(o * Count + k++) * axis.Inner + j] = place;
            }
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        IndexedAxis axis = new(site.Inputs[0], Axis, Count);
        bool largest = Largest;
        return (x, y, scratch) =>
        {
            TopKWork work = new() { Axis = axis, Largest = largest, X = x[0], Y = y };
            Workers.Run(checked((int)(axis.Outer * axis.Inner)), ref work);
        };
    }

    /// <summary>
    /// A chunk is one line along the axis. Value and place together become one whole number that sorts as they do: the float's bits in an order that grows with it,
    /// then the place.
    /// </summary>
    unsafe struct TopKWork : Workers.IWork
    {
        public IndexedAxis Axis;
        public bool Largest;
        public float* X, Y;

        public readonly void Run(int chunk)
        {
            (long outer, long inner) = Math.DivRem(chunk, Axis.Inner);
            float* x = X + outer * Axis.Size * Axis.Inner + inner, y = Y + outer * Axis.Count * Axis.Inner + inner;
            Span<ulong> keys = new(Workers.Scratch((long)Axis.Size * sizeof(ulong)), Axis.Size);
            for (int i = 0; i < keys.Length; i++)
            {
                uint value = Ascending(x[i * Axis.Inner]);
                keys[i] = (ulong)(Largest ? ~value : value) << 32 | (uint)i;
            }
            int count = (int)Axis.Count;
            First(keys, count);
            keys[..count].Sort();
            for (int k = 0; k < count; k++) y[k * Axis.Inner] = (uint)keys[k];
        }

        /// <summary>Bits that grow with the number: 0 and -0 are one, NaN is above all.</summary>
        static uint Ascending(float x)
        {
            uint bits = BitConverter.SingleToUInt32Bits(float.IsNaN(x) ? float.NaN : x + 0f) & (float.IsNaN(x) ? 0x7FFFFFFF : 0xFFFFFFFF);
            return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
        }

        /// <summary>Brings the smallest <paramref name="count"/> keys to the front, in any order (Hoare's quickselect; all keys differ).</summary>
        static void First(Span<ulong> keys, int count)
        {
            int low = 0, high = keys.Length - 1;
            while (low < high && count > low && count <= high)
            {
                int middle = low + (high - low) / 2;
                ulong a = keys[low], b = keys[middle], c = keys[high], pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
                int i = low, j = high;
                while (i <= j)
                {
                    while (keys[i] < pivot) i++;
                    while (keys[j] > pivot) j--;
                    if (i > j) break;
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    i++;
                    j--;
                }
                if (count <= j) high = j;
                else if (count > i) low = i;
                else return;
            }
        }
    }
}

public partial class Tensor
{
    /// <summary>
    /// The <paramref name="count"/> largest elements along an axis, sorted, and where they stand: two tensors in whose shape the axis has that size. Of equal elements the first come
    /// first; NaN counts as larger than all. The places are whole numbers and have no gradient, the values have that of <see cref="GatherElements"/>.
    /// </summary>
    /// <param name="count">How many, 0 to the size of the axis; all of them sort it.</param>
    /// <param name="axis">Along which dimension.</param>
    /// <param name="largest">Whether the largest are wanted, beginning with the largest, or the smallest, beginning with the smallest.</param>
    /// <exception cref="ShapeException">There is no such axis, it has fewer elements, or more than 2^24, up to which whole numbers are exact.</exception>
    public (Tensor Values, Tensor Places) TopK(int count, int axis = -1, bool largest = true)
    {
        axis = Shape.Axis(axis);
        Tensor places = Apply(new TopKOp(axis, count, largest), this);
        return (GatherElements(places, axis), places);
    }
}

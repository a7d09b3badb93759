using Fovea.Compute;

namespace Fovea.Weights;

/// <summary>
/// Copies tensors between a file's order and type and ours. What is single precision already is copied once, on all threads; other types are converted block by block in
/// memory that stays in the cache.
/// </summary>
internal static unsafe class WeightCopy
{
    private const int ReadElements = 1 << 14, WriteElements = 1 << 18;

    /// <summary>target[sum of i[d] targetStrides[d]] = element at sum of i[d] fileStrides[d], for every index i within <paramref name="sizes"/>.</summary>
    /// <exception cref="BadFileException">The file was cut, or cannot be read.</exception>
    /// <exception cref="FoveaException">The tensor has more dimensions than can be told apart.</exception>
    public static void Read(MappedFile file, WeightEntry entry, int[] sizes, long[] fileStrides, long[] targetStrides, float* target)
    {
        if (entry.Count == 0) return;
        (sizes, fileStrides, targetStrides) = Merge(sizes, fileStrides, targetStrides);
        if (sizes.Length > StridedCopy.MaxDimensions)
            throw new FoveaException($"{file.Path}: tensor {Quoted.Name(entry.Name)} has {sizes.Length} dimensions that do not lie one after the other, at most {StridedCopy.MaxDimensions} can be read");
        int width = entry.Type.Bits() / 8;
        long last = 0;
        for (int d = 0; d < sizes.Length; d++) last += (sizes[d] - 1) * fileStrides[d];
        byte* source = file.At(entry.Offset, (last + 1) * width);
        if (entry.Type == ElementType.F32 && BitConverter.IsLittleEndian)
        {
            StridedCopy.Run(sizes, fileStrides, targetStrides, (float*)source, target);
            return;
        }
        ReadWork work = new(entry.Type, source, target, sizes, fileStrides, targetStrides);
        Workers.Run(work.Grid.Count, ref work);
    }

    /// <summary>Writes the elements source[sum of i[d] strides[d]], the last axis running fastest, to a stream in a type that can be written.</summary>
    /// <exception cref="OverflowException">A finite number is beyond the range of the type.</exception>
    public static void Write(float* source, int[] sizes, long[] strides, ElementType type, Stream stream)
    {
        if (sizes.Contains(0)) return;
        (sizes, _, strides) = Merge(sizes, RowMajor(sizes), strides);
        long[] inOrder = RowMajor(sizes);
        bool isInOrder = strides.AsSpan().SequenceEqual(inOrder);
        BlockGrid grid = new(sizes, WriteElements);
        // Most tensors are far smaller than a block, and a checkpoint has many.
        int most = 1;
        foreach (int size in sizes) most = (int)Math.Min((long)most * size, WriteElements);
        float[] floats = new float[isInOrder ? 0 : most];
        byte[] bytes = new byte[most * (type.Bits() / 8)];
        for (int block = 0; block < grid.Count; block++)
        {
            (long offset, int rows) = grid.Locate(block, strides);
            (int[] blockSizes, int count) = BlockSizes(sizes, grid.Axis, rows);
            fixed (float* packed = floats)
            {
                float* values = source + offset;
                if (!isInOrder) StridedCopy.Run(blockSizes, strides.AsSpan(grid.Axis), inOrder.AsSpan(grid.Axis), values, values = packed);
                stream.Write(ElementConversion.FromFloats(type, new ReadOnlySpan<float>(values, count), bytes));
            }
        }
    }

    /// <summary>The same axes without those of size 1, and with two as one where both orders let them be.</summary>
    private static (int[] Sizes, long[] A, long[] B) Merge(int[] sizes, long[] a, long[] b)
    {
        (int[] kept, long[] keptA, long[] keptB) = (new int[sizes.Length], new long[sizes.Length], new long[sizes.Length]);
        int count = 0;
        for (int d = 0; d < sizes.Length; d++)
        {
            if (sizes[d] == 1) continue;
            bool joins = count > 0 && keptA[count - 1] == a[d] * sizes[d] && keptB[count - 1] == b[d] * sizes[d] && (long)kept[count - 1] * sizes[d] <= int.MaxValue;
            int at = joins ? count - 1 : count++;
            (kept[at], keptA[at], keptB[at]) = (joins ? kept[at] * sizes[d] : sizes[d], a[d], b[d]);
        }
        return (kept[..count], keptA[..count], keptB[..count]);
    }

    private static long[] RowMajor(int[] sizes) => WeightEntry.RowMajor(Array.ConvertAll(sizes, size => (long)size));

    private static (int[] Sizes, int Count) BlockSizes(int[] sizes, int axis, int rows)
    {
        int[] block = sizes[Math.Min(axis, sizes.Length)..];
        if (block.Length > 0) block[0] = rows;
        return (block, block.Aggregate(1, (count, size) => count * size));
    }

    private readonly struct ReadWork(ElementType type, byte* source, float* target, int[] sizes, long[] fileStrides, long[] targetStrides) : Workers.IWork
    {
        private readonly long[] inOrder = RowMajor(sizes);

        public BlockGrid Grid { get; } = new(sizes, ReadElements);

        public void Run(int chunk)
        {
            int width = type.Bits() / 8;
            (long from, int rows) = Grid.Locate(chunk, fileStrides);
            (long to, _) = Grid.Locate(chunk, targetStrides);
            (int[] block, int count) = BlockSizes(sizes, Grid.Axis, rows);
            ReadOnlySpan<long> strides = fileStrides.AsSpan(Grid.Axis), blockInOrder = inOrder.AsSpan(Grid.Axis);
            byte* scratch = Workers.Scratch(count * (sizeof(float) + (long)width)), bytes = source + from * width;
            if (!strides.SequenceEqual(blockInOrder)) bytes = Gather(bytes, width, block, strides, scratch + (long)count * sizeof(float));
            ElementConversion.ToFloats(type, new ReadOnlySpan<byte>(bytes, count * width), new Span<float>(scratch, count));
            StridedCopy.Run(block, blockInOrder, targetStrides.AsSpan(Grid.Axis), (float*)scratch, target + to);
        }

        /// <summary>Brings elements that lie apart together at <paramref name="target"/>.</summary>
        private static byte* Gather(byte* source, int width, int[] sizes, ReadOnlySpan<long> strides, byte* target)
        {
            int[] index = new int[sizes.Length];
            for (byte* at = target; ; at += width)
            {
                Buffer.MemoryCopy(source, at, width, width);
                int d = sizes.Length - 1;
                for (; d >= 0; d--)
                {
                    source += strides[d] * width;
                    if (++index[d] < sizes[d]) break;
                    source -= sizes[d] * strides[d] * width;
                    index[d] = 0;
                }
                if (d < 0) return target;
            }
        }
    }
}

using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>What stretching, transposing and slicing share: every element of the result, in order, is read at an offset plus strides times its position.</summary>
internal static class StridedRead
{
    public static void Reference(double[] x, long offset, long[] strides, ReferenceArray y)
    {
        int[] at = new int[y.Shape.Rank];
        for (long i = 0; i < y.Data.LongLength; i++)
        {
            long source = offset;
            for (int d = 0; d < at.Length; d++) source += at[d] * strides[d];
            y.Data[i] = x[source];
            for (int d = at.Length - 1; d >= 0 && ++at[d] == y.Shape[d]; d--) at[d] = 0;
        }
    }

    public static unsafe CpuKernel Cpu(long offset, long[] strides, Shape output)
    {
        int[] sizes = output.Sizes.ToArray();
        long[] target = output.Strides();
        return (x, y, scratch) => StridedCopy.Run(sizes, strides, target, x[0] + offset, y);
    }
}

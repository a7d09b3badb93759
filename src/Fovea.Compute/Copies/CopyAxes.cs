using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>The dimensions of a copy, the slowest of the target first, without those of size 1, and merged where two are one.</summary>
internal struct CopyAxes
{
    [InlineArray(StridedCopy.MaxDimensions)]
    internal struct Longs
    {
        private long first;
    }

    public int Count;
    public Longs Size, Source, Target;

    /// <summary>Fills <paramref name="axes"/>; false where there is nothing to copy.</summary>
    public static bool Collapse(ReadOnlySpan<int> sizes, ReadOnlySpan<long> sourceStrides, ReadOnlySpan<long> targetStrides, ref CopyAxes axes)
    {
        int count = 0;
        for (int d = 0; d < sizes.Length; d++)
        {
            if (sizes[d] <= 0) return false;
            if (sizes[d] == 1) continue;
            int at = count++;
            for (; at > 0 && Math.Abs(axes.Target[at - 1]) < Math.Abs(targetStrides[d]); at--) axes.Move(at - 1, at);
            (axes.Size[at], axes.Source[at], axes.Target[at]) = (sizes[d], sourceStrides[d], targetStrides[d]);
        }

        int kept = 0;
        for (int d = 0; d < count; d++)
        {
            bool merges = kept > 0 && axes.Source[kept - 1] == axes.Source[d] * axes.Size[d] && axes.Target[kept - 1] == axes.Target[d] * axes.Size[d];
            if (merges)
                (axes.Size[kept - 1], axes.Source[kept - 1], axes.Target[kept - 1]) = (axes.Size[kept - 1] * axes.Size[d], axes.Source[d], axes.Target[d]);
            else axes.Move(d, kept++);
        }
        axes.Count = kept;
        return true;
    }

    /// <summary>Takes axis <paramref name="d"/> out.</summary>
    public void Remove(int d)
    {
        for (; d < Count - 1; d++) Move(d + 1, d);
        Count--;
    }

    private void Move(int from, int to) => (Size[to], Source[to], Target[to]) = (Size[from], Source[from], Target[from]);
}

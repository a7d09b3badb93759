namespace Fovea.Compute.Tests;

public unsafe class StridedCopyTests
{
    public static TheoryData<int[], int[]> Permutations() => new()
    {
        { [], [] }, { [5], [0] }, { [3, 4], [1, 0] }, { [67, 129], [1, 0] }, { [2, 3, 5, 7], [0, 3, 1, 2] }, { [2, 5, 7, 3], [0, 3, 1, 2] }, { [2, 70, 70, 17], [0, 3, 1, 2] },
        { [2, 17, 70, 70], [0, 2, 3, 1] }, { [4, 1, 6, 1, 9], [4, 3, 2, 1, 0] }, { [2, 3, 4, 5, 6], [1, 0, 2, 3, 4] }, { [300, 400], [1, 0] }, { [100_003], [0] }, { [3, 40_000], [0, 1] },
        { [2, 2, 2, 2, 2, 2, 2], [6, 0, 5, 1, 4, 2, 3] }, { [0, 4], [1, 0] }, { [33, 2, 65], [2, 1, 0] },
    };

    [Theory]
    [MemberData(nameof(Permutations))]
    public void Transposes(int[] sizes, int[] order)
    {
        int total = sizes.Aggregate(1, (a, b) => a * b);
        Floats source = Floats.Random(total, 1), target = new(total);
        // Target is dense in the order of sizes; source is dense in the permuted order.
        long[] targetStrides = Dense(sizes), permuted = Dense([.. order.Select(d => sizes[d])]), sourceStrides = new long[sizes.Length];
        for (int d = 0; d < order.Length; d++) sourceStrides[order[d]] = permuted[d];
        Check(sizes, sourceStrides, targetStrides, source, 0, target, 0);
        target.CheckFences();
        foreach (float v in target.Span) Assert.False(float.IsNaN(v));
        Threads.CheckSameBits(() => { StridedCopy.Run(sizes, sourceStrides, targetStrides, source.Pointer, target.Pointer); return target.ToArray(); }, "copy");
        Threads.CheckNoAllocation(() => StridedCopy.Run(sizes, sourceStrides, targetStrides, source.Pointer, target.Pointer), "copy");
    }

    [Theory]
    [InlineData(new[] { 4, 5, 6 }, new long[] { 0, 6, 1 }, 0)]
    [InlineData(new[] { 4, 5, 6 }, new long[] { 30, 0, 1 }, 0)]
    [InlineData(new[] { 4, 5, 60 }, new long[] { 5, 1, 0 }, 0)]
    [InlineData(new[] { 40, 50, 60 }, new long[] { 0, 0, 0 }, 0)]
    [InlineData(new[] { 4, 5, 6 }, new long[] { -30, -6, -1 }, 119)]
    [InlineData(new[] { 4, 5, 6 }, new long[] { 30, -6, 1 }, 24)]
    [InlineData(new[] { 4, 5, 6 }, new long[] { 60, 12, 2 }, 1)]
    [InlineData(new[] { 70, 80 }, new long[] { 1, -70 }, 5530)]
    public void BroadcastsReversesAndSkips(int[] sizes, long[] sourceStrides, int start)
    {
        Floats source = Floats.Random(240_000, 1), target = new(sizes.Aggregate(1, (a, b) => a * b));
        Check(sizes, sourceStrides, Dense(sizes), source, start, target, 0);
        target.CheckFences();
    }

    [Theory]
    [InlineData(new[] { 3, 4, 5 }, new long[] { 80, -20, 2 }, 60)]
    [InlineData(new[] { 3, 4, 5 }, new long[] { 1, 3, 12 }, 0)]
    [InlineData(new[] { 30, 40 }, new long[] { 100, 1 }, 50)]
    public void LeavesTheRestOfTheTargetAlone(int[] sizes, long[] targetStrides, int start)
    {
        Floats source = Floats.Random(10_000, 1), target = new(10_000);
        target.Span.Fill(9f);
        HashSet<long> written = Check(sizes, Dense(sizes), targetStrides, source, 0, target, start);
        for (int i = 0; i < target.Count; i++)
            if (!written.Contains(i)) Assert.Equal(9f, target[i]);
    }

    [Fact]
    public void RefusesMismatchedSpans()
    {
        Floats f = new(4);
        Assert.Throws<ArgumentException>(() => StridedCopy.Run([2, 2], [2, 1], [1], f.Pointer, f.Pointer));
        Assert.Throws<ArgumentException>(() => StridedCopy.Run(new int[17], new long[17], new long[17], f.Pointer, f.Pointer));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_001)]
    public void Fills(int n)
    {
        Floats y = new(n);
        StridedCopy.Fill(y.Pointer, n, 2.5f);
        foreach (float v in y.Span) Assert.Equal(2.5f, v);
        y.CheckFences();
    }

    private static long[] Dense(int[] sizes)
    {
        long[] strides = new long[sizes.Length];
        long stride = 1;
        for (int d = sizes.Length - 1; d >= 0; d--) (strides[d], stride) = (stride, stride * sizes[d]);
        return strides;
    }

    private static HashSet<long> Check(int[] sizes, long[] sourceStrides, long[] targetStrides, Floats source, long sourceStart, Floats target, long targetStart)
    {
        StridedCopy.Run(sizes, sourceStrides, targetStrides, source.Pointer + sourceStart, target.Pointer + targetStart);
        HashSet<long> written = [];
        int total = sizes.Aggregate(1, (a, b) => a * b);
        for (int i = 0; i < total; i++)
        {
            long s = sourceStart, t = targetStart;
            for (int d = sizes.Length - 1, rest = i; d >= 0; rest /= sizes[d], d--) (s, t) = (s + rest % sizes[d] * sourceStrides[d], t + rest % sizes[d] * targetStrides[d]);
            Assert.Equal(source[s], target[t]);
            written.Add(t);
        }
        return written;
    }
}

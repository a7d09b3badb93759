namespace Fovea.Compute.Tests;

public unsafe class ReductionTests
{
    public static TheoryData<ReductionKind, int, int, int> Cases()
    {
        TheoryData<ReductionKind, int, int, int> cases = [];
        foreach (ReductionKind kind in Enum.GetValues<ReductionKind>())
            foreach ((int outer, int length, int inner) in new[]
                     {
                         (1, 1, 1), (1, 2, 1), (1, 31, 1), (3, 33, 1), (5, 64, 1), (2, 1000, 1), (1, 300_001, 1), (40, 3000, 1), (1, 100_352, 6), (1, 12_800, 16), (1, 128, 120),
                         (1, 5, 3), (2, 7, 17), (3, 70, 33), (2, 9, 600), (1, 4000, 40), (1, 3, 5000), (3, 40_000, 1), (2, 30_000, 3), (4, 0, 3), (4, 0, 1), (0, 4, 4), (4, 4, 0),
                     })
                cases.Add(kind, outer, length, inner);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsTheDefinition(ReductionKind kind, int outer, int length, int inner)
    {
        Check(kind, outer, length, inner, Floats.Random((long)outer * length * inner, 1, shift: 3));
        Check(kind, outer, length, inner, Floats.Whole((long)outer * length * inner, 2));
        Floats nan = Floats.Whole((long)outer * length * inner, 3);
        for (int i = 7; i < nan.Count; i += 101) nan[i] = float.NaN;
        Check(kind, outer, length, inner, nan);
        Floats infinite = new((long)outer * length * inner);
        infinite.Span.Fill(kind is ReductionKind.Max or ReductionKind.ArgMax ? float.NegativeInfinity : float.PositiveInfinity);
        if (kind != ReductionKind.Sum) Check(kind, outer, length, inner, infinite);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SameBitsForAnyNumberOfThreadsAndNoAllocation(ReductionKind kind, int outer, int length, int inner)
    {
        Floats x = Floats.Random((long)outer * length * inner, 1), y = new((long)outer * inner);
        Scratch scratch = new(Reduction.ScratchBytes(kind, outer, length, inner));
        Threads.CheckNoAllocation(() => Reduction.Run(kind, outer, length, inner, x.Pointer, y.Pointer, scratch.Pointer), $"{kind}");
        Threads.CheckSameBits(() => { Reduction.Run(kind, outer, length, inner, x.Pointer, y.Pointer, scratch.Pointer); return y.ToArray(); }, $"{kind} {outer} {length} {inner}");
    }

    [Fact]
    public void LongSumsStayAccurate()
    {
        // One running float sum would stop at 2^24.
        const int N = 40_000_000;
        Floats x = new(N), y = new(1);
        x.Span.Fill(1f);
        foreach ((long length, long inner) in new[] { (N, 1L), (N / 2, 2L) })
        {
            Floats result = new(inner);
            Scratch scratch = new(Reduction.ScratchBytes(ReductionKind.Sum, 1, length, inner));
            Reduction.Run(ReductionKind.Sum, 1, length, inner, x.Pointer, result.Pointer, scratch.Pointer);
            for (int i = 0; i < inner; i++) Assert.Equal(length, (double)result[i]);
        }
    }

    private static void Check(ReductionKind kind, int outer, int length, int inner, Floats x)
    {
        Floats y = new((long)outer * inner);
        double[] expected = new double[y.Count], magnitude = new double[y.Count];
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                double sum = 0, size = 0;
                float best = kind is ReductionKind.Max or ReductionKind.ArgMax ? float.NegativeInfinity : float.PositiveInfinity;
                int at = 0;
                for (int r = 0; r < length; r++)
                {
                    float v = x[((long)o * length + r) * inner + i];
                    sum += v;
                    size += Math.Abs(v);
                    bool better = kind is ReductionKind.Max or ReductionKind.ArgMax ? v > best : v < best;
                    if (better || (float.IsNaN(v) && !float.IsNaN(best))) (best, at) = (v, r);
                }
                expected[(long)o * inner + i] = kind switch { ReductionKind.Sum => sum, ReductionKind.Max or ReductionKind.Min => best, _ => at };
                magnitude[(long)o * inner + i] = kind == ReductionKind.Sum ? size : 0;
            }
        Scratch scratch = new(Reduction.ScratchBytes(kind, outer, length, inner));
        Reduction.Run(kind, outer, length, inner, x.Pointer, y.Pointer, scratch.Pointer);
        scratch.Check();
        y.CheckFences();
        for (int i = 0; i < y.Count; i++)
            if (double.IsNaN(expected[i]) || double.IsInfinity(expected[i])) Assert.Equal((float)expected[i], y[i]);
            else Assert.InRange(y[i], expected[i] - 1e-6 * magnitude[i], expected[i] + 1e-6 * magnitude[i]);
    }
}

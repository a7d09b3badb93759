// Workers.Threads belongs to the process; tests that change it cannot run beside others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Fovea.Compute.Tests;

/// <summary>Aligned floats between two fences; <see cref="CheckFences"/> fails when a kernel wrote outside.</summary>
internal sealed unsafe class Floats
{
    private const int Fence = 32;
    private const float Mark = -12345.678f;
    private readonly AlignedBuffer buffer;

    /// <param name="count">How many floats.</param>
    /// <param name="shift">Floats by which the first one misses 64-byte alignment.</param>
    public Floats(long count, int shift = 0)
    {
        Count = (int)count;
        buffer = new AlignedBuffer((count + 2 * Fence + shift) * sizeof(float));
        new Span<float>(buffer.Floats, Count + 2 * Fence + shift).Fill(Mark);
        Pointer = buffer.Floats + Fence + shift;
        // What a kernel forgets to write is found by every comparison.
        Span.Fill(float.NaN);
    }

    public int Count { get; }
    public float* Pointer { get; }
    public Span<float> Span => new(Pointer, Count);
    public float this[long i] { get => Pointer[i]; set => Pointer[i] = value; }

    public static Floats Random(long count, int seed, int shift = 0)
    {
        Floats result = new(count, shift);
        Random random = new(seed);
        for (int i = 0; i < result.Count; i++) result[i] = (float)(random.NextDouble() * 2 - 1);
        return result;
    }

    /// <summary>Small whole numbers, so that equal values are frequent.</summary>
    public static Floats Whole(long count, int seed, int range = 5)
    {
        Floats result = new(count);
        Random random = new(seed);
        for (int i = 0; i < result.Count; i++) result[i] = random.Next(-range, range + 1);
        return result;
    }

    public void CheckFences()
    {
        for (int i = 1; i <= Fence; i++)
        {
            Assert.Equal(Mark, Pointer[-i]);
            Assert.Equal(Mark, Pointer[Count + i - 1]);
        }
    }

    /// <summary>Every element within <paramref name="tolerance"/> times its magnitude (the sum of the absolute values that went into it) of the expected one.</summary>
    public void CheckClose(double[] expected, double[] magnitude, double tolerance, string what)
    {
        Assert.Equal(expected.Length, Count);
        for (int i = 0; i < Count; i++)
        {
            double allowed = tolerance * magnitude[i] + 1e-30;
            if (!(Math.Abs(Pointer[i] - expected[i]) <= allowed))
                Assert.Fail($"{what}: element {i} is {Pointer[i]:R}, expected {expected[i]:R} within {allowed:R}");
        }
        CheckFences();
    }

    public float[] ToArray() => Span.ToArray();
}

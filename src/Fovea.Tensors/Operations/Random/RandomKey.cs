namespace Fovea.Tensors;

/// <summary>
/// Keys of random operations: 64 bits mixed from a seed and from counters such as epoch, step and sample, as a tensor (4) of whole numbers of 16 bits.
/// The same numbers give the same key everywhere; another seed, counter, order or number of counters gives an unrelated one.
/// </summary>
public static class RandomKey
{
    /// <summary>A new key (4).</summary>
    public static Tensor Of(ulong seed, params ReadOnlySpan<ulong> counters)
    {
        Span<float> pieces = stackalloc float[4];
        Split(Mix(seed, counters), pieces);
        return Tensor.From(pieces, [4]);
    }

    /// <summary>Writes a key into a tensor (4) of given values, such as the input of a <see cref="Function"/>. Allocates nothing.</summary>
    /// <exception cref="ShapeException">The tensor has not the shape (4).</exception>
    public static void Write(Tensor key, ulong seed, params ReadOnlySpan<ulong> counters)
    {
        if (key.Shape.Rank != 1 || key.Shape[0] != 4) throw new ShapeException("RandomKey", "a key has the shape (4)", [("given", key.Shape, "")]);
        Span<float> pieces = stackalloc float[4];
        Split(Mix(seed, counters), pieces);
        key.Write(pieces);
    }

    static ulong Mix(ulong seed, ReadOnlySpan<ulong> counters)
    {
        ulong key = Scramble(seed);
        foreach (ulong counter in counters) key = Scramble(key + counter);
        return key;
    }

    // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): every bit of the result depends on every bit given.
    static ulong Scramble(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    static void Split(ulong key, Span<float> pieces)
    {
        for (int i = 0; i < 4; i++) pieces[i] = (ushort)(key >> 16 * i);
    }
}

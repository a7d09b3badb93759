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
        if (!IsKey(key.Shape)) throw new ShapeException("RandomKey", "a key has the shape (4)", [("given", key.Shape, "")]);
        Span<float> pieces = stackalloc float[4];
        Split(Mix(seed, counters), pieces);
        key.Write(pieces);
    }

    /// <summary>Whether a key can have this shape.</summary>
    internal static bool IsKey(Shape shape) => shape.Rank == 1 && shape[0] == 4;

    /// <summary>The key and the stream of one draw. A variable is the state of a generator and moves on: at once, or at the end of the function being compiled.</summary>
    internal static (Tensor Key, int Stream) Draw(Tensor key)
    {
        // What has another shape is reported by the operation.
        if (key is not Variable state || !IsKey(key.Shape)) return (key, 0);
        if (Trace.Current is { } trace) return (state, trace.NextStream(state));
        // A copy: what is computed only later must still see the key of now.
        Span<float> pieces = stackalloc float[4];
        state.CopyTo(pieces);
        Tensor now = Tensor.From(pieces, [4]);
        Next(pieces);
        state.Write(pieces);
        return (now, 0);
    }

    /// <summary>Adds 1 to the number that the pieces hold, lowest first.</summary>
    internal static void Next(Span<float> pieces)
    {
        ulong key = 0;
        for (int i = 0; i < 4; i++) key |= (ulong)(ushort)(uint)pieces[i] << 16 * i;
        Split(key + 1, pieces);
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

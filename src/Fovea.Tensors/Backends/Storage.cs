using System.Buffers;

namespace Fovea.Tensors;

/// <summary>The memory that holds a tensor's values on one backend. Garbage collected; never disposed by hand.</summary>
internal abstract class Storage(Backend backend, long count)
{
    public Backend Backend { get; } = backend;

    public long Count { get; } = count;

    public abstract void Read(Span<float> values);

    public abstract void Read(Span<double> values);

    public abstract void Write(ReadOnlySpan<float> values);

    public abstract void Write(ReadOnlySpan<double> values);

    /// <summary>Hands the values to a reader, where they are kept in single precision without a copy.</summary>
    public abstract void Read<TState>(TState state, ReadOnlySpanAction<float, TState> read);

    /// <summary>Has a writer fill in all values, where they are kept in single precision without a copy.</summary>
    public abstract void Write<TState>(TState state, SpanAction<float, TState> write);
}

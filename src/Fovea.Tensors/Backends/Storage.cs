namespace Fovea.Tensors;

/// <summary>The memory that holds a tensor's values on one backend. Garbage collected; never disposed by hand.</summary>
internal abstract class Storage(Backend backend, long count)
{
    public Backend Backend { get; } = backend;

    public long Count { get; } = count;

    /// <summary>How often the values have changed: what was computed from them is still right while this is the same.</summary>
    public long Version { get; private set; }

    /// <summary>To be called whenever values are written.</summary>
    public void Changed() => Version++;

    public abstract void Read(Span<float> values);

    public abstract void Read(Span<double> values);

    public abstract void Write(ReadOnlySpan<float> values);

    public abstract void Write(ReadOnlySpan<double> values);

    /// <summary>Lets something read all values, in single precision.</summary>
    public abstract void Read(Action<ReadOnlySpan<float>> values);

    /// <summary>Lets something write all values, in single precision.</summary>
    public abstract void Fill(Action<Span<float>> values);

    /// <summary>Sets all values to zero.</summary>
    public abstract void Clear();
}

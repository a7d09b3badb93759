using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>Single precision on the kernels of Fovea.Compute, with all cores.</summary>
internal sealed class CpuBackend : Backend
{
    public override string Name => "cpu";

    internal override Storage Allocate(long count) => new CpuStorage(this, count);

    internal override IExecutable Compile(Graph graph) => new CpuPlan(graph, Precision);

    /// <summary>The bytes of so many values.</summary>
    /// <exception cref="FoveaException">No machine has so many.</exception>
    public static long Bytes(long count) => count <= Most ? count * sizeof(float) : throw new FoveaException($"{count} values are needed at once, more than any machine can hold");

    // Far beyond every address space, and few enough for sums of sizes not to overflow.
    const long Most = 1L << 48;
}

/// <summary>Values in aligned memory that the garbage collector owns but never moves.</summary>
internal sealed unsafe class CpuStorage(Backend backend, long count) : Storage(backend, count)
{
    readonly AlignedBuffer buffer = new(Math.Max(CpuBackend.Bytes(count), sizeof(float)));

    public float* Pointer => buffer.Floats;

    Span<float> Values => Count <= int.MaxValue ? new(buffer.Floats, (int)Count) : throw new FoveaException($"a tensor of {Count} values cannot be read or written at once", "read it slice by slice");

    public override void Read(Span<float> values)
    {
        Values.CopyTo(values);
        GC.KeepAlive(this);
    }

    public override void Read(Span<double> values)
    {
        Span<float> own = Values;
        for (int i = 0; i < own.Length; i++) values[i] = own[i];
        GC.KeepAlive(this);
    }

    public override void Write(ReadOnlySpan<float> values)
    {
        values.CopyTo(Values);
        Changed();
        GC.KeepAlive(this);
    }

    public override void Write(ReadOnlySpan<double> values)
    {
        Span<float> own = Values;
        for (int i = 0; i < own.Length; i++) own[i] = (float)values[i];
        Changed();
        GC.KeepAlive(this);
    }

    public override void Read(Action<ReadOnlySpan<float>> values)
    {
        values(Values);
        GC.KeepAlive(this);
    }

    public override void Fill(Action<Span<float>> values)
    {
        values(Values);
        Changed();
        GC.KeepAlive(this);
    }

    public override void Clear()
    {
        buffer.Clear();
        Changed();
    }
}

using System.Buffers;
using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>Single precision on the kernels of Fovea.Compute, with all cores.</summary>
internal sealed class CpuBackend : Backend
{
    public override string Name => "cpu";

    internal override Storage Allocate(long count) => new CpuStorage(this, count);

    internal override IExecutable Compile(Graph graph) => new CpuPlan(graph);
}

/// <summary>Values in aligned memory that the garbage collector owns but never moves.</summary>
internal sealed unsafe class CpuStorage(Backend backend, long count) : Storage(backend, count)
{
    readonly AlignedBuffer buffer = new(Math.Max(count, 1) * sizeof(float));

    public float* Pointer => buffer.Floats;

    Span<float> Values => new(buffer.Floats, checked((int)Count));

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
        GC.KeepAlive(this);
    }

    public override void Write(ReadOnlySpan<double> values)
    {
        Span<float> own = Values;
        for (int i = 0; i < own.Length; i++) own[i] = (float)values[i];
        GC.KeepAlive(this);
    }

    public override void Read<TState>(TState state, ReadOnlySpanAction<float, TState> read)
    {
        read(Values, state);
        GC.KeepAlive(this);
    }

    public override void Write<TState>(TState state, SpanAction<float, TState> write)
    {
        write(Values, state);
        GC.KeepAlive(this);
    }
}

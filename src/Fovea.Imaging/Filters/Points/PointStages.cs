using System.Numerics;
using System.Runtime.InteropServices;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>A step that looks samples up in a table of all their values.</summary>
internal sealed unsafe class TablePointStage<TIn, TOut>(ImageKind input, Func<double, double> value, bool keepsAlpha)
    : RowStage(input, new RowWindow(0, 0, 0, 0), Border.Replicate) where TIn : unmanaged, INumber<TIn> where TOut : unmanaged, INumber<TOut>
{
    // When it is first needed: a stage is also made to ask for the kind of its result.
    private readonly Lazy<AlignedBuffer> table = new(() =>
    {
        int count = typeof(TIn) == typeof(byte) ? 256 : 65536;
        AlignedBuffer values = new((long)count * sizeof(TOut));
        for (int i = 0; i < count; i++) ((TOut*)values.Pointer)[i] = SampleRounding.Nearest<TOut>(value(i));
        return values;
    });

    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = Image<TOut>.SampleDepth };

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        var values = (TOut*)table.Value.Pointer;
        TIn* from = (TIn*)rows[0];
        TOut* to = (TOut*)results[0];
        int n = Input.RowSamples;
        if (typeof(TIn) == typeof(byte) && typeof(TOut) == typeof(byte)) ByteTable.Apply((byte*)from, (byte*)to, n, (byte*)values);
        else if (typeof(TIn) == typeof(byte)) for (int i = 0; i < n; i++) to[i] = values[((byte*)from)[i]];
        else for (int i = 0; i < n; i++) to[i] = values[((ushort*)from)[i]];
        if (keepsAlpha && typeof(TIn) == typeof(TOut)) Samples.CopyAlpha((TOut*)from, to, n, Input.Channels);
    }
}

/// <summary>A step from floats to floats.</summary>
internal sealed unsafe class FloatPointStage(ImageKind input, FloatPointStage.Map map, bool keepsAlpha) : RowStage(input, new RowWindow(0, 0, 0, 0), Border.Replicate)
{
    public delegate void Map(ReadOnlySpan<float> from, Span<float> to);

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        map(new ReadOnlySpan<float>(rows[0], Input.RowSamples), new Span<float>(results[0], Input.RowSamples));
        if (keepsAlpha) Samples.CopyAlpha((float*)rows[0], (float*)results[0], Input.RowSamples, Input.Channels);
    }
}

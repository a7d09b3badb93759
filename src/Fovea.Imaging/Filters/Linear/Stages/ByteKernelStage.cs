using System.Numerics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>A correlation of bytes with small whole weights that are no product, in whole numbers of 16 bits.</summary>
internal sealed unsafe class ByteKernelStage : RowStage
{
    private const int Alignment = 64;

    private readonly short[] weights;
    private readonly int[] rowOf, offsets;
    private readonly WholeFinish finish;
    private readonly int samples;

    /// <summary>A step for weights that <see cref="Fits"/> accepts.</summary>
    public ByteKernelStage(ImageKind input, RowWindow window, Border border, double[] kernel, WholeFinish finish) : base(input, window, border)
    {
        this.finish = finish;
        int[] places = [.. Enumerable.Range(0, kernel.Length).Where(i => kernel[i] != 0)];
        int before = border.Kind == BorderKind.Valid ? 0 : window.Left;
        weights = [.. places.Select(i => (short)kernel[i])];
        rowOf = [.. places.Select(i => i / window.Columns)];
        offsets = [.. places.Select(i => (i % window.Columns - before) * input.Channels)];
        samples = (Math.Max(0, Output.RowSamples) + 31) / 32 * 32 + 32;
    }

    // Sums of 16 bits and of floats, and the places of what is summed.
    public override long StateBytes => samples * (long)(sizeof(short) + sizeof(float)) + weights.Length * (long)sizeof(byte*) + Alignment;

    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = finish.Depth };

    /// <summary>Whether the weights are whole and their sums stay in 16 bits with a sign.</summary>
    public static bool Fits(ReadOnlySpan<double> kernel)
    {
        double sum = 0;
        foreach (double weight in kernel)
        {
            if (weight != Math.Round(weight)) return false;
            sum += Math.Abs(weight);
        }
        return sum * byte.MaxValue <= short.MaxValue;
    }

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        float* floats = (float*)state;
        short* sums = (short*)(floats + samples);
        byte** terms = (byte**)(sums + samples);
        int wide = Output.RowSamples;
        for (int i = 0; i < weights.Length; i++) terms[i] = rows[rowOf[i]] + offsets[i];
        fixed (short* first = weights) ByteSum.Run(terms, first, weights.Length, 0, sums, wide);
        if (finish is { Depth: PixelDepth.UInt8, Scale: 1 })
        {
            Saturate(sums, results[0], wide);
            return;
        }
        int half = Vector<float>.Count;
        for (int x = 0; x < wide; x += 2 * half)
        {
            Vector.Widen(Vector.Load(sums + x), out Vector<int> low, out Vector<int> high);
            Vector.ConvertToSingle(low).Store(floats + x);
            Vector.ConvertToSingle(high).Store(floats + x + half);
        }
        if (finish.Depth == PixelDepth.UInt8) SampleStore.Store<byte>(floats, finish.Scale, results[0], wide);
        else SampleStore.Store<float>(floats, finish.Scale, results[0], wide);
    }

    private static void Saturate(short* sums, byte* result, int count)
    {
        int block = Vector<byte>.Count, x = 0;
        Vector<short> most = new(byte.MaxValue);
        for (; x <= count - block; x += block)
            Vector.Narrow(Vector.AsVectorUInt16(Vector.Min(Vector.Max(Vector.Load(sums + x), Vector<short>.Zero), most)),
                Vector.AsVectorUInt16(Vector.Min(Vector.Max(Vector.Load(sums + x + block / 2), Vector<short>.Zero), most))).Store(result + x);
        for (; x < count; x++) result[x] = (byte)Math.Clamp(sums[x], (short)0, (short)byte.MaxValue);
    }
}

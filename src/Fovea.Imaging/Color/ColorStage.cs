using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>From one colour space to another, for a few pixels at a time: the three values of each in three vectors.</summary>
internal interface IColorMap
{
    static abstract void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c);
}

/// <summary>A step that takes the pixels of a colour space to another; a fourth channel stays.</summary>
internal sealed unsafe class ColorStage<T, TMap>(ImageKind input, ColorCode from, ColorCode to) : RowStage(input, new RowWindow(0, 0, 0, 0), Border.Replicate)
    where T : unmanaged where TMap : struct, IColorMap
{
    // Pixels at a time: three planes and the pixels as floats stay in the first-level cache.
    private const int Block = 512;

    private readonly SampleCode[] from = from.Of(input.Depth), to = to.Of(input.Depth);

    public override long StateBytes => (3 + Input.Channels) * Block * sizeof(float);

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        float* a = (float*)state, b = a + Block, c = b + Block, pixels = c + Block;
        int channels = Input.Channels;
        for (int x = 0; x < Input.Width; x += Block)
        {
            int n = Math.Min(Block, Input.Width - x), samples = n * channels;
            T* source = (T*)rows[0] + (long)x * channels, target = (T*)results[0] + (long)x * channels;
            float* values = typeof(T) == typeof(float) ? (float*)source : pixels;
            if (typeof(T) != typeof(float)) SampleConversion.ToSingle(new ReadOnlySpan<T>(source, samples), new Span<float>(pixels, samples));
            Interleaving.Split(values, a, b, c, n, channels);
            Map(a, b, c, n);
            if (typeof(T) == typeof(float)) values = (float*)target;
            Interleaving.Join(a, b, c, values, n, channels);
            if (typeof(T) != typeof(float)) SampleRounding.Nearest(pixels, target, samples);
            else for (int i = 3; i < samples && channels == 4; i += 4) ((float*)target)[i] = ((float*)source)[i];
        }
    }

    // The planes are whole blocks, so the last vector may reach beyond the pixels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Map(float* a, float* b, float* c, int n)
    {
        Decoder d0 = new(from[0]), d1 = new(from[1]), d2 = new(from[2]);
        Encoder e0 = new(to[0]), e1 = new(to[1]), e2 = new(to[2]);
        for (int i = 0; i < n; i += Vector<float>.Count)
        {
            Vector<float> va = d0.Value(a + i), vb = d1.Value(b + i), vc = d2.Value(c + i);
            TMap.Map(ref va, ref vb, ref vc);
            e0.Sample(va).Store(a + i);
            e1.Sample(vb).Store(b + i);
            e2.Sample(vc).Store(c + i);
        }
    }

    private readonly struct Decoder(SampleCode code)
    {
        private readonly Vector<float> gain = new(1 / code.Scale), offset = new(code.Offset);

        public Vector<float> Value(float* at) => (Vector.Load(at) - offset) * gain;
    }

    private readonly struct Encoder(SampleCode code)
    {
        private readonly Vector<float> scale = new(code.Scale), offset = new(code.Offset), most = new(code.Period - 0.5f), period = new(float.IsFinite(code.Period) ? code.Period : 0);

        public Vector<float> Sample(Vector<float> value)
        {
            Vector<float> sample = value * scale + offset;
            return Vector.ConditionalSelect(Vector.GreaterThanOrEqual(sample, most), sample - period, sample);
        }
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>A step from RGB to grey, alpha kept. Bytes with weights of 15 bits go 16 pixels at a time, other integers one by one, floats in planes.</summary>
internal sealed unsafe class GrayStage<T>(ImageKind input, LumaWeights weights) : RowStage(input, new RowWindow(0, 0, 0, 0), Border.Replicate) where T : unmanaged
{
    private const int Block = 512;

    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Channels = sized.Channels - 2 };

    public override long StateBytes => typeof(T) == typeof(float) ? 3 * Block * sizeof(float) : 0;

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        T* from = (T*)rows[0], to = (T*)results[0];
        int channels = Input.Channels;
        if (typeof(T) == typeof(float)) Floats((float*)from, (float*)to, (float*)state);
        else
        {
            int done = typeof(T) == typeof(byte) && channels == 3 && weights.Bits == 15 ? Bytes((byte*)from, (byte*)to, Input.Width) : 0;
            for (int x = done; x < Input.Width; x++)
            {
                if (typeof(T) == typeof(byte))
                {
                    byte* pixel = (byte*)from + x * channels;
                    ((byte*)to)[x * (channels - 2)] = (byte)weights.Of(pixel[0], pixel[1], pixel[2]);
                }
                else
                {
                    ushort* pixel = (ushort*)from + x * channels;
                    ((ushort*)to)[x * (channels - 2)] = (ushort)weights.Of(pixel[0], pixel[1], pixel[2]);
                }
            }
        }
        if (channels == 4)
            for (int x = 0; x < Input.Width; x++) to[2 * x + 1] = from[4 * x + 3];
    }

    private void Floats(float* from, float* to, float* planes)
    {
        int channels = Input.Channels;
        float* r = planes, g = r + Block, b = g + Block;
        for (int x = 0; x < Input.Width; x += Block)
        {
            int n = Math.Min(Block, Input.Width - x);
            Interleaving.Split(from + (long)x * channels, r, g, b, n, channels);
            for (int i = 0; i < n; i += Vector<float>.Count)
                (Vector.Load(r + i) * 0.299f + Vector.Load(g + i) * 0.587f + Vector.Load(b + i) * 0.114f).Store(r + i);
            if (channels == 3) Buffer.MemoryCopy(r, to + x, n * sizeof(float), n * sizeof(float));
            else for (int i = 0; i < n; i++) to[2 * (x + i)] = r[i];
        }
    }

    // Four pixels a vector: (r, g) as pairs of 16 bits and (b, 1), each multiplied and added in pairs.
    private int Bytes(byte* from, byte* to, int width)
    {
        if (!Ssse3.IsSupported) return 0;
        Vector128<byte> pairs = Vector128.Create(0, 255, 1, 255, 3, 255, 4, 255, 6, 255, 7, 255, 9, 255, 10, 255).AsByte();
        Vector128<byte> thirds = Vector128.Create(2, 255, 255, 255, 5, 255, 255, 255, 8, 255, 255, 255, 11, 255, 255, 255).AsByte();
        Vector128<short> one = Vector128.Create(0, 1, 0, 1, 0, 1, 0, 1);
        Vector128<short> redGreen = Vector128.Create((int)(weights.Red | weights.Green << 16)).AsInt16(), blueHalf = Vector128.Create((int)(weights.Blue | 1u << 30)).AsInt16();
        int x = 0;
        // The last of the four loads ends four bytes behind its pixels.
        for (; x <= width - 18; x += 16, from += 48)
        {
            Vector128<short> low = Sse2.PackSignedSaturate(Four(from), Four(from + 12)), high = Sse2.PackSignedSaturate(Four(from + 24), Four(from + 36));
            Sse2.PackUnsignedSaturate(low, high).Store(to + x);
        }
        return x;

        Vector128<int> Four(byte* at)
        {
            Vector128<byte> v = Vector128.Load(at);
            return (Sse2.MultiplyAddAdjacent(Ssse3.Shuffle(v, pairs).AsInt16(), redGreen) + Sse2.MultiplyAddAdjacent(Ssse3.Shuffle(v, thirds).AsInt16() | one, blueHalf)) >> 15;
        }
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// The mean of blocks of whole pixels, in whole numbers, as OpenCV's <c>INTER_AREA</c> for whole factors: blocks of 2 x 2 are rounded halves up, others are
/// summed, multiplied by the area's inverse in single precision and rounded halves to even.
/// </summary>
internal sealed unsafe class AreaAverage(ImageKind input, ImageKind output, int down, int across) : RowMaker(input, output)
{
    // 65535 times this stays below 2^32.
    private const int LargestBlock = 65536;

    /// <summary>Whether a resizing is such a mean: both steps are whole numbers.</summary>
    public static bool Fits(ImageKind image, ImageKind result, double rowStep, double columnStep) => rowStep == Math.Floor(rowStep) && columnStep == Math.Floor(columnStep)
        && rowStep >= 1 && columnStep >= 1 && rowStep * columnStep is > 1 and <= LargestBlock
        // The last blocks may reach beyond the image; they have fewer pixels then.
        && (result.Height - 1) * rowStep < image.Height && (result.Width - 1) * columnStep < image.Width;

    public override RowRange Sees(RowRange wanted) => new(wanted.From * down, Math.Min(Input.Height, wanted.To * down));

    public override void Run(PixelRows source, PixelRows result, RowRange wanted)
    {
        int width = Output.Width, channels = Input.Channels, samples = width * channels;
        RowBlocks.Run(wanted.Count, (_, first, last) =>
        {
            (int begin, int end) = (wanted.From + first, wanted.From + last);
            uint* sums = (uint*)Workers.Scratch((long)samples * across * (sizeof(uint) + sizeof(uint)));
            for (int y = begin; y < end; y++)
            {
                int high = Math.Min(down, Input.Height - y * down);
                byte* upper = source.Row(y * down), second = source.Row(y * down + high - 1);
                int done = 0;
                if (high == 2 && down == 2 && across == 2)
                    done = Input.Depth switch
                    {
                        PixelDepth.UInt8 => HalveBytes(upper, second, result.Row(y), Input.Width / 2, channels),
                        PixelDepth.Float32 => HalveFloats((float*)upper, (float*)second, (float*)result.Row(y), Input.Width / 2, channels),
                        _ => 0,
                    };
                int x = done * across * channels * Input.SampleBytes, rest = (Math.Min(Input.Width, width * across) - done * across) * channels;
                switch (Input.Depth)
                {
                    case PixelDepth.UInt8: Sum<byte>(source, y * down, high, x, new Span<uint>(sums, rest), new Span<uint>(sums + rest, rest)); break;
                    case PixelDepth.UInt16: Sum<ushort>(source, y * down, high, x, new Span<uint>(sums, rest), new Span<uint>(sums + rest, rest)); break;
                    default:
                        Span<float> floats = new(sums, rest);
                        new ReadOnlySpan<float>(upper + x, rest).CopyTo(floats);
                        for (int k = 1; k < high; k++) TensorPrimitives.Add(floats, new ReadOnlySpan<float>(source.Row(y * down + k) + x, rest), floats);
                        break;
                }
                switch (Input.Depth)
                {
                    case PixelDepth.UInt8: Mean(sums, result.Row(y) + done * channels, rest, channels, high, across); break;
                    case PixelDepth.UInt16: Mean(sums, (ushort*)result.Row(y) + done * channels, rest, channels, high, across); break;
                    default: Mean((float*)sums, (float*)result.Row(y) + done * channels, rest, channels, high, across); break;
                }
            }
        });
    }

    private static void Sum<T>(PixelRows source, int row, int down, int offset, Span<uint> sums, Span<uint> wide) where T : unmanaged, INumberBase<T>
    {
        TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(source.Row(row) + offset, sums.Length), sums);
        for (int k = 1; k < down; k++)
        {
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(source.Row(row + k) + offset, sums.Length), wide);
            TensorPrimitives.Add<uint>(sums, wide, sums);
        }
    }

    private static void Mean<T>(uint* sums, T* to, int count, int channels, int down, int across) where T : unmanaged, INumber<T>
    {
        for (int left = count / channels; left > 0; left -= across, sums += across * channels)
        {
            across = Math.Min(across, left);
            float scale = 1f / (down * across);
            for (int c = 0; c < channels; c++, to++)
            {
                uint sum = 0;
                for (int k = 0; k < across; k++) sum += sums[k * channels + c];
                *to = down == 2 && across == 2 ? T.CreateTruncating((sum + 2) >> 2) : SampleRounding.Nearest<T>((double)(sum * scale));
            }
        }
    }

    private static void Mean(float* sums, float* to, int count, int channels, int down, int across)
    {
        for (int left = count / channels; left > 0; left -= across, sums += across * channels)
        {
            across = Math.Min(across, left);
            float scale = 1f / (down * across);
            for (int c = 0; c < channels; c++, to++)
            {
                float sum = 0;
                for (int k = 0; k < across; k++) sum += sums[k * channels + c];
                *to = sum * scale;
            }
        }
    }

    // Returns how many pixels of the result were made.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int HalveBytes(byte* first, byte* second, byte* to, int width, int channels)
    {
        int x = 0;
        if (channels == 1)
        {
            for (int lanes = Vector<byte>.Count; x <= width - lanes; x += lanes)
                Vector.Narrow(Pairs(first + 2 * x, second + 2 * x), Pairs(first + 2 * x + lanes, second + 2 * x + lanes)).Store(to + x);
            return x;
        }
        if (!Avx512Vbmi.IsSupported || channels > 32) return 0;
        // Sums with the pixel to the right at every place, of which every other pixel is kept.
        int pixels = 64 / channels, made = pixels * channels;
        Vector512<byte> places = Places(channels);
        // The loads end 128 + channels samples from the block's beginning, the store 64 from its own.
        for (; 2 * (width - x) * channels >= 128 + channels; x += pixels)
        {
            byte* a = first + 2 * x * channels, b = second + 2 * x * channels;
            Avx512Vbmi.PermuteVar64x8x2(Sums(a, b, channels), places, Sums(a + 64, b + 64, channels)).Store(to + x * channels);
        }
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Pairs(byte* first, byte* second)
    {
        Vector<ushort> a = Vector.AsVectorUInt16(Vector.Load(first)), b = Vector.AsVectorUInt16(Vector.Load(second)), low = new(255);
        return ((a & low) + (a >>> 8) + (b & low) + (b >>> 8) + new Vector<ushort>(2)) >>> 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Sums(byte* a, byte* b, int channels)
    {
        (Vector512<ushort> l0, Vector512<ushort> h0) = Vector512.Widen(Vector512.Load(a));
        (Vector512<ushort> l1, Vector512<ushort> h1) = Vector512.Widen(Vector512.Load(b));
        (Vector512<ushort> l2, Vector512<ushort> h2) = Vector512.Widen(Vector512.Load(a + channels));
        (Vector512<ushort> l3, Vector512<ushort> h3) = Vector512.Widen(Vector512.Load(b + channels));
        Vector512<ushort> two = Vector512.Create((ushort)2);
        return Vector512.Narrow((l0 + l1 + (l2 + l3) + two) >>> 2, (h0 + h1 + (h2 + h3) + two) >>> 2);
    }

    private static Vector512<byte> Places(int channels)
    {
        byte* places = stackalloc byte[64];
        for (int i = 0; i < 64; i++) places[i] = (byte)Math.Min(127, i / channels * 2 * channels + i % channels);
        return Vector512.Load(places);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int HalveFloats(float* first, float* second, float* to, int width, int channels)
    {
        if (!Avx512F.IsSupported || channels > 8) return 0;
        int pixels = 16 / channels, x = 0;
        if (channels == 1)
        {
            // Neighbours are told apart in registers, so that nothing is loaded twice.
            Vector512<int> even = 2 * Vector512<int>.Indices, odd = even + Vector512<int>.One;
            for (; x <= width - 16; x += 16)
            {
                float* a = first + 2 * x, b = second + 2 * x;
                Vector512<float> a0 = Vector512.Load(a), a1 = Vector512.Load(a + 16), b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16);
                Vector512<float> above = Avx512F.PermuteVar16x32x2(a0, even, a1) + Avx512F.PermuteVar16x32x2(a0, odd, a1);
                Vector512<float> below = Avx512F.PermuteVar16x32x2(b0, even, b1) + Avx512F.PermuteVar16x32x2(b0, odd, b1);
                ((above + below) * 0.25f).Store(to + x);
            }
            return x;
        }
        int* places = stackalloc int[16];
        for (int i = 0; i < 16; i++) places[i] = Math.Min(31, i / channels * 2 * channels + i % channels);
        Vector512<int> kept = Vector512.Load(places);
        for (; 2 * (width - x) * channels >= 32 + channels && (width - x) * channels >= 16; x += pixels)
        {
            float* a = first + 2 * x * channels, b = second + 2 * x * channels;
            Vector512<float> low = Vector512.Load(a) + Vector512.Load(a + channels) + (Vector512.Load(b) + Vector512.Load(b + channels));
            Vector512<float> high = Vector512.Load(a + 16) + Vector512.Load(a + 16 + channels) + (Vector512.Load(b + 16) + Vector512.Load(b + 16 + channels));
            (Avx512F.PermuteVar16x32x2(low, kept, high) * 0.25f).Store(to + x * channels);
        }
        return x;
    }
}

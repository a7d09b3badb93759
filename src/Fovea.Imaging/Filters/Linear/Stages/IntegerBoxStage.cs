using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The mean of bytes or 16-bit samples: exact sums, carried from row to row by the row that comes in and the one that goes out.</summary>
internal sealed unsafe class IntegerBoxStage<T>(ImageKind input, RowWindow window, Border border, PixelDepth depth) : BoxStage<uint>(input, window, border, depth)
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private readonly long keptBytes = (input.RowSamples * (long)sizeof(uint) + 63) / 64 * 64;

    /// <summary>Whether the sums of a window fit into 32 bits.</summary>
    public static bool Fits(RowWindow window) => (double)window.Rows * window.Columns * double.CreateChecked(T.MaxValue) <= uint.MaxValue;

    // The sums of all rows of the window but the last, and whether there are any yet.
    protected override long DownBytes => keptBytes + 64;

    public override void Begin(byte* state) => state[keptBytes] = 0;

    protected override void Down(byte** rows, uint** sums, int count, byte* memory)
    {
        int samples = Input.RowSamples;
        uint* kept = (uint*)memory;
        if (memory[keptBytes] == 0)
        {
            new Span<uint>(kept, samples).Clear();
            for (int i = 0; i < Window.Rows - 1; i++) Step((T*)rows[i], null, kept, kept, samples);
            memory[keptBytes] = 1;
        }
        Step((T*)rows[Window.Rows - 1], (T*)rows[0], kept, sums[0], samples);
    }

    protected override void Store(uint* sums, float scale, byte* result, int count)
    {
        for (int x = 0; x < count; x += Vector<float>.Count) Vector.ConvertToSingle(Vector.Load(sums + x)).Store((float*)sums + x);
        if (Output.Depth == PixelDepth.Float32) SampleStore.Store<float>((float*)sums, scale, result, count);
        else SampleStore.Store<T>((float*)sums, scale, result, count);
    }

    /// <summary>sums = kept + comes, kept = kept + comes - goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step(T* comes, T* goes, uint* kept, uint* sums, int count)
    {
        int x = 0;
        if (typeof(T) == typeof(byte))
            for (; x <= count - Vector<byte>.Count; x += Vector<byte>.Count)
            {
                Vector.Widen(Vector.Load((byte*)comes + x), out Vector<ushort> a, out Vector<ushort> b);
                Vector<ushort> c = default, d = default;
                if (goes != null) Vector.Widen(Vector.Load((byte*)goes + x), out c, out d);
                Step(a, c, kept + x, sums + x);
                Step(b, d, kept + x + Vector<ushort>.Count, sums + x + Vector<ushort>.Count);
            }
        else
            for (; x <= count - Vector<ushort>.Count; x += Vector<ushort>.Count)
                Step(Vector.Load((ushort*)comes + x), goes == null ? default : Vector.Load((ushort*)goes + x), kept + x, sums + x);
        for (; x < count; x++)
        {
            uint sum = kept[x] + uint.CreateTruncating(comes[x]);
            kept[x] = goes == null ? sum : sum - uint.CreateTruncating(goes[x]);
            sums[x] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(Vector<ushort> comes, Vector<ushort> goes, uint* kept, uint* sums)
    {
        Vector.Widen(comes, out Vector<uint> a, out Vector<uint> b);
        Vector.Widen(goes, out Vector<uint> c, out Vector<uint> d);
        Vector<uint> low = Vector.Load(kept) + a, high = Vector.Load(kept + Vector<uint>.Count) + b;
        (low - c).Store(kept);
        (high - d).Store(kept + Vector<uint>.Count);
        low.Store(sums);
        high.Store(sums + Vector<uint>.Count);
    }
}

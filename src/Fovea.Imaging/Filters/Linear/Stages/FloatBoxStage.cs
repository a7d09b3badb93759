using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// The mean of floats. Some rows of the result are made together: what all their windows see is summed once, from sums of whole blocks of rows that are kept as long
/// as they are seen. Nothing is ever subtracted, so errors do not grow and a NaN or a huge value is seen only where the window sees it; the sums are
/// doubles, so that the result does not depend on where the blocks begin.
/// </summary>
internal sealed unsafe class FloatBoxStage(ImageKind input, RowWindow window, Border border) : BoxStage<float>(input, window, border, PixelDepth.Float32)
{
    private const int MostRows = 16;

    /// <summary>Samples that are worked on together, so that their sums stay in the first-level cache.</summary>
    private const int Tile = 256;

    private readonly int block = Math.Min(MostRows, window.Rows);
    private readonly int blocks = window.Rows / Math.Min(MostRows, window.Rows);        // whole blocks in a window, the first of which is never summed
    private readonly long blockBytes = (input.RowSamples * (long)sizeof(double) + 63) / 64 * 64;

    public override int RowsAtOnce => block;

    // The kept sums of blocks, a tile of sums for each row of the result, and how many calls there have been.
    protected override long DownBytes => blocks * blockBytes + (block + 1L) * Tile * sizeof(double) + 64;

    private long* Calls(byte* memory) => (long*)(memory + blocks * blockBytes + (block + 1L) * Tile * sizeof(double));

    public override void Begin(byte* state) => *Calls(state) = 0;

    protected override void Down(byte** rows, float** sums, int count, byte* memory)
    {
        double* tile = (double*)(memory + blocks * blockBytes);
        long call = (*Calls(memory))++;
        for (int x = 0; x < Input.RowSamples; x += Tile)
        {
            int length = Math.Min(Tile, Input.RowSamples - x);
            // Block b of this call is rows b * block .. of it, and block b - 1 of the next call.
            for (int b = call == 0 ? 1 : blocks - 1; b < blocks; b++)
            {
                double* sum = Block(memory, call + b) + x;
                for (int i = 0; i < block; i++) Add((float*)rows[b * block + i] + x, i == 0 ? null : sum, sum, length);
            }
            double* middle = tile + (long)block * Tile;
            Add((float*)rows[block - 1] + x, null, middle, length);
            for (int b = 1; b < blocks; b++) Add(Block(memory, call + b) + x, middle, length);
            for (int i = blocks * block; i < Window.Rows; i++) Add((float*)rows[i] + x, middle, middle, length);
            // The rows that only the first results see, from the middle up; then those that only the last ones see, downwards.
            for (int r = block - 2; r >= 0; r--) Add((float*)rows[r] + x, r == block - 2 ? null : tile + (r + 1) * Tile, tile + r * Tile, length);
            for (int r = 0; r < count; r++)
            {
                if (r > 0) Add((float*)rows[Window.Rows - 1 + r] + x, middle, middle, length);
                Store(r < block - 1 ? tile + r * Tile : null, middle, sums[r] + x, length);
            }
        }
    }

    protected override void Store(float* sums, float mean, byte* result, int count) => SampleStore.Store<float>(sums, mean, result, count);

    private double* Block(byte* memory, long number) => (double*)(memory + number % blocks * blockBytes);

    /// <summary>sums = row + before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* row, double* before, double* sums, int count)
    {
        int x = 0, half = Vector<double>.Count;
        for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(row + x), out Vector<double> low, out Vector<double> high);
            if (before != null) (low, high) = (low + Vector.Load(before + x), high + Vector.Load(before + x + half));
            low.Store(sums + x);
            high.Store(sums + x + half);
        }
        for (; x < count; x++) sums[x] = row[x] + (before == null ? 0 : before[x]);
    }

    private static void Add(double* more, double* sums, int count)
    {
        int x = 0;
        for (; x <= count - Vector<double>.Count; x += Vector<double>.Count) (Vector.Load(sums + x) + Vector.Load(more + x)).Store(sums + x);
        for (; x < count; x++) sums[x] += more[x];
    }

    /// <summary>result = (float)(a + b), a being 0 where there is none.</summary>
    private static void Store(double* a, double* b, float* result, int count)
    {
        int x = 0, half = Vector<double>.Count;
        for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<double> low = Vector.Load(b + x), high = Vector.Load(b + x + half);
            if (a != null) (low, high) = (low + Vector.Load(a + x), high + Vector.Load(a + x + half));
            Vector.Narrow(low, high).Store(result + x);
        }
        for (; x < count; x++) result[x] = (float)(b[x] + (a == null ? 0 : a[x]));
    }
}

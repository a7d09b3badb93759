using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// A batch of channels-last images cut into tiles of 4 x 4 pixels (2 x 2 for kernels of 5 x 5), each of which sees 6 x 6 pixels of another batch, and the passes that bring such
/// tiles to the 36 points of <see cref="WinogradTransform{L,V,S}"/> and back. S is the side of a tile.
/// </summary>
internal readonly unsafe struct WinogradTiles(int images, int height, int width, int side)
{
    /// <summary>The side of what a tile sees, in pixels, and points.</summary>
    public const int Seen = 6, Points = Seen * Seen;

    /// <summary>The side of the tiles whose kernels have so many taps.</summary>
    public static int Side(int taps) => Seen + 1 - taps;

    // Floats of a cache line: vectors that cross one cost twice.
    public const int Line = 16;

    // Keeps the places of one channel at all points from falling into the same lines of the first-level cache.
    private const int Skew = 16;

    private readonly int rows = (height + side - 1) / side, columns = (width + side - 1) / side;

    /// <summary>Tiles of all images.</summary>
    public int Count => images * rows * columns;

    /// <summary>Floats of a row of channels at one point: whole vectors.</summary>
    public static int Row(int channels, int lanes) => (channels + lanes - 1) / lanes * lanes;

    /// <summary>Floats from one point to the next where each has <paramref name="tiles"/> rows.</summary>
    public static nint Point(int tiles, int row) => (nint)tiles * row + Skew;

    /// <summary>The image, and the first row and column, of a tile.</summary>
    public (int Image, int Y, int X) this[int tile]
    {
        get
        {
            int image = tile / (rows * columns), within = tile - image * rows * columns, row = within / columns;
            return (image, row * side, (within - row * columns) * side);
        }
    }

    /// <summary>What the pixels seen by a tile are at the points: to[point][c], for some channels. Tile (0, 0) sees from (originY, originX) on; outside there are zeros.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="source">The images that are seen, (images, sourceHeight, sourceWidth, sourceChannels), at the first channel that is read.</param>
    /// <param name="sourceHeight">Their rows.</param>
    /// <param name="sourceWidth">Their columns.</param>
    /// <param name="sourceChannels">Their channels.</param>
    /// <param name="channels">How many channels are read.</param>
    /// <param name="originY">The first row that tile (0, 0) sees.</param>
    /// <param name="originX">The first column that tile (0, 0) sees.</param>
    /// <param name="to">Where the first point goes, in whole vectors.</param>
    /// <param name="point">Floats from one point to the next.</param>
    /// <param name="pair">Floats from two vectors of channels to the next two.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public void Input<L, V>(int tile, float* source, int sourceHeight, int sourceWidth, int sourceChannels, int channels, int originY, int originX, float* to, nint point, nint pair)
        where L : ILanes<V> where V : struct
    {
        float* memory = stackalloc float[Points * L.Width + Line], passed = Aligned(memory);
        float** pixels = stackalloc float*[Points];
        SeenPixels(tile, source, sourceHeight, sourceWidth, sourceChannels, originY, originX, pixels);
        for (int c = 0; c < channels; c += L.Width)
        {
            float* at = Place<L, V>(to, c, pair);
            InputLines<L, V>(pixels, c, Math.Min(L.Width, channels - c), passed);
            for (int j = 0; j < Seen; j++)
            {
                float* p = at + j * point;
                nint next = Seen * point;
                InputColumn<L, V>(passed + j * L.Width, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5);
                L.Store(p, v0);
                L.Store(p + next, v1);
                L.Store(p + 2 * next, v2);
                L.Store(p + 3 * next, v3);
                L.Store(p + 4 * next, v4);
                L.Store(p + 5 * next, v5);
            }
        }
    }

    /// <summary>The addresses of the pixels that a tile sees, null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SeenPixels(int tile, float* source, int sourceHeight, int sourceWidth, int sourceChannels, int originY, int originX, float** pixels)
    {
        (int image, int y, int x) = this[tile];
        y += originY;
        x += originX;
        Pixels(source + (((nint)image * sourceHeight + y) * sourceWidth + x) * sourceChannels, sourceChannels, (nint)sourceWidth * sourceChannels, -y, sourceHeight - y, -x, sourceWidth - x, Seen, pixels);
    }

    /// <summary>The addresses of a tile's own pixels, null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OwnPixels(int tile, float* source, int sourceChannels, int side, float** pixels)
    {
        (int image, int y, int x) = this[tile];
        Pixels(source + (((nint)image * height + y) * width + x) * sourceChannels, sourceChannels, (nint)width * sourceChannels, 0, height - y, 0, width - x, side, pixels);
    }

    /// <summary>The first pass of <see cref="Input"/>, line by line, for the <paramref name="n"/> channels from c on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputLines<L, V>(float** pixels, int c, int n, float* passed) where L : ILanes<V> where V : struct
    {
        for (int i = 0; i < Seen; i++, pixels += Seen, passed += Seen * L.Width)
        {
            WinogradTransform<L, V, Count4>.Input(
                At<L, V>(pixels[0], c, n), At<L, V>(pixels[1], c, n), At<L, V>(pixels[2], c, n), At<L, V>(pixels[3], c, n), At<L, V>(pixels[4], c, n), At<L, V>(pixels[5], c, n),
                out V v0, out V v1, out V v2, out V v3, out V v4, out V v5);
            L.Store(passed, v0);
            L.Store(passed + L.Width, v1);
            L.Store(passed + 2 * L.Width, v2);
            L.Store(passed + 3 * L.Width, v3);
            L.Store(passed + 4 * L.Width, v4);
            L.Store(passed + 5 * L.Width, v5);
        }
    }

    /// <summary>The second pass: the six points of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputColumn<L, V>(float* passed, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5) where L : ILanes<V> where V : struct
    {
        nint down = Seen * L.Width;
        WinogradTransform<L, V, Count4>.Input(
            L.Load(passed), L.Load(passed + down), L.Load(passed + 2 * down), L.Load(passed + 3 * down), L.Load(passed + 4 * down), L.Load(passed + 5 * down),
            out v0, out v1, out v2, out v3, out v4, out v5);
    }

    /// <summary>What the pixels of a tile itself, gradients by results, are at the points: to[point][c], for some channels, as <see cref="Input"/> puts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public void OutputGradient<L, V, S>(int tile, float* source, int sourceChannels, int channels, float* to, nint point, nint pair) where L : ILanes<V> where V : struct where S : ICount
    {
        float* memory = stackalloc float[4 * Seen * L.Width + Line], passed = Aligned(memory);
        float** pixels = stackalloc float*[4 * 4];
        OwnPixels(tile, source, sourceChannels, S.Value, pixels);
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            float* at = Place<L, V>(to, c, pair);
            for (int i = 0; i < S.Value; i++)
            {
                float** p = pixels + i * S.Value;
                WinogradTransform<L, V, S>.OutputGradient(
                    At<L, V>(p[0], c, n), At<L, V>(p[1], c, n), S.Value < 3 ? default : At<L, V>(p[2], c, n), S.Value < 4 ? default : At<L, V>(p[3], c, n), passed + i * Seen * L.Width, L.Width);
            }
            nint down = Seen * L.Width;
            for (int j = 0; j < Seen; j++)
            {
                float* p = passed + j * L.Width;
                WinogradTransform<L, V, S>.OutputGradient(L.Load(p), L.Load(p + down), S.Value < 3 ? default : L.Load(p + 2 * down), S.Value < 4 ? default : L.Load(p + 3 * down), at + j * point, Seen * point);
            }
        }
    }

    /// <summary>Brings a tile back from the points, finishes it and stores what of it lies in the image.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="from">from[point][c] for the channels that are stored; read in whole vectors.</param>
    /// <param name="point">Floats from one point to the next.</param>
    /// <param name="target">The images, at the first channel that is stored.</param>
    /// <param name="targetChannels">Floats from one pixel to the next.</param>
    /// <param name="channels">How many channels are stored.</param>
    /// <param name="e">What is done on the way out; its pointers lie at the first channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public void Output<L, V, S, F>(int tile, float* from, nint point, float* target, int targetChannels, int channels, in Epilogue e)
        where L : ILanes<V> where V : struct where S : ICount where F : Finish<L, V>.IFunction
    {
        float* memory = stackalloc float[4 * Seen * L.Width + Line], passed = Aligned(memory);
        nint next = Seen * point;
        for (int c = 0; c < channels; c += L.Width)
        {
            for (int j = 0; j < Seen; j++)
            {
                float* p = from + j * point + c;
                OutputColumn<L, V, S>(L.Load(p), L.Load(p + next), L.Load(p + 2 * next), L.Load(p + 3 * next), L.Load(p + 4 * next), L.Load(p + 5 * next), passed + j * L.Width);
            }
            OutputLines<L, V, S, F>(tile, passed, target, targetChannels, c, Math.Min(L.Width, channels - c), e);
        }
    }

    /// <summary>The first pass of <see cref="Output"/>: the six points of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputColumn<L, V, S>(V m0, V m1, V m2, V m3, V m4, V m5, float* passed) where L : ILanes<V> where V : struct where S : ICount
    {
        nint down = Seen * L.Width;
        (V v0, V v1, V v2, V v3) = WinogradTransform<L, V, S>.Output(m0, m1, m2, m3, m4, m5);
        L.Store(passed, v0);
        L.Store(passed + down, v1);
        if (S.Value > 2) L.Store(passed + 2 * down, v2);
        if (S.Value > 3) L.Store(passed + 3 * down, v3);
    }

    /// <summary>The second pass, line by line, for the <paramref name="n"/> channels from c on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OutputLines<L, V, S, F>(int tile, float* passed, float* target, int targetChannels, int c, int n, in Epilogue e)
        where L : ILanes<V> where V : struct where S : ICount where F : Finish<L, V>.IFunction
    {
        (int image, int y, int x) = this[tile];
        int lines = Math.Min(S.Value, height - y), pixels = Math.Min(S.Value, width - x);
        nint first = (((nint)image * height + y) * width + x) * targetChannels + c, line = (nint)width * targetChannels, down = Seen * L.Width;
        float* residual = e.Residual;
        V b = e.Bias == null ? default : L.LoadFirst(e.Bias + c, n);
        for (int i = 0; i < lines; i++)
        {
            float* p = passed + i * down;
            nint at = first + i * line;
            (V v0, V v1, V v2, V v3) = WinogradTransform<L, V, S>.Output(
                L.Load(p), L.Load(p + L.Width), L.Load(p + 2 * L.Width), L.Load(p + 3 * L.Width), L.Load(p + 4 * L.Width), L.Load(p + 5 * L.Width));
            Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v0, b));
            if (pixels < 2) continue;
            at += targetChannels;
            Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v1, b));
            if (S.Value < 3 || pixels < 3) continue;
            at += targetChannels;
            Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v2, b));
            if (pixels < 4) continue;
            at += targetChannels;
            Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v3, b));
        }
    }

    /// <summary>The addresses of side x side pixels, the first of which would lie at <paramref name="at"/>; null for those outside of rows [top, bottom) and columns [left, right).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pixels(float* at, nint pixel, nint line, int top, int bottom, int left, int right, int side, float** pixels)
    {
        bool whole = left <= 0 && right >= side;
        for (int i = 0; i < side; i++, at += line)
        {
            float* p = at;
            if (i < top || i >= bottom)
                for (int j = 0; j < side; j++) *pixels++ = null;
            else if (whole)
                for (int j = 0; j < side; j++, p += pixel) *pixels++ = p;
            else
                for (int j = 0; j < side; j++, p += pixel) *pixels++ = j >= left && j < right ? p : null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Aligned(float* p) => (float*)(((nint)p + Line * sizeof(float) - 1) & -(Line * sizeof(float)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Place<L, V>(float* to, int c, nint pair) where L : ILanes<V> where V : struct => to + c / (2 * L.Width) * pair + c % (2 * L.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V At<L, V>(float* pixel, int c, int n) where L : ILanes<V> where V : struct =>
        pixel == null ? default : n == L.Width ? L.Load(pixel + c) : L.LoadFirst(pixel + c, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, V, F>(float* to, float* residual, int n, V v) where L : ILanes<V> where V : struct where F : Finish<L, V>.IFunction
    {
        if (n == L.Width)
        {
            if (residual != null) v = L.Add(v, L.Load(residual));
            L.Store(to, F.Of(v));
            return;
        }
        if (residual != null) v = L.Add(v, L.LoadFirst(residual, n));
        L.StoreFirst(to, F.Of(v), n);
    }
}

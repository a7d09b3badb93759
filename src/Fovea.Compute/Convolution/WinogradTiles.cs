using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// A batch of channels-last images cut into tiles of 4 x 4 (or 2 x 2) pixels, each of which sees 6 x 6 pixels of another batch (4 x 4; with kernels of 5 x 5, 8 x 8), and the passes that bring such
/// tiles to the points of <see cref="WinogradTransform{L,V,T}"/>, as many as are seen, and back. T is the form that the tiles were cut for.
/// </summary>
internal readonly unsafe struct WinogradTiles(WinogradForm form, int images, int height, int width)
{
    /// <summary>The largest side of a tile, and the most that one sees, in pixels.</summary>
    public const int MostSide = 4, MostSeen = 8;

    // Floats of a cache line: vectors that cross one cost twice.
    public const int Line = 16;

    // Keeps the places of one channel at all points from falling into the same lines of the first-level cache.
    private const int Skew = 16;

    private readonly int side = form.Side, rows = (height + form.Side - 1) / form.Side, columns = (width + form.Side - 1) / form.Side;

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
    public void Input<L, V, T>(int tile, float* source, int sourceHeight, int sourceWidth, int sourceChannels, int channels, int originY, int originX, float* to, nint point, nint pair)
        where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        float* memory = stackalloc float[MostSeen * MostSeen * L.Width + Line], passed = Aligned(memory);
        float** pixels = stackalloc float*[MostSeen * MostSeen];
        nint next = T.Seen * point;
        SeenPixels<T>(tile, source, sourceHeight, sourceWidth, sourceChannels, originY, originX, pixels);
        for (int c = 0; c < channels; c += L.Width)
        {
            float* at = Place<L, V>(to, c, pair);
            InputLines<L, V, T>(pixels, c, Math.Min(L.Width, channels - c), passed);
            for (int j = 0; j < T.Seen; j++)
            {
                InputColumn<L, V, T>(passed + j * L.Width, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5, out V v6, out V v7);
                WinogradTransform<L, V, T>.Store(at + j * point, next, v0, v1, v2, v3, v4, v5, v6, v7);
            }
        }
    }

    /// <summary>The addresses of the pixels that a tile sees, null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SeenPixels<T>(int tile, float* source, int sourceHeight, int sourceWidth, int sourceChannels, int originY, int originX, float** pixels) where T : IWinogradForm
    {
        (int image, int y, int x) = this[tile];
        y += originY;
        x += originX;
        Pixels(source + (((nint)image * sourceHeight + y) * sourceWidth + x) * sourceChannels, sourceChannels, (nint)sourceWidth * sourceChannels, -y, sourceHeight - y, -x, sourceWidth - x, T.Seen, pixels);
    }

    /// <summary>The addresses of a tile's own pixels, null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OwnPixels(int tile, float* source, int sourceChannels, float** pixels)
    {
        (int image, int y, int x) = this[tile];
        Pixels(source + (((nint)image * height + y) * width + x) * sourceChannels, sourceChannels, (nint)width * sourceChannels, 0, height - y, 0, width - x, side, pixels);
    }

    /// <summary>The first pass of <see cref="Input"/>, line by line, for the <paramref name="n"/> channels from c on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputLines<L, V, T>(float** pixels, int c, int n, float* passed) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        for (int i = 0; i < T.Seen; i++, pixels += T.Seen, passed += T.Seen * L.Width)
        {
            WinogradTransform<L, V, T>.Input(
                At<L, V>(pixels[0], c, n), At<L, V>(pixels[1], c, n), At<L, V>(pixels[2], c, n), At<L, V>(pixels[3], c, n),
                T.Seen < 6 ? default : At<L, V>(pixels[4], c, n), T.Seen < 6 ? default : At<L, V>(pixels[5], c, n),
                T.Seen < 8 ? default : At<L, V>(pixels[6], c, n), T.Seen < 8 ? default : At<L, V>(pixels[7], c, n),
                out V v0, out V v1, out V v2, out V v3, out V v4, out V v5, out V v6, out V v7);
            WinogradTransform<L, V, T>.Store(passed, L.Width, v0, v1, v2, v3, v4, v5, v6, v7);
        }
    }

    /// <summary>The second pass: the points of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputColumn<L, V, T>(float* passed, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5, out V v6, out V v7) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        nint down = T.Seen * L.Width;
        WinogradTransform<L, V, T>.Input(
            L.Load(passed), L.Load(passed + down), L.Load(passed + 2 * down), L.Load(passed + 3 * down),
            T.Seen < 6 ? default : L.Load(passed + 4 * down), T.Seen < 6 ? default : L.Load(passed + 5 * down),
            T.Seen < 8 ? default : L.Load(passed + 6 * down), T.Seen < 8 ? default : L.Load(passed + 7 * down),
            out v0, out v1, out v2, out v3, out v4, out v5, out v6, out v7);
    }

    /// <summary>What the pixels of a tile itself, gradients by results, are at the points: to[point][c], for some channels, as <see cref="Input"/> puts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public void OutputGradient<L, V, T>(int tile, float* source, int sourceChannels, int channels, float* to, nint point, nint pair) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        float* memory = stackalloc float[MostSide * MostSeen * L.Width + Line], passed = Aligned(memory);
        float** pixels = stackalloc float*[MostSide * MostSide];
        nint down = T.Seen * L.Width;
        OwnPixels(tile, source, sourceChannels, pixels);
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            float* at = Place<L, V>(to, c, pair);
            for (int i = 0; i < T.Side; i++)
            {
                float** p = pixels + i * T.Side;
                WinogradTransform<L, V, T>.OutputGradient(
                    At<L, V>(p[0], c, n), At<L, V>(p[1], c, n), T.Side < 4 ? default : At<L, V>(p[2], c, n), T.Side < 4 ? default : At<L, V>(p[3], c, n), passed + i * down, L.Width);
            }
            for (int j = 0; j < T.Seen; j++)
            {
                float* p = passed + j * L.Width;
                WinogradTransform<L, V, T>.OutputGradient(
                    L.Load(p), L.Load(p + down), T.Side < 4 ? default : L.Load(p + 2 * down), T.Side < 4 ? default : L.Load(p + 3 * down), at + j * point, T.Seen * point);
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
    public void Output<L, V, T, F>(int tile, float* from, nint point, float* target, int targetChannels, int channels, in Epilogue e)
        where L : ILanes<V> where V : struct where T : IWinogradForm where F : Finish<L, V>.IFunction
    {
        float* memory = stackalloc float[MostSide * MostSeen * L.Width + Line], passed = Aligned(memory);
        for (int c = 0; c < channels; c += L.Width)
        {
            for (int j = 0; j < T.Seen; j++)
            {
                float* p = from + j * point + c;
                nint next = T.Seen * point;
                OutputColumn<L, V, T>(
                    L.Load(p), L.Load(p + next), L.Load(p + 2 * next), L.Load(p + 3 * next), T.Seen < 6 ? default : L.Load(p + 4 * next), T.Seen < 6 ? default : L.Load(p + 5 * next),
                    T.Seen < 8 ? default : L.Load(p + 6 * next), T.Seen < 8 ? default : L.Load(p + 7 * next), passed + j * L.Width);
            }
            OutputLines<L, V, T, F>(tile, passed, target, targetChannels, c, Math.Min(L.Width, channels - c), e);
        }
    }

    /// <summary>The first pass of <see cref="Output"/>: the points of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputColumn<L, V, T>(V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, float* passed) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        nint down = T.Seen * L.Width;
        WinogradTransform<L, V, T>.Output(m0, m1, m2, m3, m4, m5, m6, m7, out V v0, out V v1, out V v2, out V v3);
        L.Store(passed, v0);
        L.Store(passed + down, v1);
        if (T.Side < 4) return;
        L.Store(passed + 2 * down, v2);
        L.Store(passed + 3 * down, v3);
    }

    /// <summary>The second pass, line by line, for the <paramref name="n"/> channels from c on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OutputLines<L, V, T, F>(int tile, float* passed, float* target, int targetChannels, int c, int n, in Epilogue e)
        where L : ILanes<V> where V : struct where T : IWinogradForm where F : Finish<L, V>.IFunction
    {
        (int image, int y, int x) = this[tile];
        int lines = Math.Min(T.Side, height - y), pixels = Math.Min(T.Side, width - x);
        nint first = (((nint)image * height + y) * width + x) * targetChannels + c, line = (nint)width * targetChannels, down = T.Seen * L.Width;
        float* residual = e.Residual;
        V b = e.Bias == null ? default : L.LoadFirst(e.Bias + c, n);
        for (int i = 0; i < lines; i++)
        {
            nint at = first + i * line;
            float* p = passed + i * down;
            WinogradTransform<L, V, T>.Output(
                L.Load(p), L.Load(p + L.Width), L.Load(p + 2 * L.Width), L.Load(p + 3 * L.Width), T.Seen < 6 ? default : L.Load(p + 4 * L.Width), T.Seen < 6 ? default : L.Load(p + 5 * L.Width),
                T.Seen < 8 ? default : L.Load(p + 6 * L.Width), T.Seen < 8 ? default : L.Load(p + 7 * L.Width), out V v0, out V v1, out V v2, out V v3);
            Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v0, b));
            if (pixels < 2) continue;
            at += targetChannels;
            Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v1, b));
            if (T.Side < 4 || pixels < 3) continue;
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

using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// A batch of channels-last images cut into tiles of 4 x 4 pixels, each of which sees 6 x 6 pixels of another batch (8 x 8 with kernels of 5 x 5), and the passes that bring such
/// tiles to the 36 or 64 points of <see cref="WinogradTransform{L,V,T}"/> and back. T is the side of the kernels.
/// </summary>
internal readonly unsafe struct WinogradTiles(int images, int height, int width)
{
    /// <summary>The side of a tile, in pixels.</summary>
    public const int Side = 4;

    /// <summary>The side of what a tile sees, in pixels, with kernels of so many taps.</summary>
    public static int Seen(int taps) => Side - 1 + taps;

    /// <summary>The points that are multiplied.</summary>
    public static int Points(int taps) => Seen(taps) * Seen(taps);

    // Floats of a cache line: vectors that cross one cost twice.
    public const int Line = 16;

    // Keeps the places of one channel at all points from falling into the same lines of the first-level cache.
    private const int Skew = 16;

    private readonly int rows = (height + Side - 1) / Side, columns = (width + Side - 1) / Side;

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
            return (image, row * Side, (within - row * columns) * Side);
        }
    }

    /// <summary>What the pixels seen by a tile are at the points: to[point][c], for all channels. Tile (0, 0) sees from (originY, originX) on; outside there are zeros.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="source">The images that are seen, (images, sourceHeight, sourceWidth, channels).</param>
    /// <param name="sourceHeight">Their rows.</param>
    /// <param name="sourceWidth">Their columns.</param>
    /// <param name="channels">Their channels.</param>
    /// <param name="originY">The first row that tile (0, 0) sees.</param>
    /// <param name="originX">The first column that tile (0, 0) sees.</param>
    /// <param name="to">Where the first point goes, in whole vectors.</param>
    /// <param name="point">Floats from one point to the next.</param>
    /// <param name="pair">Floats from two vectors of channels to the next two.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Input<L, V, T>(int tile, float* source, int sourceHeight, int sourceWidth, int channels, int originY, int originX, float* to, nint point, nint pair)
        where L : ILanes<V> where V : struct where T : ICount
    {
        int seen = Seen(T.Value);
        float* memory = stackalloc float[Points(5) * L.Width + Line], passed = Aligned(memory);
        float** pixels = stackalloc float*[Points(5)];
        (int image, int y, int x) = this[tile];
        y += originY;
        x += originX;
        for (int i = 0; i < seen; i++)
            for (int j = 0; j < seen; j++)
                pixels[i * seen + j] = (uint)(y + i) < (uint)sourceHeight && (uint)(x + j) < (uint)sourceWidth
                    ? source + (((nint)image * sourceHeight + y + i) * sourceWidth + x + j) * channels : null;
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            float* at = Place<L, V>(to, c, pair);
            for (int i = 0; i < seen; i++)
            {
                float** p = pixels + i * seen;
                WinogradTransform<L, V, T>.Input(
                    At<L, V>(p[0], c, n), At<L, V>(p[1], c, n), At<L, V>(p[2], c, n), At<L, V>(p[3], c, n), At<L, V>(p[4], c, n), At<L, V>(p[5], c, n),
                    T.Value < 5 ? default : At<L, V>(p[6], c, n), T.Value < 5 ? default : At<L, V>(p[7], c, n), passed + i * seen * L.Width, L.Width);
            }
            nint down = seen * L.Width;
            for (int j = 0; j < seen; j++)
            {
                float* p = passed + j * L.Width;
                WinogradTransform<L, V, T>.Input(
                    L.Load(p), L.Load(p + down), L.Load(p + 2 * down), L.Load(p + 3 * down), L.Load(p + 4 * down), L.Load(p + 5 * down),
                    T.Value < 5 ? default : L.Load(p + 6 * down), T.Value < 5 ? default : L.Load(p + 7 * down), at + j * point, seen * point);
            }
        }
    }

    /// <summary>What the pixels of a tile itself, gradients by results, are at the points: to[point][c], for all channels, as <see cref="Input"/> puts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void OutputGradient<L, V, T>(int tile, float* source, int channels, float* to, nint point, nint pair) where L : ILanes<V> where V : struct where T : ICount
    {
        int seen = Seen(T.Value);
        float* memory = stackalloc float[Side * Seen(5) * L.Width + Line], passed = Aligned(memory);
        float** pixels = stackalloc float*[Side * Side];
        (int image, int y, int x) = this[tile];
        for (int i = 0; i < Side; i++)
            for (int j = 0; j < Side; j++)
                pixels[i * Side + j] = y + i < height && x + j < width ? source + (((nint)image * height + y + i) * width + x + j) * channels : null;
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            float* at = Place<L, V>(to, c, pair);
            for (int i = 0; i < Side; i++)
            {
                float** p = pixels + i * Side;
                WinogradTransform<L, V, T>.OutputGradient(At<L, V>(p[0], c, n), At<L, V>(p[1], c, n), At<L, V>(p[2], c, n), At<L, V>(p[3], c, n), passed + i * seen * L.Width, L.Width);
            }
            nint down = seen * L.Width;
            for (int j = 0; j < seen; j++)
            {
                float* p = passed + j * L.Width;
                WinogradTransform<L, V, T>.OutputGradient(L.Load(p), L.Load(p + down), L.Load(p + 2 * down), L.Load(p + 3 * down), at + j * point, seen * point);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Output<L, V, T, F>(int tile, float* from, nint point, float* target, int targetChannels, int channels, in Epilogue e)
        where L : ILanes<V> where V : struct where T : ICount where F : Finish<L, V>.IFunction
    {
        int seen = Seen(T.Value);
        float* memory = stackalloc float[Side * Seen(5) * L.Width + Line], passed = Aligned(memory);
        (int image, int y, int x) = this[tile];
        int lines = Math.Min(Side, height - y), pixels = Math.Min(Side, width - x);
        nint first = (((nint)image * height + y) * width + x) * targetChannels, line = (nint)width * targetChannels, down = seen * L.Width, next = seen * point;
        float* bias = e.Bias, residual = e.Residual;
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            for (int j = 0; j < seen; j++)
            {
                float* p = from + j * point + c, to = passed + j * L.Width;
                (V v0, V v1, V v2, V v3) = WinogradTransform<L, V, T>.Output(
                    L.Load(p), L.Load(p + next), L.Load(p + 2 * next), L.Load(p + 3 * next), L.Load(p + 4 * next), L.Load(p + 5 * next),
                    T.Value < 5 ? default : L.Load(p + 6 * next), T.Value < 5 ? default : L.Load(p + 7 * next));
                L.Store(to, v0);
                L.Store(to + down, v1);
                L.Store(to + 2 * down, v2);
                L.Store(to + 3 * down, v3);
            }
            V b = bias == null ? default : L.LoadFirst(bias + c, n);
            for (int i = 0; i < lines; i++)
            {
                float* p = passed + i * down;
                nint at = first + i * line + c;
                (V v0, V v1, V v2, V v3) = WinogradTransform<L, V, T>.Output(
                    L.Load(p), L.Load(p + L.Width), L.Load(p + 2 * L.Width), L.Load(p + 3 * L.Width), L.Load(p + 4 * L.Width), L.Load(p + 5 * L.Width),
                    T.Value < 5 ? default : L.Load(p + 6 * L.Width), T.Value < 5 ? default : L.Load(p + 7 * L.Width));
                Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v0, b));
                if (pixels < 2) continue;
                at += targetChannels;
                Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v1, b));
                if (pixels < 3) continue;
                at += targetChannels;
                Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v2, b));
                if (pixels < 4) continue;
                at += targetChannels;
                Put<L, V, F>(target + at, residual == null ? null : residual + at, n, L.Add(v3, b));
            }
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

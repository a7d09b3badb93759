using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The bilateral filter. Rows are turned to floats once, channel by channel, and wait in a ring for the rows of the result that see them.</summary>
internal sealed unsafe class BilateralStage<T> : RowStage where T : unmanaged, INumber<T>
{
    // Weights below this power of two are as good as none, and floats do not go much lower.
    private const float LeastPower = -126;

    private readonly int channels, columns, pitch;
    private readonly float perSquare;
    private readonly Neighbour[] neighbours;

    public BilateralStage(ImageKind input, int radius, double sigmaColor, double sigmaSpace, Border border) : base(input, new RowWindow(radius, radius, radius, radius), border)
    {
        channels = input.Channels;
        columns = input.Width + (border.Kind == BorderKind.Valid ? 0 : 2 * radius);
        pitch = columns + 2 * Vector<float>.Count;
        perSquare = Power(1, sigmaColor);
        List<Neighbour> disc = [];
        for (int y = -radius; y <= radius; y++)
            for (int x = -radius; x <= radius; x++)
                if (x * x + y * y <= radius * radius) disc.Add(new Neighbour(y + radius, x + radius, Power(x * x + y * y, sigmaSpace)));
        neighbours = [.. disc];
    }

    public override bool ReadsMargins => true;

    public override long StateBytes => RingStart + ((long)Window.Rows * channels * pitch + (long)(channels + 1) * Vector<float>.Count) * sizeof(float);

    private long RingStart => 64 + ((long)Window.Rows * sizeof(float*) + 63) / 64 * 64;

    public override void Begin(byte* state) => *(int*)state = 0;

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int made = *(int*)state, window = Window.Rows;
        float** ring = (float**)(state + 64);
        float* memory = (float*)(state + RingStart);
        for (int row = made == 0 ? 0 : window - 1; row < window; row++) Spread((T*)rows[row], memory + (long)((made + row) % window) * channels * pitch);
        for (int row = 0; row < window; row++) ring[row] = memory + (long)((made + row) % window) * channels * pitch;
        *(int*)state = (made + 1) % window + (made + 1 >= window ? window : 0);
        float* sums = memory + (long)window * channels * pitch;
        T* result = (T*)results[0];
        for (int x = 0; x < Output.Width; x += Vector<float>.Count)
        {
            if (channels == 1) OneChannel(ring, x, sums);
            else Channels(ring, x, sums);
            int here = Math.Min(Vector<float>.Count, Output.Width - x);
            for (int c = 0; c < channels; c++)
                for (int i = 0; i < here; i++) result[(x + i) * channels + c] = Sample(sums[c * Vector<float>.Count + i]);
        }
    }

    /// <summary>The samples of a row as floats, one channel behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(T* row, float* planes)
    {
        T* first = row - (Border.Kind == BorderKind.Valid ? 0 : Window.Left) * channels;
        for (int c = 0; c < channels; c++, planes += pitch)
        {
            for (int x = 0; x < columns; x++) planes[x] = float.CreateTruncating(first[(long)x * channels + c]);
            for (int x = columns; x < pitch; x++) planes[x] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneChannel(float** ring, int x, float* result)
    {
        Vector<float> centre = Vector.Load(ring[Window.Above] + x + Window.Left), sum = Vector<float>.Zero, weights = Vector<float>.Zero, square = new(perSquare);
        foreach (ref readonly Neighbour neighbour in neighbours.AsSpan())
        {
            Vector<float> sample = Vector.Load(ring[neighbour.Row] + x + neighbour.Column), difference = sample - centre;
            Vector<float> weight = PowerOfTwo(Vector.FusedMultiplyAdd(difference * difference, square, new Vector<float>(neighbour.Power)));
            weights += weight;
            sum = Vector.FusedMultiplyAdd(weight, sample, sum);
        }
        Vector.Store(sum / weights, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Channels(float** ring, int x, float* sums)
    {
        Vector<float> weights = Vector<float>.Zero, square = new(perSquare);
        float* centre = ring[Window.Above] + x + Window.Left;
        for (int c = 0; c < channels; c++) Vector.Store(Vector<float>.Zero, sums + c * Vector<float>.Count);
        foreach (ref readonly Neighbour neighbour in neighbours.AsSpan())
        {
            float* sample = ring[neighbour.Row] + x + neighbour.Column;
            Vector<float> difference = Vector<float>.Zero;
            for (int c = 0; c < channels; c++) difference += Vector.Abs(Vector.Load(sample + (long)c * pitch) - Vector.Load(centre + (long)c * pitch));
            Vector<float> weight = PowerOfTwo(Vector.FusedMultiplyAdd(difference * difference, square, new Vector<float>(neighbour.Power)));
            weights += weight;
            for (int c = 0; c < channels; c++)
                Vector.Store(Vector.FusedMultiplyAdd(weight, Vector.Load(sample + (long)c * pitch), Vector.Load(sums + c * Vector<float>.Count)), sums + c * Vector<float>.Count);
        }
        for (int c = 0; c < channels; c++) Vector.Store(Vector.Load(sums + c * Vector<float>.Count) / weights, sums + c * Vector<float>.Count);
    }

    /// <summary>2 to the power of x, for x up to 0, within 2e-7 of it: the Taylor series about the nearest whole power, whose bits are those of the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<float> x)
    {
        // Max keeps a NaN.
        x = Vector.Max(x, new Vector<float>(LeastPower));
        Vector<float> whole = Vector.Round(x), part = x - whole;
        Vector<float> series = new(1.5403530e-4f);
        series = Vector.FusedMultiplyAdd(series, part, new Vector<float>(1.3333558e-3f));
        series = Vector.FusedMultiplyAdd(series, part, new Vector<float>(9.6181291e-3f));
        series = Vector.FusedMultiplyAdd(series, part, new Vector<float>(5.5504109e-2f));
        series = Vector.FusedMultiplyAdd(series, part, new Vector<float>(2.4022651e-1f));
        series = Vector.FusedMultiplyAdd(series, part, new Vector<float>(6.9314718e-1f));
        series = Vector.FusedMultiplyAdd(series, part, Vector<float>.One);
        return series * Vector.AsVectorSingle((Vector.ConvertToInt32Native(whole) + new Vector<int>(127)) << 23);
    }

    // The logarithm of a weight to base 2; bounded, so that no difference times a tiny sigma's is a number.
    private static float Power(double square, double sigma) => (float)Math.Max(-1e30, -square / (2 * sigma * sigma) * Math.Log2(Math.E));

    private static T Sample(float value) => typeof(T) == typeof(float) ? T.CreateTruncating(value) : T.CreateTruncating((int)MathF.Round(value));

    /// <summary>A pixel of the disc: its row and column in the window, and the logarithm of its weight by distance.</summary>
    private readonly record struct Neighbour(int Row, int Column, float Power);
}

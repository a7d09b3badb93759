using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// Keeps the pixels whose gradient is longer than those of the two neighbours along it, the direction being one of four, as in OpenCV's <c>Canny</c>: of two equal ones in a row
/// or column the upper or left one stays. Outside the image the gradient is 0.
/// </summary>
/// <typeparam name="T">What is computed in: <see cref="int"/>, as OpenCV does, or <see cref="float"/>.</typeparam>
/// <typeparam name="TKeep">What becomes of the maxima: a type, so that it is compiled into the loop.</typeparam>
internal unsafe abstract class GradientMaximaStage<T, TKeep> : RowStage where T : unmanaged, INumber<T> where TKeep : struct, IKeepMaxima<T>
{
    private const int Alignment = 64, Pad = 64;

    // tan 22.5 degrees as OpenCV has it, in 32768ths, and tan 67.5 degrees = tan 22.5 degrees + 2.
    private const int Tangent = 13573, One = 32768;

    private readonly bool isEuclidean;
    private readonly TKeep keep;
    private readonly long rowBytes;

    /// <summary>A step over gradients: floats, dx and dy for each channel of an image; where there are several, that of the longest counts.</summary>
    /// <param name="input">The gradients.</param>
    /// <param name="isEuclidean">Whether lengths are dx^2 + dy^2, which leaves their order alone, or |dx| + |dy|.</param>
    /// <param name="keep">What becomes of the maxima.</param>
    protected GradientMaximaStage(ImageKind input, bool isEuclidean, TKeep keep) : base(input, new RowWindow(1, 1, 1, 1), Border.Zero)
    {
        (this.isEuclidean, this.keep) = (isEuclidean, keep);
        rowBytes = (Pad + Input.Width * (long)sizeof(T) + Pad + Alignment - 1) / Alignment * Alignment;
    }

    public override bool ReadsMargins => false;

    // Lengths of three rows, both derivatives of two, a row to work in, and the number of rows seen so far.
    public override long StateBytes => 8 * rowBytes + Alignment;

    protected abstract override ImageKind OutputSamples(ImageKind sized);

    /// <summary>Stores a row of what <typeparamref name="TKeep"/> has made.</summary>
    protected abstract void Store(T* kept, byte* result, int count);

    public override void Begin(byte* state)
    {
        new Span<byte>(state, checked((int)(8 * rowBytes))).Clear();
        *(long*)(state + 8 * rowBytes) = 0;
    }

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        long* seen = (long*)(state + 8 * rowBytes);
        if (*seen == 0)
        {
            Measure((float*)rows[0], state, 0);
            Measure((float*)rows[1], state, 1);
            *seen = 2;
        }
        long next = (*seen)++, here = next - 1;
        Measure((float*)rows[2], state, next);
        T* kept = (T*)(state + 7 * rowBytes + Pad);
        Suppress(Row(state, here % 3), Row(state, (here + 2) % 3), Row(state, next % 3), Row(state, 3 + here % 2), Row(state, 5 + here % 2), kept);
        Store(kept, results[0], Output.Width);
    }

    private T* Row(byte* state, long index) => (T*)(state + index * rowBytes + Pad);

    /// <summary>Derivatives and lengths of a row; what lies left and right of the lengths stays 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(float* gradient, byte* state, long row)
    {
        T* length = Row(state, row % 3), dx = Row(state, 3 + row % 2), dy = Row(state, 5 + row % 2);
        int channels = Input.Channels / 2, width = Input.Width, x = 0;
        if (channels == 1 && Vector256.IsHardwareAccelerated)
        {
            Vector256<int> even = Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6), low = Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0);
            for (; x <= width - Vector256<float>.Count; x += Vector256<float>.Count, gradient += 2 * Vector256<float>.Count)
            {
                Vector256<float> a = Vector256.Load(gradient), b = Vector256.Load(gradient + Vector256<float>.Count);
                Vector256<T> right = Numbers(Vector256.ConditionalSelect(low.AsSingle(), Vector256.Shuffle(a, even), Vector256.Shuffle(b, even)));
                Vector256<T> down = Numbers(Vector256.ConditionalSelect(low.AsSingle(), Vector256.Shuffle(a, even + Vector256<int>.One), Vector256.Shuffle(b, even + Vector256<int>.One)));
                right.Store(dx + x);
                down.Store(dy + x);
                (isEuclidean ? right * right + down * down : Vector256.Abs(right) + Vector256.Abs(down)).Store(length + x);
            }
        }
        for (; x < width; x++, gradient += 2 * channels)
        {
            (T right, T down) = (Number(gradient[0]), Number(gradient[1]));
            T longest = Length(right, down);
            for (int c = 1; c < channels; c++)
            {
                (T a, T b) = (Number(gradient[2 * c]), Number(gradient[2 * c + 1]));
                T other = Length(a, b);
                if (other > longest) (right, down, longest) = (a, b, other);
            }
            (dx[x], dy[x], length[x]) = (right, down, longest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Number(float value) => typeof(T) == typeof(int) ? T.CreateTruncating(MathF.Round(value)) : T.CreateTruncating(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Numbers(Vector256<float> values) => typeof(T) == typeof(int) ? Vector256.ConvertToInt32(Vector256.Round(values)).As<int, T>() : values.As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Length(T x, T y) => isEuclidean ? x * x + y * y : T.Abs(x) + T.Abs(y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Suppress(T* here, T* above, T* below, T* dx, T* dy, T* kept)
    {
        // Whole numbers are compared in 32768ths, exactly; floats as they are.
        Vector<T> unit = new(T.CreateChecked(typeof(T) == typeof(int) ? One : 1));
        Vector<T> flat = new(typeof(T) == typeof(int) ? T.CreateChecked(Tangent) : T.CreateChecked(Tangent / (double)One));
        Vector<T> steep = new(typeof(T) == typeof(int) ? T.CreateChecked(Tangent + 2 * One) : T.CreateChecked(Tangent / (double)One + 2));
        for (int i = 0; i < Output.Width; i += Vector<T>.Count)
        {
            Vector<T> length = Vector.Load(here + i), x = Vector.Load(dx + i), y = Vector.Load(dy + i);
            Vector<T> right = Vector.Abs(x), down = Vector.Abs(y) * unit;
            Vector<T> across = Vector.LessThan<T>(down, right * flat), along = Vector.GreaterThan<T>(down, right * steep), straight = across | along;
            Vector<T> falls = Vector.LessThan<T>(x, Vector<T>.Zero) ^ Vector.LessThan<T>(y, Vector<T>.Zero);
            Vector<T> first = Vector.ConditionalSelect(across, Vector.Load(here + i - 1), Vector.ConditionalSelect(along, Vector.Load(above + i),
                Vector.ConditionalSelect(falls, Vector.Load(above + i + 1), Vector.Load(above + i - 1))));
            Vector<T> second = Vector.ConditionalSelect(across, Vector.Load(here + i + 1), Vector.ConditionalSelect(along, Vector.Load(below + i),
                Vector.ConditionalSelect(falls, Vector.Load(below + i - 1), Vector.Load(below + i + 1))));
            Vector<T> maxima = Vector.GreaterThan<T>(length, first) & (Vector.GreaterThan<T>(length, second) | (Vector.Equals<T>(length, second) & straight));
            keep.Kept(length, maxima).Store(kept + i);
        }
    }
}

/// <summary>What becomes of the lengths of gradients.</summary>
internal interface IKeepMaxima<T>
{
    /// <summary>What becomes of a vector of lengths, given which of them are maxima.</summary>
    Vector<T> Kept(Vector<T> lengths, Vector<T> maxima);
}

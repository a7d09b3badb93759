using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>Canny's classes of pixels: 2 and 1 are maxima of the gradient above the upper threshold and above the lower one, 0 are all others.</summary>
internal sealed unsafe class EdgeClassStage<T>(ImageKind input, bool isEuclidean, T low, T high) : GradientMaximaStage<T, EdgeClassStage<T>.Classes>(input, isEuclidean, new Classes(low, high)) where T : unmanaged, INumber<T>
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = PixelDepth.UInt8, Channels = 1 };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Store(T* kept, byte* result, int count)
    {
        int x = 0, quarter = Vector<T>.Count;
        if (typeof(T) == typeof(int))
            for (; x <= count - 4 * quarter; x += 4 * quarter)
            {
                uint* from = (uint*)kept + x;
                Vector.Narrow(Vector.Narrow(Vector.Load(from), Vector.Load(from + quarter)), Vector.Narrow(Vector.Load(from + 2 * quarter), Vector.Load(from + 3 * quarter))).Store(result + x);
            }
        for (; x < count; x++) result[x] = byte.CreateTruncating(kept[x]);
    }

    public readonly struct Classes(T low, T high) : IKeepMaxima<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Kept(Vector<T> lengths, Vector<T> maxima) =>
            maxima & ((Vector.GreaterThan<T>(lengths, new Vector<T>(low)) & Vector<T>.One) + (Vector.GreaterThan<T>(lengths, new Vector<T>(high)) & Vector<T>.One));
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The length of the gradient where it is a maximum along its direction, else 0.</summary>
internal sealed unsafe class MaximaLengthStage(ImageKind input) : GradientMaximaStage<float, MaximaLengthStage.Lengths>(input, isEuclidean: true, default)
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Channels = 1 };

    protected override void Store(float* kept, byte* result, int count) => new ReadOnlySpan<float>(kept, count).CopyTo(new Span<float>(result, count));

    public readonly struct Lengths : IKeepMaxima<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Kept(Vector<float> lengths, Vector<float> maxima) => Vector.SquareRoot(lengths) & maxima;
    }
}

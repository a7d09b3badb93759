using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The length of the gradient where it is a maximum along its direction, else 0.</summary>
internal sealed unsafe class MaximaLengthStage(ImageKind input) : GradientMaximaStage<float>(input, isEuclidean: true)
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Channels = 1 };

    protected override Vector<float> Kept(Vector<float> lengths, Vector<float> maxima) => Vector.SquareRoot(lengths) & maxima;

    protected override void Store(float* kept, byte* result, int count) => new ReadOnlySpan<float>(kept, count).CopyTo(new Span<float>(result, count));
}

using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Local response normalisation across channels (Krizhevsky et al. 2012, sec. 3.3): x / (k + a sum of x² over <c>size</c> neighbouring channels)^beta,
/// where a is alpha as in the paper, or alpha / size as in Caffe and PyTorch (the default). Channels outside the range count as zeros.
/// </summary>
public sealed class LocalResponseNorm : Module
{
    readonly int size;
    readonly double alpha, beta, k;

    /// <summary>A window of <paramref name="size"/> channels; <paramref name="divideAlpha"/> says whether alpha is divided by it.</summary>
    public LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1, bool divideAlpha = true)
    {
        if (size < 1) throw new ShapeException($"LocalResponseNorm: the window needs at least one channel, not {size}");
        (this.size, this.alpha, this.beta, this.k) = (size, divideAlpha ? alpha / size : alpha, beta, k);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(Normalized(x, size / 2, (size - 1) / 2, alpha, beta, k), x);

    /// <summary>x / (k + alpha times the sum of x² from so many channels before to so many after)^beta, for x (..., C).</summary>
    internal static Tensor Normalized(Tensor x, int before, int after, double alpha, double beta, double k)
    {
        // Channels stand where rows stand in an image: the window runs over them.
        Tensor squares = x.Square().Reshape(-1, x.Shape[-1], 1, 1).Pad(1, before, after);
        Tensor sums = squares.SumPool2d((before + after + 1, 1), stride: 1).Reshape(x.Shape);
        return x * (sums * alpha + k).Pow(-beta);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LocalResponseNorm over {size} channels";
}

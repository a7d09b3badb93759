using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Euclidean radial basis units with fixed centres, the output layer of LeNet-5 (LeCun et al. 1998, sec. II.B): the score of class i is minus half the squared distance,
/// -sum_j (x_j - c_ij)² / 2, so that the nearest code has the largest score. x (N, features) gives (N, classes). Nothing is learned.
/// </summary>
public sealed class RadialBasis : Module
{
    readonly Tensor codes;
    readonly double scale;

    /// <summary>Units with the given centres (classes, features); distances are multiplied by <paramref name="scale"/>.</summary>
    /// <exception cref="ShapeException">The centres are no matrix.</exception>
    public RadialBasis(Tensor codes, double scale = 1)
    {
        if (codes.Shape.Rank != 2) throw new ShapeException("RadialBasis", "the centres must be a matrix", [("codes", codes.Shape, "expected (classes, features)")]);
        (this.codes, this.scale) = (codes, scale);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 2 || x.Shape[1] != codes.Shape[1])
            throw new ShapeException("RadialBasis", $"expects vectors of {codes.Shape[1]} features.", [("input", x.Shape, "(N, features)"), ("codes", codes.Shape, "(classes, features)")]);
        // |x - c|² = |x|² - 2 x c + |c|²
        Tensor distance = x.Square().Sum([1], keepDims: true) - 2 * x.MatMul(codes, transposeB: true) + codes.Square().Sum([1]);
        return Result(distance * (-0.5 * scale));
    }

    /// <inheritdoc/>
    public override string ToString() => $"RadialBasis {codes.Shape[1]} -> {codes.Shape[0]}, fixed";
}

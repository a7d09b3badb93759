using Fovea.Layers;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Models;

/// <summary>
/// A layer of S-cells (Fukushima 1980, eq. 1 to 3): every plane looks for one feature everywhere, and its cells answer where it is. What excites them, e = sum a u, is divided by
/// what inhibits them, h = 2 r / (1 + r) b v with v the root mean square of what they see (the V-cell): r max(0, (1 + e) / (1 + h) - 1). A plane that has learned one pattern
/// answers where the cosine between that and what it sees is above r / (1 + r), so r is its selectivity. x (N, H, W, in) gives (N, H', W', planes).
/// Synapses a (planes, kH, kW, in), b (planes).
/// </summary>
public sealed class SimpleCells : Module
{
    readonly Variable a, b;
    readonly Tensor near;
    readonly Padding padding;
    readonly double learning, recognizing, speed;
    readonly int column;

    /// <summary>A layer.</summary>
    /// <param name="inPlanes">Planes that it sees.</param>
    /// <param name="planes">Features that it can learn.</param>
    /// <param name="window">Rows and columns that a cell sees.</param>
    /// <param name="padding">Zeros around the planes.</param>
    /// <param name="learning">
    /// The selectivity r with which cells compete for a pattern: the higher, the more planes are taken into use. A threshold for learning of its own is Fukushima's later
    /// addition (Fukushima and Tanigawa 1996).
    /// </param>
    /// <param name="recognizing">The selectivity with which they answer.</param>
    /// <param name="speed">The amount q by which the strongest synapses grow at each reinforcement; a large one makes cells judge the form of a pattern and not its strength.</param>
    /// <param name="column">Rows and columns of the neighbourhood within which only the strongest cell of all planes is reinforced; odd.</param>
    public SimpleCells(int inPlanes, int planes, Pair window, Padding padding, double learning, double recognizing, double speed, int column)
    {
        if (inPlanes < 1 || planes < 1 || column < 1 || column % 2 == 0) throw new ShapeException($"SimpleCells: {inPlanes} planes seen, {planes} planes, columns of {column} cells cannot be");
        (this.padding, this.learning, this.recognizing, this.speed, this.column) = (padding, learning, recognizing, speed, column);
        long seen = (long)window.Y * window.X * inPlanes;
        // Cells of a plane that has learned nothing answer to everything, but so weakly that they win only where no other cell answers.
        a = Initializer.Between(0, 1e-4 / seen).Make([planes, window.Y, window.X, inPlanes], seen, planes);
        b = Initializer.Zeros.Make([planes], 1, 1);
        near = Neighbourhood.Falling(window, perStep: 0.9, sum: 1.0 / inPlanes);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(Answer(x, Seen(x), recognizing), x);

    /// <summary>
    /// Competition and reinforcement, inside of a function: in each column the strongest cell of all planes is a candidate, in each plane the strongest candidate is reinforced,
    /// and the whole plane with it, since its cells share their synapses: a grows by q c u and b by q v / 2.
    /// </summary>
    /// <returns>The reinforced cells as ones (N, H', W', planes).</returns>
    internal Tensor Organize(Tensor x)
    {
        Tensor seen = Seen(x), cells = Answer(x, seen, learning);
        Tensor strongest = cells.Max([-1], keepDims: true).MaxPool2d(column, stride: 1, padding: column / 2);
        Tensor candidates = cells * cells.EqualTo(strongest);
        Tensor seeds = candidates.EqualTo(candidates.Max([1, 2], keepDims: true)) * (candidates > 0);
        // What the seeds see, summed over them: the gradient of the correlation with respect to its kernels.
        Tensor patterns = Gradient.Of(x.Conv2d(a, padding: padding), [a], seeds)[0];
        a.Assign(a + speed * near * patterns);
        b.Assign(b + 0.5 * speed * (seeds * seen).Sum([0, 1, 2]));
        return seeds;
    }

    /// <inheritdoc/>
    public override string ToString() => $"SimpleCells {a.Shape[3]} -> {a.Shape[0]} planes, {a.Shape[1]}x{a.Shape[2]}";

    /// <inheritdoc/>
    protected override WorldLayout LayoutOf(Variable variable) => variable == a ? WorldLayout.Permuted(a.Shape, 0, 3, 1, 2) : base.LayoutOf(variable);

    /// <summary>The V-cells (N, H', W', 1): the root of the mean square within the window, near cells counting more.</summary>
    Tensor Seen(Tensor x) => (x.Square().Sum([-1], keepDims: true).Conv2d(near, padding: padding) + 1e-12).Sqrt();

    Tensor Answer(Tensor x, Tensor seen, double selectivity)
    {
        Tensor excitation = x.Conv2d(a, padding: padding), inhibition = 2 * selectivity / (1 + selectivity) * b * seen;
        // (1 + e) / (1 + h) - 1, without losing small answers in the rounding of 1 + e.
        return selectivity * ((excitation - inhibition) / (1 + inhibition)).Relu();
    }
}

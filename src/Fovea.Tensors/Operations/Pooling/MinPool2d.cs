namespace Fovea.Tensors;

// The smallest is the opposite of the largest of the opposites; no operation of its own.
public partial class Tensor
{
    /// <summary>The smallest value of each channel in each window; all else as in <see cref="MaxPool2d(Pair, Pair?, Padding, Pair?, bool)"/>.</summary>
    /// <inheritdoc cref="MaxPool2d(Pair, Pair?, Padding, Pair?, bool)"/>
    public Tensor MinPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false) =>
        Smallest(Neighbourhood.Of(new Window(window, stride ?? window, padding, dilation ?? 1).Resolved("MinPool2d", Shape, floor), Shape));

    /// <summary>
    /// The smallest value of each channel among the adjacents of every stride-th pixel (deck 003, "Min-pooling"); all else as in
    /// <see cref="MaxPool2d(Adjacency, Pair?, Padding?, bool)"/>.
    /// </summary>
    /// <inheritdoc cref="MaxPool2d(Adjacency, Pair?, Padding?, bool)"/>
    public Tensor MinPool2d(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool floor = false) =>
        Smallest(Neighbourhood.Of("MinPool2d", adjacency, Shape, stride ?? 1, padding, floor));

    Tensor Smallest(Neighbourhood neighbourhood) => (-Apply(new MaxPool2dOp(neighbourhood.NeverEmpty("MinPool2d", Shape)), -this)).Labelled("MinPool2d");
}

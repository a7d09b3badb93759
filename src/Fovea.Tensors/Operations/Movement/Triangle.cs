namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>The matrices in the last two dimensions with 0 below a diagonal: 0 is the main one, positive numbers lie above it.</summary>
    /// <exception cref="ShapeException">There are fewer than two dimensions.</exception>
    public Tensor UpperTriangle(int diagonal = 0) => Where(FromDiagonal("UpperTriangle", Shape) >= diagonal, this, 0).Labelled("UpperTriangle");

    /// <summary>The matrices in the last two dimensions with 0 above a diagonal: 0 is the main one, positive numbers lie above it.</summary>
    /// <exception cref="ShapeException">There are fewer than two dimensions.</exception>
    public Tensor LowerTriangle(int diagonal = 0) => Where(FromDiagonal("LowerTriangle", Shape) <= diagonal, this, 0).Labelled("LowerTriangle");

    /// <summary>A matrix of ones on one diagonal and zeros elsewhere: 0 is the main one, positive numbers lie above it.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Tensor Eye(int rows, int columns, int diagonal = 0) => FromDiagonal("Eye", [rows, columns]).EqualTo(diagonal).Labelled("Eye");

    /// <summary>Column less row of every element of a matrix.</summary>
    static Tensor FromDiagonal(string operation, Shape shape)
    {
        if (shape.Rank < 2) throw new ShapeException(operation, "needs at least two dimensions", [("input", shape, "")]);
        return Arange(shape[-1]) - Arange(shape[-2]).Unsqueeze(-1);
    }
}

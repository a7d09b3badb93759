namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>Without the given dimensions, each of which has size 1; without all dimensions of size 1 where none is given.</summary>
    /// <exception cref="ShapeException">A dimension has another size.</exception>
    public Tensor Squeeze(params ReadOnlySpan<int> axes)
    {
        bool[] dropped = new bool[Shape.Rank];
        foreach (int axis in axes)
        {
            if (Shape[axis] != 1) throw new ShapeException("Squeeze", $"axis {axis} has size {Shape[axis]}, only a size of 1 can be dropped", [("input", Shape, "")]);
            dropped[Shape.Axis(axis)] = true;
        }
        List<int> kept = [];
        for (int d = 0; d < dropped.Length; d++)
            if (axes.Length == 0 ? Shape[d] != 1 : !dropped[d]) kept.Add(Shape[d]);
        return Reshape(Shape.Create([.. kept]));
    }

    /// <summary>With a new dimension of size 1 that becomes dimension <paramref name="axis"/> of the result; -1 makes it the last.</summary>
    /// <exception cref="ShapeException">The result has no such dimension.</exception>
    public Tensor Unsqueeze(int axis)
    {
        int rank = Shape.Rank + 1, front = axis < 0 ? axis + rank : axis;
        if (front < 0 || front >= rank) throw new ShapeException("Unsqueeze", $"the result has {rank} dimensions, none of them is {axis}", [("input", Shape, "")]);
        return Reshape(Shape.Create([.. Shape.Sizes[..front], 1, .. Shape.Sizes[front..]]));
    }
}

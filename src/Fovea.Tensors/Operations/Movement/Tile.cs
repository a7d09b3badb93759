namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>This tensor laid side by side: <paramref name="repeats"/>[d] times along dimension d, (2, 3) tiled (1, 4) becomes (2, 12). Gradients add up.</summary>
    /// <exception cref="ShapeException">There is not one number for each dimension, or one is negative.</exception>
    public Tensor Tile(params ReadOnlySpan<int> repeats)
    {
        if (repeats.Length != Shape.Rank) throw new ShapeException("Tile", $"{repeats.Length} numbers do not name each of the {Shape.Rank} dimensions once", [("input", Shape, "")]);
        int[] apart = new int[2 * Shape.Rank], stretched = new int[2 * Shape.Rank], tiled = new int[Shape.Rank];
        for (int d = 0; d < tiled.Length; d++)
        {
            if (repeats[d] < 0) throw new ShapeException("Tile", $"dimension {d} cannot be repeated {repeats[d]} times", [("input", Shape, "")]);
            (apart[2 * d], apart[2 * d + 1], stretched[2 * d], stretched[2 * d + 1]) = (1, Shape[d], repeats[d], Shape[d]);
            tiled[d] = checked(repeats[d] * Shape[d]);
        }
        return Reshape(Shape.Create(apart)).BroadcastTo(Shape.Create(stretched)).Reshape(Shape.Create(tiled)).Labelled("Tile");
    }
}

using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>What the layers with windows ask of their numbers when they are made.</summary>
static class WindowNumbers
{
    /// <exception cref="ShapeException">The window has no row or column, or it does not walk.</exception>
    public static void Check(string layer, Pair? window, Pair? stride, Pair? dilation = null)
    {
        void AtLeastOne(string what, Pair? pair)
        {
            if (pair is { } given && (given.Y < 1 || given.X < 1)) throw new ShapeException($"{layer}: the {what} must be at least 1, it is {given}");
        }
        AtLeastOne("window", window);
        AtLeastOne("stride", stride);
        AtLeastOne("dilation", dilation);
    }

    /// <exception cref="ShapeException">The result would have no row or no column.</exception>
    public static void CheckSize(string layer, Pair size)
    {
        if (size.Y < 1 || size.X < 1) throw new ShapeException($"{layer}: the size must be at least 1x1, it is {size.Y}x{size.X}");
    }
}

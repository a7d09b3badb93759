using System.Collections.Immutable;
using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>
/// How the files of the world (PyTorch, ONNX) hold a variable. There channels come before rows and columns, here after them: a convolution's kernels are
/// (out, in, kH, kW) there and (out, kH, kW, in) here. The values are the same, only their places differ.
/// </summary>
public sealed class WorldLayout
{
    private readonly ImmutableArray<ImmutableArray<int>> dimensions;

    /// <summary>A layout in which every dimension of the file is one of our axes, or several that are flattened into one.</summary>
    /// <param name="shape">The shape of the variable here.</param>
    /// <param name="view">The same, or a shape of as many elements that splits its axes.</param>
    /// <param name="dimensions">
    /// For each dimension of the file, outermost first, the axes of <paramref name="view"/> that make it up, the slowest first; each axis stands once.
    /// </param>
    /// <exception cref="ArgumentException">An axis is missing or stands twice, or the view has another number of elements than the shape.</exception>
    public WorldLayout(Shape shape, Shape view, params ImmutableArray<ImmutableArray<int>> dimensions)
    {
        List<int> order = [];
        int[] fileShape = new int[dimensions.Length];
        for (int d = 0; d < fileShape.Length; d++)
        {
            fileShape[d] = 1;
            foreach (int axis in dimensions[d])
            {
                if (axis >= 0 && axis < view.Rank) fileShape[d] = checked(fileShape[d] * view[axis]);
                order.Add(axis);
            }
        }
        if (!IsOrder(order, view.Rank))
            throw new ArgumentException($"({string.Join(", ", order)}) is no order of the {view.Rank} axes of {view}", nameof(dimensions));
        if (view.Count != shape.Count) throw new ArgumentException($"{view} is no view of {shape}", nameof(view));
        (Shape, View, this.dimensions, Order, FileShape) = (shape, view, dimensions, order, Shape.Create(fileShape));
        (Sizes, Strides) = (new int[view.Rank], new long[view.Rank]);
        long[] strides = view.Strides();
        for (int i = 0; i < order.Count; i++) (Sizes[i], Strides[i]) = (view[order[i]], strides[order[i]]);
    }

    /// <summary>The shape of the variable here.</summary>
    public Shape Shape { get; }

    /// <summary>The shape of the variable here with split axes, where the file flattens them in another order.</summary>
    public Shape View { get; }

    /// <summary>The axes of <see cref="View"/> in the order in which files have them.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The shape of the variable in files.</summary>
    public Shape FileShape { get; }

    /// <summary>The sizes of the axes in the order in which files have them.</summary>
    internal int[] Sizes { get; }

    /// <summary>The distance here, in elements, from one index to the next of the axes in the order in which files have them.</summary>
    internal long[] Strides { get; }

    /// <summary>The layout of a variable that lies in files as it does here: a bias, a matrix, a coefficient for each channel.</summary>
    public static WorldLayout Same(Shape shape)
    {
        int[] order = new int[shape.Rank];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        return Permuted(shape, order);
    }

    /// <summary>The layout in which dimension i of the file is our axis <c>order[i]</c>.</summary>
    /// <exception cref="ArgumentException">An axis is missing or stands twice.</exception>
    public static WorldLayout Permuted(Shape shape, params ReadOnlySpan<int> order)
    {
        ImmutableArray<int>[] dimensions = new ImmutableArray<int>[order.Length];
        for (int i = 0; i < order.Length; i++) dimensions[i] = [order[i]];
        return new(shape, shape, [.. dimensions]);
    }

    /// <summary>A tensor as it lies here, of one as it lies in files.</summary>
    /// <exception cref="ShapeException">The tensor does not have <see cref="FileShape"/>.</exception>
    public Tensor FromFile(Tensor file)
    {
        Check(file, FileShape);
        int[] back = new int[Order.Count];
        for (int i = 0; i < back.Length; i++) back[Order[i]] = i;
        return back.Length == 0 ? file : file.Reshape(Sizes).Transpose(back).Reshape(Shape);
    }

    /// <summary>A tensor as it lies in files, of one as it lies here.</summary>
    /// <exception cref="ShapeException">The tensor does not have <see cref="Shape"/>.</exception>
    public Tensor ToFile(Tensor ours)
    {
        Check(ours, Shape);
        return Order.Count == 0 ? ours : ours.Reshape(View).Transpose([.. Order]).Reshape(FileShape);
    }

    /// <summary>The distances, from one index to the next, of the axes in a file whose dimensions have the given ones.</summary>
    internal long[] FileStrides(ReadOnlySpan<long> ofDimensions)
    {
        long[] strides = new long[Sizes.Length];
        int at = 0;
        for (int d = 0; d < dimensions.Length; at += dimensions[d].Length, d++)
        {
            long stride = ofDimensions[d];
            for (int i = at + dimensions[d].Length - 1; i >= at; i--)
            {
                strides[i] = stride;
                stride *= Sizes[i];
            }
        }
        return strides;
    }

    /// <summary>Whether each axis stands there once.</summary>
    private static bool IsOrder(List<int> order, int rank)
    {
        bool[] stands = new bool[rank];
        foreach (int axis in order)
        {
            if (axis < 0 || axis >= rank || stands[axis]) return false;
            stands[axis] = true;
        }
        return order.Count == rank;
    }

    private static void Check(Tensor tensor, Shape expected)
    {
        if (tensor.Shape != expected)
            throw new ShapeException("WorldLayout", "the tensor is not of the layout's shape", [("tensor", tensor.Shape, ""), ("layout", expected, "")]);
    }
}

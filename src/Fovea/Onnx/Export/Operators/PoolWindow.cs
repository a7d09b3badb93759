using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A neighbourhood as a window that walks over a padded image N C H W, as ONNX has it; what the window never meets may have to be cut off first.</summary>
/// <param name="Kernel">Rows and columns of the window.</param>
/// <param name="Dilation">Distance between its elements.</param>
/// <param name="Padding">Rows and columns around the image.</param>
/// <param name="From">The first row and column that are met.</param>
/// <param name="To">The row and column behind the last ones that may be met.</param>
/// <param name="Image">Rows and columns of the image.</param>
/// <param name="IsFull">Whether every element of the window belongs to the neighbourhood.</param>
readonly record struct PoolWindow(Pair Kernel, Pair Dilation, Padding Padding, Pair From, Pair To, Pair Image, bool IsFull)
{
    /// <summary>The window whose elements are the displacements, or where they are no grid the rectangle around them.</summary>
    public static PoolWindow Of(Neighbourhood neighbourhood, IReadOnlyList<Dim> input)
    {
        int[] rows = [.. neighbourhood.Adjacency.Select(d => d.Y).Distinct().Order()], columns = [.. neighbourhood.Adjacency.Select(d => d.X).Distinct().Order()];
        bool isGrid = (long)rows.Length * columns.Length == neighbourhood.Adjacency.Count && Step(rows) > 0 && Step(columns) > 0;
        return isGrid ? Of(neighbourhood, input, (rows.Length, columns.Length), (Step(rows), Step(columns))) : Around(neighbourhood, input);
    }

    /// <summary>The rectangle around the displacements.</summary>
    public static PoolWindow Around(Neighbourhood neighbourhood, IReadOnlyList<Dim> input) =>
        Of(neighbourhood, input, neighbourhood.Adjacency.Window, 1) with { IsFull = neighbourhood.Adjacency is var all && all.Count == (long)all.Window.Y * all.Window.X };

    /// <summary>An image N C H W without the rows and columns that are not met.</summary>
    public string Cut(Exporter to, string image) => From == 0 && To == Image ? image
        : to.Graph.Emit("Slice", [image, to.Graph.Integers(From.Y, From.X), to.Graph.Integers(To.Y, To.X), to.Graph.Integers(2, 3)]);

    static PoolWindow Of(Neighbourhood neighbourhood, IReadOnlyList<Dim> input, Pair kernel, Pair dilation)
    {
        Adjacency adjacency = neighbourhood.Adjacency;
        Pair image = ((int)input[1].Fixed, (int)input[2].Fixed);
        var (top, bottom, firstRow, endRow) = Along(image.Y, adjacency.Top, adjacency.Window.Y, neighbourhood.Stride.Y, neighbourhood.Output.Y);
        var (left, right, firstColumn, endColumn) = Along(image.X, adjacency.Left, adjacency.Window.X, neighbourhood.Stride.X, neighbourhood.Output.X);
        return new(kernel, dilation, new Padding(top, bottom, left, right), (firstRow, firstColumn), (endRow, endColumn), image, true);
    }

    /// <summary>Padding, and the part of the image that is looked at, with which windows from <paramref name="first"/> on give exactly so many outputs.</summary>
    static (int Before, int After, int From, int To) Along(int size, int first, int span, int stride, int outputs)
    {
        int end = first + (outputs - 1) * stride + span, before = Math.Max(0, -first), from = Math.Max(0, first);
        // A rest smaller than the stride is left out by the operators themselves.
        int after = Math.Max(0, end - size), to = size - end >= stride ? end : size;
        return (before, after, from, to);
    }

    /// <summary>The distance between neighbours, 1 for a single one; 0 where it is not always the same.</summary>
    static int Step(int[] places)
    {
        int step = places.Length > 1 ? places[1] - places[0] : 1;
        return places.Zip(places.Skip(1), (a, b) => b - a).All(distance => distance == step) ? step : 0;
    }
}

using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// What every pooling and every patch comes down to: output pixel (i, j) sees the input pixels (i Stride.Y + d.Y, j Stride.X + d.X) for all displacements d
/// that lie inside the input. Windows, padding and dilation are in the displacements.
/// </summary>
/// <param name="Adjacency">The displacements.</param>
/// <param name="Stride">Steps in the input from one output pixel to the next.</param>
/// <param name="Output">Rows and columns of the output.</param>
internal readonly record struct Neighbourhood(Adjacency Adjacency, Pair Stride, Pair Output)
{
    /// <summary>The neighbourhood that a resolved window describes for an input of a shape.</summary>
    public static Neighbourhood Of(Window window, Shape input) =>
        new(Adjacency.At((-window.Padding.Top, -window.Padding.Left), window.Kernel, window.Dilation), window.Stride, (window.OutHeight(input[1]), window.OutWidth(input[2])));

    /// <summary>
    /// An adjacency at every so many pixels. Without padding given, output pixel (i, j) stands at input pixel (i S, j S) and there are ceil(size / S) of them; with padding
    /// given, the rectangle around the adjacency walks like a window.
    /// </summary>
    public static Neighbourhood Of(string operation, Adjacency adjacency, Shape input, Pair stride, Padding? padding, bool floor)
    {
        if (padding is { } given)
        {
            Window window = new Window(adjacency.Window, stride, given, 1).Resolved(operation, input, floor);
            Adjacency moved = adjacency.Shifted(-adjacency.Top - window.Padding.Top, -adjacency.Left - window.Padding.Left);
            return new(moved, stride, (window.OutHeight(input[1]), window.OutWidth(input[2])));
        }
        // Resolved for its checks of the input and the stride.
        new Window(1, stride, default, 1).Resolved(operation, input, floor: true);
        return new(adjacency, stride, ((input[1] - 1) / stride.Y + 1, (input[2] - 1) / stride.X + 1));
    }

    /// <summary>The shape with one value an output pixel and channel.</summary>
    public Shape Pooled(Shape input) => [input[0], Output.Y, Output.X, input[3]];

    /// <summary>Whether every output pixel sees just the input pixel at its own place.</summary>
    public bool IsIdentity(Shape input) => Stride == 1 && Adjacency.Count == 1 && Adjacency.Contains((0, 0)) && Output == (input[1], input[2]);

    /// <summary>Throws where an output pixel would see nothing: there is no maximum of nothing.</summary>
    public Neighbourhood NeverEmpty(string operation, Shape input)
    {
        // Mostly every output pixel stands at an input pixel that it sees itself.
        if (Adjacency.Displacements.Contains(new Pair(0, 0)) && (Output.Y - 1L) * Stride.Y < input[1] && (Output.X - 1L) * Stride.X < input[2]) return this;
        List<(int Position, int From, int To)> rows = Reaches(Output.Y, Stride.Y, Adjacency.Top, Adjacency.Bottom, input[1]);
        List<(int Position, int From, int To)> columns = Reaches(Output.X, Stride.X, Adjacency.Left, Adjacency.Right, input[2]);
        foreach (var (i, top, bottom) in rows)
            foreach (var (j, left, right) in columns)
                if (!Adjacency.Any(d => d.Y >= top && d.Y <= bottom && d.X >= left && d.X <= right))
                    throw new ShapeException(operation, $"the window at row {i}, column {j} of the output would hold padding only", [("input", input, "(N, H, W, C)")], "use less padding than the window is large, or an adjacency that holds the pixel itself");
        return this;
    }

    /// <summary>The same for the kernels.</summary>
    public PoolGeometry Geometry(Shape input)
    {
        int[] offsetsY = new int[Adjacency.Count], offsetsX = new int[Adjacency.Count];
        for (int k = 0; k < offsetsY.Length; k++)
            (offsetsY[k], offsetsX[k]) = (Adjacency.Displacements[k].Y - Adjacency.Top, Adjacency.Displacements[k].X - Adjacency.Left);
        return new PoolGeometry(input[0], input[1], input[2], input[3], Output.Y, Output.X, Stride.Y, Stride.X, -Adjacency.Top, -Adjacency.Left, offsetsY, offsetsX);
    }

    /// <summary>
    /// The definition: calls <paramref name="visit"/> for every output element, in order, with its offset, the offsets of the input elements that it sees and which displacements those are.
    /// </summary>
    public void Visit(Shape input, Action<long, List<(long At, int Displacement)>> visit)
    {
        List<(long, int)> seen = [];
        long output = 0;
        for (int n = 0; n < input[0]; n++)
            for (int i = 0; i < Output.Y; i++)
                for (int j = 0; j < Output.X; j++)
                    for (int c = 0; c < input[3]; c++)
                    {
                        seen.Clear();
                        for (int k = 0; k < Adjacency.Count; k++)
                        {
                            int row = i * Stride.Y + Adjacency.Displacements[k].Y, column = j * Stride.X + Adjacency.Displacements[k].X;
                            if (row >= 0 && row < input[1] && column >= 0 && column < input[2])
                                seen.Add(((((long)n * input[1] + row) * input[2] + column) * input[3] + c, k));
                        }
                        visit(output++, seen);
                    }
    }

    /// <summary>The different intervals of displacements that lie inside, along one dimension, each with the first output position that has it.</summary>
    static List<(int Position, int From, int To)> Reaches(int output, int stride, int first, int last, int size)
    {
        List<(int Position, int From, int To)> reaches = [];
        HashSet<(int, int)> known = [];
        for (int i = 0; i < output; i++)
        {
            (int from, int to) = (Math.Max(first, -i * stride), Math.Min(last, size - 1 - i * stride));
            if (known.Add((from, to))) reaches.Add((i, from, to));
        }
        return reaches;
    }
}

namespace Fovea.Tensors;

/// <summary>Rows and columns of padding around an image, which count as zeros (or, for a maximum, as absent).</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Right">Columns to the right.</param>
public readonly record struct Padding(int Top, int Bottom, int Left, int Right)
{
    /// <summary>No padding.</summary>
    public static Padding None => default;

    /// <summary>Stands for the padding with which the output has ceil(size / stride) rows and columns; an odd rest goes to the bottom and the right.</summary>
    public static Padding Same { get; } = new(int.MinValue, int.MinValue, int.MinValue, int.MinValue);

    /// <summary>The same padding on all four sides.</summary>
    public static implicit operator Padding(int all) => new(all, all, all, all);

    /// <summary>Padding of rows (above and below) and of columns (left and right).</summary>
    public static implicit operator Padding((int Vertical, int Horizontal) pair) => new(pair.Vertical, pair.Vertical, pair.Horizontal, pair.Horizontal);

    /// <inheritdoc/>
    public override string ToString() =>
        this == Same ? "same" : Top == Bottom && Left == Right && Top == Left ? $"{Top}" : $"(top {Top}, bottom {Bottom}, left {Left}, right {Right})";
}

/// <summary>A pair of numbers for rows and columns; one number stands for both.</summary>
/// <param name="Y">For rows (down).</param>
/// <param name="X">For columns (across).</param>
public readonly record struct Pair(int Y, int X)
{
    /// <summary>The same number for rows and columns.</summary>
    public static implicit operator Pair(int both) => new(both, both);

    /// <summary>A number for rows and one for columns.</summary>
    public static implicit operator Pair((int Y, int X) pair) => new(pair.Y, pair.X);

    /// <inheritdoc/>
    public override string ToString() => Y == X ? $"{Y}" : $"({Y}, {X})";
}

/// <summary>How a window walks over an image: what convolution, pooling and patches share. (N - F + 2P)/S + 1, an error where it is not whole (deck 001).</summary>
internal readonly record struct Window(Pair Kernel, Pair Stride, Padding Padding, Pair Dilation)
{
    /// <summary>The rows or columns that a dilated kernel spans.</summary>
    public static int Span(int kernel, int dilation) => (kernel - 1) * dilation + 1;

    /// <summary>This window with "same" padding turned into numbers for an image of the given size, and everything checked.</summary>
    /// <param name="operation">The name for errors.</param>
    /// <param name="input">(N, H, W, C).</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out.</param>
    public Window Resolved(string operation, Shape input, bool floor)
    {
        if (input.Rank != 4) throw new ShapeException(operation, $"the input needs four dimensions, it has {input.Rank}", [("input", input, "expected (N, H, W, C)")]);
        CheckNumbers(operation);
        Padding padding = Padding;
        if (padding == Padding.Same)
        {
            int vertical = Needed(input[1], Kernel.Y, Stride.Y, Dilation.Y), horizontal = Needed(input[2], Kernel.X, Stride.X, Dilation.X);
            padding = new Padding(vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
        }
        if (padding.Top < 0 || padding.Bottom < 0 || padding.Left < 0 || padding.Right < 0) throw new ShapeException($"{operation}: the padding must not be negative, it is {padding}");
        Window resolved = this with { Padding = padding };
        resolved.Check(operation, input, "rows", input[1], Kernel.Y, Stride.Y, padding.Top + padding.Bottom, Dilation.Y, floor);
        resolved.Check(operation, input, "columns", input[2], Kernel.X, Stride.X, padding.Left + padding.Right, Dilation.X, floor);
        return resolved;
    }

    /// <summary>Throws where a size, a stride or a dilation is less than 1.</summary>
    public void CheckNumbers(string operation)
    {
        if (Kernel.Y < 1 || Kernel.X < 1) throw new ShapeException($"{operation}: the window must be at least 1x1, it is {Kernel}");
        if (Stride.Y < 1 || Stride.X < 1) throw new ShapeException($"{operation}: the stride must be at least 1, it is {Stride}");
        if (Dilation.Y < 1 || Dilation.X < 1) throw new ShapeException($"{operation}: the dilation must be at least 1, it is {Dilation}");
    }

    public int OutHeight(int height) => (height + Padding.Top + Padding.Bottom - Span(Kernel.Y, Dilation.Y)) / Stride.Y + 1;

    public int OutWidth(int width) => (width + Padding.Left + Padding.Right - Span(Kernel.X, Dilation.X)) / Stride.X + 1;

    /// <inheritdoc/>
    public override string ToString() => $"window {Kernel}, stride {Stride}, padding {Padding}{(Dilation == 1 ? "" : $", dilation {Dilation}")}";

    static int Needed(int size, int kernel, int stride, int dilation) => Math.Max(((size + stride - 1) / stride - 1) * stride + Span(kernel, dilation) - size, 0);

    void Check(string operation, Shape input, string what, int size, int kernel, int stride, int padding, int dilation, bool floor)
    {
        // In long: a hostile dilation must not wrap around to a window that fits.
        long span = (kernel - 1L) * dilation + 1, room = (long)size + padding - span;
        if (room < 0)
            throw new ShapeException(operation, $"the window spans {span} {what}, the padded input has {(long)size + padding}", [("input", input, "(N, H, W, C)")], "use a smaller window, less dilation or more padding");
        if (room % stride != 0 && !floor)
            throw new ShapeException(operation, $"the window does not tile the {what}: ({size} - {span} + {padding}) / {stride} + 1 = {(double)room / stride + 1:0.##}",
                [("input", input, $"(N, H, W, C), {this}")], "change the padding, or pass floor: true to leave out the rest");
    }
}

using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>The window of a convolution or a pool, over one or two axes of positions; over one axis it is a window of one row.</summary>
/// <param name="Kernel">Its size.</param>
/// <param name="Stride">Its steps.</param>
/// <param name="Dilation">The distance of its elements.</param>
/// <param name="Padding">What is around the image.</param>
internal readonly record struct WindowOptions(Pair Kernel, Pair Stride, Pair Dilation, Padding Padding)
{
    /// <summary>Reads the options that convolutions and pools share.</summary>
    /// <param name="call">The node.</param>
    /// <param name="x">Its input as a map, see <see cref="Map(OnnxCall)"/>.</param>
    /// <param name="kernel">The sizes of the kernels, or null where only the option says them.</param>
    public static WindowOptions Of(OnnxCall call, OnnxValue x, ReadOnlySpan<int> kernel = default)
    {
        int axes = call.X.Rank - 2;
        long[] sizes = call.Ints("kernel_shape") ?? [.. kernel.ToArray().Select(size => (long)size)];
        if (sizes.Length != axes) throw call.Bad($"has a window over {sizes.Length} axes, its input {call.X.Shape} has {axes} axes of positions");
        if (!kernel.IsEmpty && !call.Narrow(sizes).AsSpan().SequenceEqual(kernel)) throw call.Bad($"says kernel_shape {string.Join("x", sizes)}, but its kernels are {string.Join("x", kernel.ToArray())}");
        WindowOptions window = new(Two(call, sizes, 1), Two(call, call.Ints("strides"), 1), Two(call, call.Ints("dilations"), 1), default);
        if (window.Kernel is not { Y: > 0, X: > 0 } || window.Stride is not { Y: > 0, X: > 0 } || window.Dilation is not { Y: > 0, X: > 0 })
            throw call.Bad("has a window, strides or dilations below 1");
        return window with { Padding = window.PaddingOf(call, x) };
    }

    /// <summary>The input with two axes of positions: (N, C, L) becomes (N, C, 1, L).</summary>
    public static OnnxValue Map(OnnxCall call) => Map(call, call.X);

    /// <summary>What stands for the node's input with two axes of positions.</summary>
    public static OnnxValue Map(OnnxCall call, OnnxValue x) => x.Rank switch
    {
        4 => x,
        3 => x.Unsqueeze([2]),
        _ => throw call.Unsupported($"an input {call.X.Shape} with {call.X.Rank - 2} axes of positions, where there are 1 or 2"),
    };

    /// <summary>A result, channels last, as a value with as many axes as the node's input.</summary>
    public static OnnxValue Result(OnnxCall call, Tensor y)
    {
        OnnxValue map = new(y, call.X.Type, OnnxValue.ChannelsLastOrder(4));
        return call.X.Rank == 3 ? map.Squeeze([2]) : map;
    }

    /// <summary>A pair of numbers from an option that has one for each axis of positions.</summary>
    public static Pair Two(OnnxCall call, long[]? values, int otherwise) => values switch
    {
        null or [] => otherwise,
        [var x] when call.X.Rank == 3 => (otherwise, call.Narrow(x)),
        [var y, var x] when call.X.Rank == 4 => (call.Narrow(y), call.Narrow(x)),
        _ => throw call.Bad($"has options for {values.Length} axes, its input {call.X.Shape} has {call.X.Rank - 2} axes of positions"),
    };

    /// <summary>The rows or columns that a dilated kernel spans.</summary>
    public static int Span(int kernel, int dilation) => checked((kernel - 1) * dilation + 1);

    Padding PaddingOf(OnnxCall call, OnnxValue x)
    {
        switch (call.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET" or "":
                Padding given = Sides(call, call.Ints("pads"));
                return given is { Top: >= 0, Bottom: >= 0, Left: >= 0, Right: >= 0 } ? given : throw call.Unsupported("negative padding");
            case "VALID": return default;
            case "SAME_UPPER": return Same(x, upper: true);
            case "SAME_LOWER": return Same(x, upper: false);
            case var other: throw call.Bad($"has the unknown auto_pad '{other}'");
        }
    }

    /// <summary>Padding from a list of what is before each axis and then behind each.</summary>
    public static Padding Sides(OnnxCall call, long[]? pads) => pads switch
    {
        null or [] => default,
        [var before, var after] when call.X.Rank == 3 => new Padding(0, 0, call.Narrow(before), call.Narrow(after)),
        [var top, var left, var bottom, var right] when call.X.Rank == 4 => new Padding(call.Narrow(top), call.Narrow(bottom), call.Narrow(left), call.Narrow(right)),
        _ => throw call.Bad($"has {pads.Length} pads for {call.X.Rank - 2} axes of positions"),
    };

    Padding Same(OnnxValue x, bool upper)
    {
        (int top, int bottom) = Halves(Needed(x.Shape[2], Kernel.Y, Stride.Y, Dilation.Y), upper);
        (int left, int right) = Halves(Needed(x.Shape[3], Kernel.X, Stride.X, Dilation.X), upper);
        return new Padding(top, bottom, left, right);
    }

    /// <summary>Two halves of a number; the larger one at the end, or at the beginning.</summary>
    public static (int Before, int After) Halves(int total, bool upper) => upper ? (total / 2, total - total / 2) : (total - total / 2, total / 2);

    static int Needed(int size, int kernel, int stride, int dilation) => Math.Max(((size + stride - 1) / stride - 1) * stride + Span(kernel, dilation) - size, 0);
}

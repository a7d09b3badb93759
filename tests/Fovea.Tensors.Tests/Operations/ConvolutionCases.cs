namespace Fovea.Tensors.Tests.Operations;

/// <summary>Convolutions over a grid of sizes, strides, dilations, groups and paddings, whole and uneven ones.</summary>
static class ConvolutionCases
{
    public static IEnumerable<OperationCase> All =>
    [
        Conv(1, 1, 1, 1, 1, 1), Conv(2, 7, 6, 3, 5, 3), Conv(1, 9, 9, 1, 6, 5, padding: 2), Conv(2, 8, 8, 4, 8, 1), Conv(3, 5, 7, 6, 16, 5, padding: 2),
        Conv(2, 9, 9, 3, 4, 3, stride: 2), Conv(1, 12, 12, 3, 7, 5, stride: 3, padding: 1), Conv(1, 16, 16, 3, 8, 8, stride: 8),
        Conv(2, 9, 8, 2, 3, 3, dilation: 2), Conv(1, 12, 12, 2, 4, 3, stride: 2, dilation: 2, padding: 1, floor: true),
        Conv(2, 6, 6, 4, 6, 3, groups: 2, padding: 1), Conv(2, 6, 6, 8, 8, 3, groups: 8, padding: 1), Conv(1, 6, 6, 6, 12, 3, groups: 6, stride: 2, padding: 1, floor: true),
        Conv(1, 6, 7, 3, 4, 3, padding: new Padding(2, 1, 0, 1)), Conv(1, 7, 7, 2, 3, 3, stride: 2, padding: Padding.Same), Conv(1, 8, 8, 2, 3, 2, padding: Padding.Same),
        Conv(1, 7, 7, 17, 33, 3, padding: 1), Conv(2, 10, 10, 64, 64, 3, padding: 1) with { HasSecondGradient = false }, Conv(1, 7, 7, 2, 3, 3, stride: 3, padding: 4, floor: true),
        new("Conv2d 2x3 window, stride (2, 1), dilation (1, 2)", [[2, 8, 9, 3], [4, 2, 3, 3]], x => x[0].Conv2d(x[1], stride: (2, 1), dilation: (1, 2))),
        new("Conv2d + bias, relu", [[2, 6, 6, 3], [8, 3, 3, 3], [8]], x => x[0].Conv2d(x[1], x[2], padding: 1).Relu()) { HasSecondGradient = false },
        new("Conv2d + bias + sum, tanh", [[2, 6, 6, 3], [8, 3, 3, 3], [8], [2, 6, 6, 8]], x => (x[0].Conv2d(x[1], x[2], padding: 1) + x[3]).Tanh()),
        .. Transposed, .. Patches, .. LocallyConnected, .. Deformable,
    ];

    static IEnumerable<OperationCase> Transposed =>
    [
        Transpose([1, 1, 1, 1], [1, 1, 1, 1]), Transpose([2, 3, 4, 3], [3, 3, 3, 5]), Transpose([1, 4, 5, 2], [2, 2, 2, 17], stride: 2), Transpose([2, 3, 3, 4], [4, 3, 3, 3], stride: 2, padding: 1, outputPadding: 1),
        Transpose([1, 3, 4, 6], [6, 3, 2, 2], stride: (2, 3), padding: (1, 0), outputPadding: (0, 2), groups: 3), Transpose([1, 4, 4, 8], [8, 3, 3, 1], stride: 2, groups: 8),
        Transpose([1, 3, 4, 2], [2, 3, 3, 3], stride: 2, dilation: 2, outputPadding: 1), Transpose([1, 3, 4, 2], [2, 4, 3, 3], padding: new Padding(2, 0, 1, 2)),
        Transpose([1, 3, 4, 2], [2, 3, 3, 3], stride: 2, padding: Padding.Same), Transpose([1, 3, 4, 2], [2, 2, 2, 3], stride: 3, padding: Padding.Same), Transpose([0, 3, 4, 2], [2, 2, 2, 3]),
        new("ConvTranspose2d + bias", [[2, 3, 4, 3], [3, 2, 2, 5], [5]], x => x[0].ConvTranspose2d(x[1], x[2], stride: 2)),
    ];

    static IEnumerable<OperationCase> Patches =>
    [
        .. from row in new (Shape Shape, Pair Window, Pair Stride, Padding Padding, Pair Dilation)[]
           {
               ([1, 1, 1, 1], 1, 1, 0, 1), ([2, 5, 6, 3], 3, 1, 0, 1), ([1, 5, 6, 17], 3, 1, 1, 1), ([2, 6, 7, 1], (2, 3), (2, 1), 0, 1), ([1, 7, 7, 2], 3, 2, new Padding(2, 1, 0, 1), 1),
               ([1, 8, 7, 2], (2, 3), 1, (0, 2), (3, 2)), ([1, 5, 5, 2], 3, 2, Padding.Same, 1), ([1, 3, 3, 2], 5, 1, 4, 1), ([1, 7, 5, 3], 1, 3, 0, 1), ([0, 3, 3, 2], 2, 1, 0, 1), ([2, 3, 3, 0], 2, 1, 0, 1),
           }
           select Squared($"Unfold {row.Shape}, window {row.Window}, stride {row.Stride}, padding {row.Padding}, dilation {row.Dilation}", row.Shape,
               x => x.Unfold(row.Window, row.Stride, row.Padding, row.Dilation, floor: true)),
        Squared("Unfold a disk", [2, 5, 6, 3], x => x.Unfold(Adjacency.Disk(1.5), stride: 2)), Squared("Unfold a scattered adjacency", [1, 5, 6, 2], x => x.Unfold(Adjacency.Of((0, 0), (-1, 2), (-1, 1), (2, 0)))),
        Squared("Fold", [2, 3, 4, 18], x => x.Fold(5, 6, 3)), Squared("Fold with stride, padding, dilation", [1, 3, 2, 12], x => x.Fold(7, 6, (3, 2), stride: (3, 4), padding: 1, dilation: (1, 2))),
    ];

    static IEnumerable<OperationCase> LocallyConnected =>
    [
        new("LocallyConnected2d", [[2, 5, 6, 3], [3, 4, 5, 3, 3, 3], [3, 4, 5]], x => x[0].LocallyConnected2d(x[1], x[2])),
        new("LocallyConnected2d, stride, padding", [[3, 5, 7, 2], [3, 3, 4, 3, 3, 2]], x => x[0].LocallyConnected2d(x[1], stride: 2, padding: (1, 0))),
        new("LocallyConnected2d of one pixel", [[1, 1, 1, 17], [1, 1, 3, 1, 1, 17]], x => x[0].LocallyConnected2d(x[1])),
    ];

    static IEnumerable<OperationCase> Deformable =>
    [
        new("DeformableConv2d", [[2, 5, 6, 4], [3, 3, 3, 4], [2, 3, 4, 18]], x => x[0].DeformableConv2d(x[1], x[2])) { Draw = Offsets },
        new("DeformableConv2d, all options", [[1, 6, 7, 4], [6, 3, 2, 2], [1, 3, 7, 24], [1, 3, 7, 12], [6]], x => x[0].DeformableConv2d(x[1], x[2], x[3], x[4], stride: (2, 1), padding: (1, 1), dilation: (1, 2), groups: 2)) { Draw = Offsets },
    ];

    // Offsets away from the centres of pixels, where an interpolation has a kink.
    static double Offsets(Random random, int operand) => operand == 2 ? random.Next(-2, 2) + 0.1 + 0.8 * random.NextDouble() : 4 * random.NextDouble() - 2;

    static OperationCase Transpose(Shape input, Shape weight, Pair? stride = null, Padding padding = default, Pair? outputPadding = null, Pair? dilation = null, int groups = 1) =>
        new($"ConvTranspose2d {input}, weight {weight}, stride {stride ?? 1}, padding {padding}, output padding {outputPadding ?? 0}, dilation {dilation ?? 1}, groups {groups}",
            [input, weight], x => x[0].ConvTranspose2d(x[1], null, stride, padding, outputPadding, dilation, groups));

    static OperationCase Squared(string name, Shape shape, Func<Tensor, Tensor> f) => new(name, [shape], x => f(x[0]) is var y ? y * y : y);

    static OperationCase Conv(int n, int h, int w, int cin, int cout, int kernel, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1, bool floor = false) =>
        new($"Conv2d {n}x{h}x{w}x{cin} -> {cout}, {kernel}x{kernel}, stride {stride}, padding {padding}, dilation {dilation}, groups {groups}",
            [[n, h, w, cin], [cout, kernel, kernel, cin / groups]],
            x => x[0].Conv2d(x[1], stride: stride, padding: padding, dilation: dilation, groups: groups, floor: floor));
}

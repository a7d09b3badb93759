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
    ];

    static OperationCase Conv(int n, int h, int w, int cin, int cout, int kernel, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1, bool floor = false) =>
        new($"Conv2d {n}x{h}x{w}x{cin} -> {cout}, {kernel}x{kernel}, stride {stride}, padding {padding}, dilation {dilation}, groups {groups}",
            [[n, h, w, cin], [cout, kernel, kernel, cin / groups]],
            x => x[0].Conv2d(x[1], stride: stride, padding: padding, dilation: dilation, groups: groups, floor: floor));
}

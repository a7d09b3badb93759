namespace Fovea.Tensors.Tests.Operations;

/// <summary>Pooling over a grid of windows, strides, paddings, dilations and adjacencies; channels with a tail for every vector width.</summary>
static class PoolingCases
{
    static readonly Adjacency Corner = Adjacency.Of((0, 0), (0, 2), (-1, 1)), Below = Adjacency.Of((1, 0), (2, 1));

    public static IEnumerable<OperationCase> All => [.. Windows, .. Adjacencies, .. Globals, .. Adaptives, .. Adjoints, .. Regions];

    static IEnumerable<OperationCase> Windows =>
        from row in new (Shape Shape, Pair Window, Pair Stride, Padding Padding, Pair Dilation, bool Floor)[]
        {
            ([1, 1, 1, 1], 1, 1, 0, 1, false), ([2, 4, 6, 3], 2, 2, 0, 1, false), ([2, 5, 7, 17], 2, 2, 0, 1, true), ([1, 6, 6, 33], 3, 3, 0, 1, false), ([1, 7, 9, 5], 3, 2, 0, 1, false),
            ([2, 7, 7, 3], 3, 2, 1, 1, false), ([1, 5, 6, 2], 3, 1, 1, 1, false), ([1, 5, 6, 2], (2, 3), (1, 2), new Padding(0, 1, 2, 0), 1, true), ([1, 9, 8, 4], 3, 1, 0, 2, false),
            ([1, 9, 9, 2], 3, 2, 2, 2, false), ([1, 7, 6, 3], 3, 2, Padding.Same, 1, false), ([1, 7, 6, 3], 2, 1, Padding.Same, 1, false), ([1, 4, 5, 3], 1, 2, 0, 1, true),
            ([1, 8, 8, 2], 2, 3, 0, 1, false), ([1, 3, 3, 2], (1, 3), 1, 0, 1, false), ([0, 4, 4, 3], 2, 2, 0, 1, false), ([2, 4, 4, 0], 2, 2, 0, 1, false),
            ([1, 5, 5, 2], 4, 1, 3, 1, false),
        }
        from pool in new (string Name, Func<Tensor, Tensor> Compute)[]
        {
            ("MaxPool2d", x => x.MaxPool2d(row.Window, row.Stride, row.Padding, row.Dilation, row.Floor)), ("MinPool2d", x => x.MinPool2d(row.Window, row.Stride, row.Padding, row.Dilation, row.Floor)),
            ("AvgPool2d", x => x.AvgPool2d(row.Window, row.Stride, row.Padding, row.Dilation, floor: row.Floor)),
            ("AvgPool2d inside", x => x.AvgPool2d(row.Window, row.Stride, row.Padding, row.Dilation, countPadding: false, row.Floor)),
            ("SumPool2d", x => x.SumPool2d(row.Window, row.Stride, row.Padding, row.Dilation, row.Floor)),
            ("LpPool2d", x => (x + 3).LpPool2d(row.Window, 2, row.Stride, row.Padding, row.Dilation, row.Floor)),
        }
        select Squared($"{pool.Name} {row.Shape}, window {row.Window}, stride {row.Stride}, padding {row.Padding}, dilation {row.Dilation}", row.Shape, pool.Compute);

    static IEnumerable<OperationCase> Adjacencies =>
        from row in new (string Name, Adjacency Adjacency, Pair Stride, Padding? Padding)[]
        {
            ("disk 1", Adjacency.Disk(1), 1, null), ("disk 2.3, stride 2", Adjacency.Disk(2.3), 2, null), ("disk 1.5, no padding", Adjacency.Disk(1.5), 2, Padding.None), ("disk 1, same", Adjacency.Disk(1), 3, Padding.Same),
            ("4x2 rectangle", Adjacency.Rectangle(4, 2), (1, 3), null), ("corner", Corner, 1, null), ("corner, dilated", Corner.Dilated(2, 1), (2, 1), null), ("corner, padded", Corner, 1, 1),
        }
        from pool in new (string Name, Func<Tensor, Tensor> Compute)[]
        {
            ("MaxPool2d", x => x.MaxPool2d(row.Adjacency, row.Stride, row.Padding)), ("MinPool2d", x => x.MinPool2d(row.Adjacency, row.Stride, row.Padding)),
            ("AvgPool2d", x => x.AvgPool2d(row.Adjacency, row.Stride, row.Padding)), ("AvgPool2d inside", x => x.AvgPool2d(row.Adjacency, row.Stride, row.Padding, countPadding: false)),
            ("SumPool2d", x => x.SumPool2d(row.Adjacency, row.Stride, row.Padding)),
        }
        select Squared($"{pool.Name}, {row.Name}", [2, 7, 9, 3], pool.Compute);

    static IEnumerable<OperationCase> Globals =>
    [
        Squared("GlobalAvgPool2d", [2, 5, 7, 3], x => x.GlobalAvgPool2d()), Squared("GlobalMaxPool2d", [2, 5, 7, 3], x => x.GlobalMaxPool2d()), Squared("GlobalMaxPool2d of one pixel", [2, 1, 1, 17], x => x.GlobalMaxPool2d()),
        new("MaxPool2dPlaces", [[2, 7, 9, 3]], x => x[0].MaxPool2dPlaces(3, 2, 1)) { HasGradient = false },
        Squared("MaxUnpool2d", [2, 6, 8, 3], x => x.MaxPool2d(2).MaxUnpool2d(x.MaxPool2dPlaces(2), 6, 8)),
        Squared("SumPool2d over pixels below", [1, 6, 6, 2], x => x.SumPool2d(Below)),
    ];

    static IEnumerable<OperationCase> Adaptives =>
        from size in new (int Height, int Width)[] { (5, 7), (1, 1), (1, 7), (2, 7), (5, 2), (3, 4), (4, 6), (10, 14), (8, 9) }
        from pool in new (string Name, Func<Tensor, Tensor> Compute)[] { ("AdaptiveAvgPool2d", x => x.AdaptiveAvgPool2d(size.Height, size.Width)), ("AdaptiveMaxPool2d", x => x.AdaptiveMaxPool2d(size.Height, size.Width)) }
        select Squared($"{pool.Name} to {size.Height}x{size.Width}", [2, 5, 7, 3], pool.Compute);

    /// <summary>Gradients as first-class operations, so that their own gradients are checked too.</summary>
    static IEnumerable<OperationCase> Adjoints =>
        from size in new[] { 2, 3 }
        select new OperationCase($"Gradient of MaxPool2d {size}", [[2, 7, 9, 5], [2, 6, 8, 5]],
            x => Gradient.Of(x[0].MaxPool2d(size, stride: 1, padding: size == 3 ? new Padding(1, 0, 1, 0) : 0), [x[0]], x[1])[0] is var y ? y * y : y);

    /// <summary>Regions within the image, across its border, far outside, with and without a size.</summary>
    static IEnumerable<OperationCase> Regions =>
        from row in new (int Channels, Pair Size, int Samples, double Scale)[] { (3, 2, 2, 1), (17, (3, 2), 0, 0.5), (1, 1, 0, 1), (5, (1, 4), 3, 0.25) }
        from aligned in new[] { true, false }
        select Squared($"RoiAlign {row.Channels} channels to {row.Size}, {row.Samples} samples, scale {row.Scale}, aligned {aligned}", [2, 7, 9, row.Channels], x => x.RoiAlign(Rois, Tensor.From(0, 1, 1, 0, 1, 0), row.Size, row.Samples, row.Scale, aligned));

    static readonly Tensor Rois = Tensor.From([1, 1.5f, 6.25f, 5, -3, -2, 30, 4, 2, 2, 2, 2, 100, 100, 120, 130, 5, 6, 1, 2, -1e6f, -1e6f, 1e6f, 1e6f], [6, 4]);

    static OperationCase Squared(string name, Shape shape, Func<Tensor, Tensor> f) => new(name, [shape], x => f(x[0]) is var y ? y * y : y);
}

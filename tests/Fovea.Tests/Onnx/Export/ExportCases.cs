using Fovea.Tensors;

namespace Fovea.Tests.Onnx.Export;

/// <summary>Every operation that an inference can hold, in the forms in which it is written differently; operands lie as images, as tokens and as rows.</summary>
internal static class ExportCases
{
    static readonly Shape Picture = [5, 6, 4], Tokens = [6, 4], Row = [7];

    public static IEnumerable<ExportCase> All =>
        [.. Units, .. Pairs, .. Convolutions, .. Pools, .. Products, .. Reductions, .. Views, .. Movements, .. Indices, .. Samplings, .. Forms];

    static IEnumerable<ExportCase> Units =>
    [
        new("abs", Picture, x => x.Abs()), new("acos", Picture, x => (x * 0.4).Acos()), new("acosh", Picture, x => (x.Square() + 1.1).Acosh()),
        new("asin", Picture, x => (x * 0.4).Asin()),
        new("asinh", Picture, x => x.Asinh()), new("atan", Picture, x => x.Atan()), new("atanh", Picture, x => (x * 0.4).Atanh()),
        new("ceiling", Picture, x => x.Ceiling()),
        new("cos", Picture, x => x.Cos()), new("cosh", Picture, x => x.Cosh()), new("erf", Picture, x => x.Erf()), new("exp", Picture, x => x.Exp()),
        new("floor", Picture, x => x.Floor()),
        new("log", Picture, x => (x.Abs() + 0.1).Log()), new("negate", Picture, x => -x), new("reciprocal", Picture, x => (x.Abs() + 0.5).Reciprocal()),
        new("relu", Picture, x => x.Relu()),
        new("round", Picture, x => (x * 3).Round()), new("rsqrt", Picture, x => (x.Abs() + 0.1).Rsqrt()), new("sigmoid", Picture, x => x.Sigmoid()),
        new("sign", Picture, x => x.Round().Sign()),
        new("sin", Picture, x => x.Sin()), new("sinh", Picture, x => x.Sinh()), new("softplus", Picture, x => (x * 20).Softplus()),
        new("sqrt", Picture, x => x.Abs().Sqrt()),
        new("square", Picture, x => x.Square()), new("tan", Picture, x => (x * 0.5).Tan()), new("tanh", Picture, x => x.Tanh()), new("elu", Picture, x => x.Elu(0.7)),
        new("leaky relu", Picture, x => x.LeakyRelu(0.2)), new("clamp", Picture, x => x.Clamp(-0.5, 0.8)),
        new("clamp above", Picture, x => x.Clamp(double.NegativeInfinity, 0.5)), new("gelu", Picture, x => x.Gelu()),
        new("is finite", Picture, x => (1 / x.Clamp(0, 1)).IsFinite()), new("not", Picture, x => x.Round().LogicalNot()), new("detach", Picture, x => x.Detach() * 2),
    ];

    static IEnumerable<ExportCase> Pairs =>
    [
        new("add channels", Picture, x => x + Numbers(4)), new("add image", Picture, x => Numbers(5, 6, 4) + x), new("add column", Picture, x => x + Numbers(6, 1)),
        new("add one image", Picture, x => x + Numbers(1, 5, 6, 1)),
        new("subtract", Picture, x => 1 - x), new("multiply gate", Picture, x => x * x.GlobalAvgPool2d()),
        new("multiply rows and columns", Picture, x => x.Mean([1], keepDims: true) * x.Mean([2], keepDims: true)),
        new("divide", Picture, x => x / (x.Abs() + 0.5)), new("maximum", Picture, x => Tensor.Maximum(x, Numbers(4))),
        new("minimum", Picture, x => Tensor.Minimum(x, x.Transpose(0, 1, 2, 3) * 0.5 + 0.2)),
        new("pow", Picture, x => (x.Abs() + 0.1).Pow(Numbers(4))), new("pow of a number", Picture, x => (x.Abs() + 0.1).Pow(-0.75)),
        new("remainder", Picture, x => (x * 7) % 3), new("modulo", Picture, x => (x * 7).Modulo(3)),
        new("equal", Picture, x => x.Round().EqualTo(1)), new("not equal", Picture, x => x.Round().NotEqualTo(1)), new("greater", Picture, x => x > 0.3),
        new("greater or equal", Picture, x => x.Round() >= 1),
        new("where", Picture, x => Tensor.Where(x > 0, x * 2, Numbers(4))), new("where of numbers", Picture, x => Tensor.Where(x.Round(), x, 7)),
        new("truth of truth", Picture, x => (x > 0).EqualTo(x < 1)),
        new("image and its transpose", [5, 5, 3], x => x + x.Transpose(0, 2, 1, 3)), new("rows of a batch", Row, x => x.Reshape(-1, 1, 7) * x.Reshape(-1, 7, 1)),
        new("vector of the channels", Picture, x => x.Conv2d(Numbers(3, 1, 1, 4)) + x.Mean([0, 1, 2]).Slice(0, 1, 3)),
    ];

    static IEnumerable<ExportCase> Convolutions =>
    [
        new("convolution", Picture, x => x.Conv2d(Numbers(3, 3, 3, 4), Numbers(3))),
        new("convolution, two uses", Picture, x => x.Conv2d(Numbers(3, 3, 3, 4)) is var y ? (y + Numbers(3)) * y : x),
        new("convolution, sides", Picture, x => x.Conv2d(Numbers(3, 2, 3, 4), padding: new Padding(0, 1, 2, 0), stride: (2, 1), floor: true)),
        new("convolution, same", Picture, x => x.Conv2d(Numbers(3, 3, 2, 4), stride: 2, padding: Padding.Same)),
        new("convolution, groups", Picture, x => x.Conv2d(Numbers(6, 3, 3, 2), Numbers(6), groups: 2, padding: 1)),
        new("convolution, dilation", Picture, x => x.Conv2d(Numbers(2, 2, 3, 4), dilation: (3, 2))),
        new("convolution, computed kernels", Picture, x => x.Conv2d(x.Mean([0, 1, 2]).Reshape(1, 1, 1, 4) * Numbers(3, 2, 2, 1))),
        new("convolution, computed bias", Picture, x => x.Conv2d(Numbers(4, 1, 1, 4)) + x.Mean([0, 1, 2])),
        new("transposed", Picture, x => x.ConvTranspose2d(Numbers(4, 3, 3, 2), Numbers(2))),
        new("transposed, stride", Picture, x => x.ConvTranspose2d(Numbers(4, 3, 2, 2), stride: (2, 3), padding: (1, 0), outputPadding: (1, 2))),
        new("transposed, groups", Picture, x => x.ConvTranspose2d(Numbers(4, 2, 3, 3), Numbers(6), groups: 2, dilation: 2)),
        new("transposed, same", Picture, x => x.ConvTranspose2d(Numbers(4, 3, 3, 2), stride: 2, padding: Padding.Same)),
        new("patches", Picture, x => x.Unfold((3, 2), padding: 1, stride: (2, 1), floor: true)),
        new("patches of an adjacency", Picture, x => x.Unfold(Adjacency.Of((0, 0), (2, -1), (-1, 3)), stride: 2)),
        new("patches of an adjacency far off", Picture, x => x.Unfold(Adjacency.Of((2, 3), (3, 2)))),
        new("patches times a matrix", Picture, x => x.Unfold(3).MatMul(Numbers(36, 5))),
        new("fold", Picture, x => x.Unfold(3, stride: 2, padding: 1, floor: true).Fold(5, 6, 3, stride: 2, padding: 1)),
        new("fold, dilation", Picture, x => x.Unfold(2, dilation: 2).Square().Fold(5, 6, 2, dilation: 2)),
        new("locally connected", Picture, x => x.LocallyConnected2d(Numbers(2, 2, 3, 3, 3, 4), Numbers(2, 2, 3), stride: 2, padding: (0, 0), floor: true)),
    ];

    static IEnumerable<ExportCase> Pools =>
    [
        new("maximum pool", Picture, x => x.MaxPool2d(2, floor: true)), new("maximum pool, padding", Picture, x => x.MaxPool2d(3, stride: 2, padding: 1, floor: true)),
        new("maximum pool, same", Picture, x => x.MaxPool2d((3, 2), stride: 1, padding: Padding.Same)),
        new("maximum pool, dilation", Picture, x => x.MaxPool2d(2, stride: 1, dilation: (3, 2))),
        new("maximum pool, much padding", Picture, x => x.MaxPool2d(3, stride: 1, padding: new Padding(2, 2, 0, 1))),
        new("maximum pool, disk", Picture, x => x.MaxPool2d(Adjacency.Disk(2))),
        new("maximum pool, disk, stride", Picture, x => x.MaxPool2d(Adjacency.Disk(1), stride: 3)),
        new("maximum pool, scattered", Picture, x => x.MaxPool2d(Adjacency.Of((0, 0), (2, 3), (-1, 1)), stride: 2)),
        new("maximum pool, rectangle far off", [9, 9, 2], x => x.MaxPool2d(Adjacency.Of((0, 0), (1, 0), (0, -3), (1, -3)), stride: 4)),
        new("maximum pool, window behind", Picture, x => x.MaxPool2d(Adjacency.Rectangle(2, 3), stride: 2)),
        new("minimum pool", Picture, x => x.MinPool2d(2, stride: 1)), new("global maximum", Picture, x => x.GlobalMaxPool2d()),
        new("mean pool", Picture, x => x.AvgPool2d(2, floor: true)), new("mean pool, padding", Picture, x => x.AvgPool2d(3, stride: 2, padding: 1, floor: true)),
        new("mean pool inside", Picture, x => x.AvgPool2d(3, stride: 1, padding: 1, countPadding: false)),
        new("mean pool, dilation", Picture, x => x.AvgPool2d(2, stride: 1, dilation: 2)),
        new("mean pool, dilation, inside", Picture, x => x.AvgPool2d(2, stride: 1, padding: 1, dilation: 2, countPadding: false)),
        new("mean pool, much padding inside", Picture, x => x.AvgPool2d(4, stride: 2, padding: new Padding(2, 3, 1, 1), countPadding: false, floor: true)),
        new("mean pool, disk", Picture, x => x.AvgPool2d(Adjacency.Disk(2))),
        new("mean pool, disk, inside", Picture, x => x.AvgPool2d(Adjacency.Disk(1.5), stride: 2, countPadding: false)),
        new("mean pool, ring", Picture, x => x.AvgPool2d(Adjacency.Of((0, 2), (2, 0), (0, -2), (-2, 0)))),
        new("sum pool", Picture, x => x.SumPool2d((2, 3), stride: 1)), new("sum pool, disk", Picture, x => x.SumPool2d(Adjacency.Disk(1), stride: 2)),
        new("sum pool far off", Picture, x => x.SumPool2d(Adjacency.Of((6, 0), (7, 1), (0, 3)))),
        new("global mean", Picture, x => x.GlobalAvgPool2d()), new("global mean, flat", Picture, x => x.GlobalAvgPool2d().Flatten()),
        new("adaptive mean", [7, 6, 3], x => x.AdaptiveAvgPool2d(3, 4)), new("adaptive maximum", [7, 6, 3], x => x.AdaptiveMaxPool2d(3, 4)),
        new("regions", Picture, x => x.RoiAlign(Tensor.From([0.5f, 0, 3, 4, 1, 1, 5.5f, 4.5f], [2, 4]), Tensor.From([0f, 0f], [2]), (2, 3), samples: 2)),
    ];

    static IEnumerable<ExportCase> Products =>
    [
        new("rows times a matrix", Row, x => x.MatMul(Numbers(7, 3))),
        new("rows times a transposed matrix and a bias", Row, x => x.MatMul(Numbers(3, 7), transposeB: true) + Numbers(3)),
        new("columns times a matrix", Row, x => x.MatMul(x.MatMul(Numbers(7, 3)), transposeA: true)),
        new("transposed times a matrix", Tokens, x => x.Reshape(-1, 24).Transpose(1, 0).MatMul(Numbers(24, 3), transposeA: true)),
        new("tokens times a matrix", Tokens, x => x.MatMul(Numbers(4, 3)) + Numbers(3)),
        new("pixels times a matrix", Picture, x => x.MatMul(Numbers(3, 4), transposeB: true) + Numbers(3)),
        new("flattened image times a matrix", Picture, x => x.Conv2d(Numbers(3, 2, 2, 4)).Flatten().Relu().MatMul(Numbers(60, 2))),
        new("half flattened image times a matrix", Picture, x => x.Flatten(2).MatMul(Numbers(24, 2))),
        new("tokens times tokens", Tokens, x => x.MatMul(x, transposeB: true)), new("tokens times tokens, turned", Tokens, x => x.MatMul(x.Square(), transposeA: true)),
        new("batch of matrices times one", Tokens, x => x.Reshape(-1, 2, 3, 4).MatMul(Numbers(2, 4, 5))),
        new("one matrix times a batch", Tokens, x => Numbers(2, 6).MatMul(x)),
        new("gram matrix", Picture, x => x.Flatten(0).Reshape(-1, 30, 4) is var y ? y.MatMul(y, transposeA: true) : x),
        new("product of images", [4, 4, 3], x => x.MatMul(x, transposeB: true)), new("outer product", Row, x => x.Reshape(-1, 7, 1).MatMul(x.Reshape(-1, 1, 7))),
        new("mean row times a matrix", Row, x => x.Mean([0], keepDims: true).BroadcastTo(x.Shape).MatMul(Numbers(7, 2))),
        new("einstein's sum", Tokens, x => Tensor.Einsum("btc,bsc->bts", x, x.Exp())), new("matrix of one column", Row, x => x.MatMul(Numbers(7, 1))),
    ];

    static IEnumerable<ExportCase> Reductions =>
    [
        new("sum of channels", Picture, x => x.Sum([3])), new("sum of rows, kept", Picture, x => x.Sum([1], keepDims: true)),
        new("sum of the batch", Picture, x => x.Sum([0])), new("sum of all", Picture, x => x.Sum() + x.Slice(1, 0, 1)),
        new("sum of rows and channels", Picture, x => x.Sum([1, 3])),
        new("sum of what is stretched", Row, x => (x.Mean([1], keepDims: true).BroadcastTo(x.Shape)).Sum([1])), new("sum of one", [4], x => x.Reshape(-1, 4, 1).Sum([2])),
        new("mean of the batch", Picture, x => x - x.Mean([0], keepDims: true)), new("mean of an image", Picture, x => x.Mean([1, 2])),
        new("mean of all", Picture, x => x - x.Mean()), new("mean of channels", Picture, x => x.Mean([-1], keepDims: true)),
        new("maximum", Picture, x => x.Max([1, 2])), new("minimum of channels", Picture, x => x.Min([3], keepDims: true)),
        new("maximum of joined axes", Picture, x => x.Flatten().Max([1])), new("maximum of halves", Picture, x => x.Reshape(-1, 30, 2, 2).Max([2])),
        new("place of the largest", Picture, x => x.ArgMax(3)), new("place of the smallest row", Picture, x => x.ArgMin(1, keepDims: true)),
        new("variance", Picture, x => x.Variance([1, 2])), new("log of a sum", Row, x => x.LogSumExp([1])), new("norm", Picture, x => x.Norm([3])),
        new("softmax of channels", Picture, x => x.Softmax()), new("softmax of rows", Picture, x => x.Softmax(1)),
        new("softmax of an image", Picture, x => x.Conv2d(Numbers(2, 1, 1, 4)).Flatten().Softmax().Reshape(-1, 5, 6, 2)), new("log softmax", Row, x => x.LogSoftmax()),
        new("softmax of one", Row, x => x.Reshape(-1, 7, 1).Softmax(2) + 0 * x.Reshape(-1, 7, 1)), new("softmax of the batch", Row, x => x.Softmax(0)),
        new("running sum", Picture, x => x.CumSum(1)), new("running sum, reverse", Picture, x => x.CumSum(-1, exclusive: true, reverse: true)),
        new("largest", Picture, x => x.TopK(2).Values), new("smallest rows", Picture, x => x.TopK(3, axis: 1, largest: false).Values),
        new("product", [3, 2, 2], x => x.Prod([1])),
    ];

    static IEnumerable<ExportCase> Views =>
    [
        new("identity", Picture, x => x), new("transposed image", Picture, x => x.Transpose(0, 2, 1, 3)), new("channels first", Picture, x => x.Transpose(0, 3, 1, 2)),
        new("channels first and a convolution", [4, 5, 6], x => x.Transpose(0, 2, 3, 1).Conv2d(Numbers(2, 2, 2, 4))),
        new("flattened", Picture, x => x.Flatten()), new("flattened after a convolution", Picture, x => x.Conv2d(Numbers(3, 2, 2, 4)).Flatten()),
        new("tokens of an image", Picture, x => x.Reshape(-1, 30, 4)), new("image of tokens", [30, 4], x => x.Reshape(-1, 5, 6, 4)),
        new("channels in groups", Picture, x => x.Reshape(-1, 5, 6, 2, 2).Transpose(0, 1, 2, 4, 3).Reshape(-1, 5, 6, 4)),
        new("pixels to channels", [4, 6, 3], x => x.Reshape(-1, 2, 2, 3, 2, 3).Transpose(0, 1, 3, 2, 4, 5).Reshape(-1, 2, 3, 12)),
        new("parts that cut each other", [4, 6, 3], x => x.Reshape(-1, 24, 3) + x.Reshape(-1, 6, 4, 3).Transpose(0, 2, 1, 3).Reshape(-1, 24, 3)),
        new("all in one", Picture, x => x.Reshape(-1).Exp()), new("rows of all images", Picture, x => x.Reshape(-1, 24) * Numbers(24)),
        new("depth to space", Picture, x => x.DepthToSpace(2)), new("squeezed", [1, 6, 4], x => x.Squeeze(1) + Numbers(4)),
        new("unsqueezed", Row, x => x.Unsqueeze(1).Unsqueeze(-1)), new("stretched", Row, x => x.Unsqueeze(1).BroadcastTo([x.Shape[0], 3, 7])),
        new("stretched numbers", Row, x => x + Numbers(7).BroadcastTo([x.Shape[0], 7])),
        new("numbers for each image", Row, x => Tensor.Concat(1, Tensor.Zeros([x.Shape[0], 2]), x)), new("tiled", [2, 3], x => x.Tile([1, 2, 2])),
        new("nothing of the input", Row, x => Numbers(2, 3).BroadcastTo([x.Shape[0], 2, 3])),
    ];

    static IEnumerable<ExportCase> Movements =>
    [
        new("slice", Picture, x => x[.., 1..4, (.., 2), ^1]), new("slice of the batch", Picture, x => x[..1]),
        new("slice from the second image", Row, x => Tensor.Concat(0, x, x)[1..]), new("last image", Row, x => Tensor.Concat(0, x, x)[^1]),
        new("reversed", Picture, x => x[.., (.., -1), .., (0..3, -2)]),
        new("slice of parts", Tokens, x => x.MatMul(Numbers(4, 12)).Reshape(-1, 6, 3, 4).Slice(2, 1, 1)),
        new("slice of two parts", Tokens, x => x.MatMul(Numbers(4, 12)).Reshape(-1, 6, 3, 4).Slice(2, 1, 2).Transpose(2, 0, 1, 3)),
        new("slice of nothing", Row, x => Tensor.Concat(1, x[.., 3..3], x)),
        new("flip", Picture, x => x.Flip(2)), new("flip of two", Picture, x => x.Flip(1, 3)), new("pad", Picture, x => x.Pad(new Padding(1, 0, 2, 3), 0.5)),
        new("pad channels", Picture, x => x.Pad(3, 1, 2)), new("pad tokens", Tokens, x => x.Pad(1, 2, 1, -1)),
        new("pad between", [3, 3, 2], x => Gradient.Of(x[.., (.., 2), (.., 2)].Square().Sum(), [x])[0]),
        new("pad by reflection", Picture, x => x.Pad([0, 2, 1, 0], [0, 1, 2, 0], PadMode.Reflect)),
        new("concat channels", Picture, x => Tensor.Concat(-1, x, x.Relu(), x.Conv2d(Numbers(2, 1, 1, 4)))), new("concat rows", Picture, x => Tensor.Concat(1, x, x * 2)),
        new("concat images", Picture, x => Tensor.Concat(0, x, -x)),
        new("concat a constant", Picture, x => Tensor.Concat(3, x, Numbers(1, 5, 6, 2).BroadcastTo([x.Shape[0], 5, 6, 2]))),
        new("concat tokens of an image", Picture,
            x => Tensor.Concat(1, Numbers(1, 1, 3).BroadcastTo([x.Shape[0], 1, 3]), x.Conv2d(Numbers(3, 1, 1, 4)).Reshape(-1, 30, 3))),
        new("stack", Tokens, x => Tensor.Stack(1, x, x * 2, x * 3)), new("split", Picture, x => x.Split(-1, 2) is [var a, var b] ? a * b.Relu() : x),
        new("half of the channels", Picture, x => x.Conv2d(Numbers(6, 1, 1, 4)).Split(-1, 2)[1]),
    ];

    static IEnumerable<ExportCase> Indices =>
    [
        new("gather channels", Picture, x => x.Gather(Tensor.From([3f, 0, 0], [3]), 3)), new("gather a table", Row, x => Numbers(9, 3).Gather(x.Abs().Round())),
        new("gather rows by a table", Picture, x => x.Gather(Tensor.From([1f, 0, 2, 4], [2, 2]), 1)), new("gather one", Tokens, x => x.Gather(Tensor.From([2f], []), 1)),
        new("scatter", Picture, x => x.ScatterAdd(Tensor.From([1f, 0, 1, 4], [4]), 5, 3)),
        new("scatter by computed numbers", Tokens, x => x.Reshape(-1, 24).Transpose(1, 0).ScatterAdd(Numbers(24).Abs().Round(), 4)),
        new("one hot", Row, x => x.Abs().Round().OneHot(4)),
        new("gather elements", Tokens, x => x.GatherElements(x.Abs().Round(), 1)),
        new("gather points", Tokens, x => x.GatherPoints(Tensor.From([1f, 0, 1, 3], [2, 2]).BroadcastTo([x.Shape[0], 2, 2]), batch: 1)),
        new("scatter elements", Tokens, x => x.ScatterElements(x.Abs().Round().Slice(1, 0, 2), x.Slice(1, 2, 2) * 2, 2, ScatterMode.Add)),
        new("scatter points", Tokens, x => x.ScatterPoints(Tensor.From([0f], [1, 1]), x.Slice(0, 0, 1) * 3)),
        new("triangle", [4, 4], x => x.LowerTriangle()),
    ];

    static IEnumerable<ExportCase> Samplings =>
    [
        new("enlarged", Picture, x => x.Resize2d(10, 18)), new("enlarged by no whole factor", Picture, x => x.Resize2d(7, 8)),
        new("reduced", Picture, x => x.Resize2d(3, 2)), new("bilinear", Picture, x => x.Resize2d(10, 12, ResizeMode.Bilinear)),
        new("bilinear, other sizes", Picture, x => x.Resize2d(7, 4, ResizeMode.Bilinear)),
        new("bilinear, corners", Picture, x => x.Resize2d(8, 9, ResizeMode.Bilinear, alignCorners: true)),
        new("bicubic", Picture, x => x.Resize2d(9, 7, ResizeMode.Bicubic)), new("antialiased", Picture, x => x.Resize2d(3, 4, new Resampling { Antialias = true })),
        new("nearest of half pixels", Picture, x => x.Resize2d(15, 12, new Resampling { Mode = ResizeMode.Nearest })),
        new("nearest, rounded up", Picture, x => x.Resize2d(7, 9, new Resampling { Mode = ResizeMode.Nearest, Rounding = ResizeRounding.Ceiling })),
        new("crop", Picture, x => x.Resize2d(4, 5, new Resampling { Coordinates = ResizeCoordinates.Crop, From = (-0.2, 0.1), To = (0.7, 1.2), Beyond = 0.3 })),
        new("one row", Picture, x => x.Resize2d(1, 1, ResizeMode.Bilinear)),
        new("grid", Picture, x => x.GridSample(Numbers(1, 3, 4, 2).BroadcastTo([x.Shape[0], 3, 4, 2]))),
        new("grid, bicubic", Picture, x => x.GridSample((x.Slice(3, 0, 2) * 0.7), ResizeMode.Bicubic, GridBorder.Reflect, alignCorners: true)),
    ];

    /// <summary>What is recognised as one operator, and what only looks like it.</summary>
    static IEnumerable<ExportCase> Forms =>
    [
        new("layer normalisation without a bias", Tokens,
            x => x - x.Mean([-1], keepDims: true) is var c ? c * (c.Square().Mean([-1], keepDims: true) + 1e-5).Rsqrt() * Numbers(4) : x),
        new("local response, even", Picture, x => new Fovea.Layers.LocalResponseNorm(4, alpha: 0.3).Forward(x)),
        new("normalised tokens of an image", Picture, x => new Fovea.Layers.LayerNorm(4).Forward(x.Conv2d(Numbers(4, 1, 1, 4)).Reshape(-1, 30, 4))),
        new("normalised rows", Row, x => (x - Numbers(7)) * (Numbers(7) * (Numbers(7).Abs() + 1e-3).Rsqrt()) + Numbers(7)),
        new("counted", Row, x => x * Tensor.Arange(7) + Tensor.Arange(7, 3, -0.5).Cos()),
        new("squeeze and excite", Picture, x => x * (x.GlobalAvgPool2d().Conv2d(Numbers(2, 1, 1, 4), Numbers(2)).Relu().Conv2d(Numbers(4, 1, 1, 2))).Sigmoid()),
        new("shuffled channels", Picture,
            x => x.Conv2d(Numbers(6, 1, 1, 4)).Reshape(-1, 5, 6, 2, 3).Transpose(0, 1, 2, 4, 3).Reshape(-1, 5, 6, 6).Conv2d(Numbers(2, 3, 3, 3), groups: 2)),
    ];

    /// <summary>Numbers from -1 to 1 that follow from the shape.</summary>
    public static Tensor Numbers(params ReadOnlySpan<int> sizes)
    {
        Shape shape = Shape.Create(sizes);
        Random random = new((int)shape.Count + 1000 * shape.Rank);
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() * 2 - 1;
        return Tensor.From(values, shape);
    }
}

namespace Fovea.Tensors.Tests.Operations;

/// <summary>Operations that move elements and compute nothing: every axis, every direction, pieces of no size. Each result is squared, so that second gradients are not all zero.</summary>
static class MovementCases
{
    static readonly Shape Image = [2, 5, 7, 3];

    public static IEnumerable<OperationCase> All =>
    [
        Move("Transpose", Image, x => x.Transpose(0, 3, 1, 2)), Move("Transpose of the last two", [3, 17, 33], x => x.Transpose()), Move("Transpose, all reversed", Image, x => x.Transpose(3, 2, 1, 0)),
        .. Slices, .. Pads, .. Flips, .. Concats, .. Gathers, .. Elements, .. Points, .. Blocks,
        Move("Squeeze, unsqueeze", [1, 5, 1, 3], x => x.Squeeze(0).Unsqueeze(-1).Squeeze()),
        Row("Arange", [[7]], x => x[0] * Tensor.Arange(7, start: 2, step: -0.25)),
        Row("Arange of nothing", [[0]], x => x[0] * Tensor.Arange(0)),
    ];

    static IEnumerable<OperationCase> Slices =>
    [
        .. from axis in Enumerable.Range(0, 4)
           from part in new[] { (0, 1, 1), (1, 1, 1), (1, 0, 1), (0, 2, 1), (1, 2, -1) }
           select Move($"Slice axis {axis}, from {part.Item1}, {part.Item2} elements, step {part.Item3}", Image, x => x.Slice(axis, part.Item1, part.Item2, part.Item3)),
        Move("Slice every second row", Image, x => x.Slice(1, 0, 3, 2)), Move("Slice every third column backwards", Image, x => x.Slice(2, 6, 3, -3)),
        Move("Slice of a slice", [40, 33], x => x.Slice(0, 3, 30).Slice(0, 2, 9, 3).Slice(1, 1, 16, 2).Slice(0, 0, 4, 2)),
        Move("Slice of a vector", [1001], x => x.Slice(0, 500, 501)), Move("Slice of nothing", [0, 3], x => x.Slice(1, 1, 2)),
        Move("Indexer, an index", Image, x => x[1]), Move("Indexer, the last of everything", Image, x => x[^1, ^1, ^1, ^1]), Move("Indexer, mixed", Image, x => x[.., 2..5, ^1]),
        Move("Indexer, steps", Image, x => x[.., (1.., 2), (..^1, -2), ..]), Move("Indexer, reversed channels", Image, x => x[.., .., .., (.., -1)]), Move("Indexer, nothing", Image, x => x[.., 3..3]),
    ];

    static IEnumerable<OperationCase> Pads =>
    [
        Move("Pad images", Image, x => x.Pad((2, 1))), Move("Pad sides", Image, x => x.Pad(new Padding(0, 2, 1, 0), value: 1.5)), Move("Pad all", [2, 3], x => x.Pad([1, 0], [2, 3], value: -1)),
        .. Enumerable.Range(0, 4).Select(axis => Move($"Pad axis {axis}", Image, x => x.Pad(axis, 1, 2, value: 0.5))),
        Move("Pad a vector", [5], x => x.Pad(0, 17, 33)), Move("Pad nothing", [0, 3], x => x.Pad(0, 1, 2, value: 2) * x.Sum()), Move("Pad by nothing", [2, 3], x => x.Pad(0, 0, 0)),
        .. from mode in Enum.GetValues<PadMode>()
           from pad in new (Shape Before, Shape After)[] { ([0, 1, 2, 0], [0, 2, 1, 0]), ([0, 4, 0, 2], [0, 4, 6, 2]), ([3, 11, 0, 0], [0, 0, 20, 5]), ([0, 0, 0, 0], [0, 0, 0, 0]) }
           select Move($"Pad {mode} {pad.Before}, {pad.After}", Image, x => x.Pad(pad.Before, pad.After, mode)),
        Move("Pad one element", [1, 2], x => x.Pad([2, 0], [1, 0], PadMode.Reflect)),
        Move("Pad what is known", [2, 3], x => Tensor.Zeros([1, 3]).Pad(0, 1, 0) * x),
    ];

    static IEnumerable<OperationCase> Flips =>
    [
        .. Enumerable.Range(0, 4).Select(axis => Move($"Flip axis {axis}", Image, x => x.Flip(axis))),
        Move("Flip all", Image, x => x.Flip()), Move("Flip two", Image, x => x.Flip(-2, 1)), Move("Flip twice", Image, x => x.Flip(1, 2).Flip(2, 1)), Move("Flip nothing", [0, 3], x => x.Flip()),
    ];

    static IEnumerable<OperationCase> Concats =>
    [
        .. Enumerable.Range(-1, 4).Select(axis => Row($"Concat axis {axis}", [Image.With(axis, 1), Image.With(axis, 4), Image.With(axis, 17)], x => Tensor.Concat(axis, x))),
        Row("Concat with itself", [[2, 3]], x => Tensor.Concat(1, x[0], x[0], x[0])), Row("Concat one", [[2, 3]], x => Tensor.Concat(0, x)),
        Row("Concat with nothing", [[2, 3], [0, 3], [1, 3]], x => Tensor.Concat(0, x)), Row("Concat of nothing", [[0, 3], [0, 3]], x => Tensor.Concat(1, x)),
        Row("Concat of forty", [.. Enumerable.Range(0, 40).Select(i => Shape.Create([2, i % 3, 2]))], x => Tensor.Concat(1, x)) with { HasSecondGradient = false },
        Row("Stack", [[3, 4], [3, 4]], x => Tensor.Stack(0, x)), Row("Stack last", [[3, 4], [3, 4], [3, 4]], x => Tensor.Stack(-1, x)), Row("Stack of numbers", [[], []], x => Tensor.Stack(0, x)),
        Move("Split", Image, x => x.Split(2, [3, 0, 4]) is var y ? Tensor.Concat(2, y[2], y[0], y[1]) : x), Move("Split evenly", [2, 6, 3], x => x.Split(1, 3)[1]),
    ];

    static IEnumerable<OperationCase> Gathers =>
    [
        .. from axis in Enumerable.Range(0, 4)
           from indices in new Shape[] { [], [1], [5], [2, 3] }
           select Indexed($"Gather axis {axis} of {Image} by {indices}", [Image, indices], Image[axis], x => x[0].Gather(x[1], axis)),
        Indexed("Gather rows of a long table", [[11, 515], [40]], 11, x => x[0].Gather(x[1])), Indexed("Gather numbers", [[9], [3000]], 9, x => x[0].Gather(x[1])),
        Indexed("Gather none", [[4, 3], [0]], 4, x => x[0].Gather(x[1])), Indexed("Gather of no width", [[4, 0], [2]], 4, x => x[0].Gather(x[1])),
        .. from axis in Enumerable.Range(0, 3)
           select Indexed($"ScatterAdd axis {axis}", [Shape.Create([2, 3, 4]).With(axis, 6), [6]], 5, x => x[0].ScatterAdd(x[1], 5, axis)),
        Indexed("ScatterAdd a block of indices", [[2, 3, 4, 5], [3, 4]], 7, x => x[0].ScatterAdd(x[1], 7, axis: -2)), Indexed("ScatterAdd nothing", [[0, 3], [0]], 4, x => x[0].ScatterAdd(x[1], 4)),
        Indexed("OneHot", [[3, 5, 6], [3, 5]], 6, x => x[0] * x[1].OneHot(6)), Indexed("OneHot, one class", [[4, 1], [4]], 1, x => x[0] * x[1].OneHot(1)),
    ];

    static IEnumerable<OperationCase> Elements =>
    [
        .. from axis in new[] { 0, 1, 2, -1 }
           select Indexed($"GatherElements along {axis}", [[4, 3, 5], Shape.Create([4, 3, 5]).With(axis, 7)], Shape.Create([4, 3, 5])[axis], x => x[0].GatherElements(x[1], axis)),
        Indexed("GatherElements of a part", [[4, 5], [2, 3]], 5, x => x[0].GatherElements(x[1], 1)), Indexed("GatherElements of none", [[4, 5], [0, 3]], 5, x => x[0].GatherElements(x[1], 1)),
        Indexed("GatherElements of many", [[200, 300], [200, 300]], 300, x => x[0].GatherElements(x[1], 1)) with { HasSecondGradient = false },
        .. from mode in Enum.GetValues<ScatterMode>()
           from axis in new[] { 0, 1, -1 }
           // Where one element replaces another, none may be named twice.
           let indices = mode == ScatterMode.Replace ? Shape.Create([2, 2, 3]).With(axis, 1) : Shape.Create([2, 2, 3]).With(axis, 4)
           select Indexed($"ScatterElements {mode} along {axis}", [[3, 4, 5], indices, indices], 3, x => x[0].ScatterElements(x[1], x[2], axis, mode)),
        Indexed("ScatterElements of none", [[3, 4], [0, 4], [0, 4]], 3, x => x[0].ScatterElements(x[1], x[2], 0)),
    ];

    static IEnumerable<OperationCase> Points =>
    [
        Indexed("GatherPoints, elements", [[3, 4, 5], [6, 3]], 3, x => x[0].GatherPoints(x[1])), Indexed("GatherPoints, rows", [[3, 4, 50], [2, 6, 2]], 3, x => x[0].GatherPoints(x[1])),
        Indexed("GatherPoints, matrices", [[3, 4, 5], [1]], 3, x => x[0].GatherPoints(x[1])), Indexed("GatherPoints, batch", [[3, 4, 5, 2], [3, 6, 2]], 4, x => x[0].GatherPoints(x[1], batch: 1)),
        Indexed("GatherPoints, batch of two", [[2, 3, 4, 5], [2, 3, 1]], 4, x => x[0].GatherPoints(x[1], batch: 2)), Indexed("GatherPoints, everything", [[3, 4], [2, 0]], 3, x => x[0].GatherPoints(x[1])),
        Indexed("GatherPoints, many rows", [[50, 700], [300, 1]], 50, x => x[0].GatherPoints(x[1])) with { HasSecondGradient = false },
        .. from mode in Enum.GetValues<ScatterMode>()
           let points = mode == ScatterMode.Replace ? 1 : 5
           from row in new (string Name, Shape[] Shapes)[] { ("elements", [[3, 3, 3], [points, 3], [points]]), ("rows", [[3, 3, 600], [points, 2], [points, 600]]), ("whole", [[3, 4], [points, 0], [points, 3, 4]]) }
           select Indexed($"ScatterPoints {mode}, {row.Name}", row.Shapes, 3, x => x[0].ScatterPoints(x[1], x[2], mode)) with { HasSecondGradient = row.Shapes[0].Count < 100 },
    ];

    static IEnumerable<OperationCase> Blocks =>
    [
        .. from order in Enum.GetValues<BlockOrder>()
           from block in new[] { 1, 2, 3 }
           from space in new[] { true, false }
           select space ? Move($"DepthToSpace {block}, {order}", [2, 3, 4, 36], x => x.DepthToSpace(block, order)) : Move($"SpaceToDepth {block}, {order}", [2, 6, 12, 5], x => x.SpaceToDepth(block, order)),
        Move("Tile", Image, x => x.Tile(2, 1, 3, 2)), Move("Tile by nothing", [2, 3], x => x.Tile(0, 2)), Move("Tile a number", [], x => x.Tile()),
        .. from diagonal in new[] { -9, -2, 0, 1, 9 }
           from upper in new[] { true, false }
           select Move($"{(upper ? "UpperTriangle" : "LowerTriangle")} {diagonal}", [2, 5, 7], x => upper ? x.UpperTriangle(diagonal) : x.LowerTriangle(diagonal)),
        Move("Eye", [4, 6], x => x * Tensor.Eye(4, 6) + x.MatMul(Tensor.Eye(6, 6, 2))),
    ];

    static OperationCase Move(string name, Shape shape, Func<Tensor, Tensor> f) => Row(name, [shape], x => f(x[0]));

    static OperationCase Row(string name, Shape[] shapes, Func<Tensor[], Tensor> f) => new(name, shapes, x => f(x) is var y ? y * y : y);

    /// <summary>A row whose second operand holds whole numbers from 0 to count - 1.</summary>
    static OperationCase Indexed(string name, Shape[] shapes, int count, Func<Tensor[], Tensor> f) => Row(name, shapes, f) with
    {
        NotDifferentiable = [1],
        Draw = (random, operand) => operand == 1 ? random.Next(count) : 4 * random.NextDouble() - 2,
    };
}

namespace Fovea.Tensors.Tests.Operations;

/// <summary>Images of other sizes and at other places: larger, smaller, both, the same, from and to single pixels, channels with a tail for every vector width.</summary>
static class SamplingCases
{
    public static IEnumerable<OperationCase> All => [.. Resized, .. Resampled, .. Grids];

    static IEnumerable<OperationCase> Resized =>
        from row in new (Shape Shape, Pair Size)[]
        {
            ([1, 1, 1, 1], 1), ([1, 1, 1, 3], (4, 5)), ([2, 4, 5, 3], (8, 10)), ([1, 5, 7, 17], (7, 4)), ([1, 8, 6, 2], (4, 3)), ([1, 9, 11, 5], (2, 3)), ([1, 6, 5, 33], (1, 9)),
            ([2, 3, 4, 2], (3, 4)), ([1, 2, 3, 1], (17, 31)), ([1, 13, 1, 9], (5, 1)), ([0, 3, 3, 2], (2, 2)), ([1, 3, 3, 0], (2, 2)),
        }
        from mode in new[] { (ResizeMode.Nearest, false), (ResizeMode.Bilinear, false), (ResizeMode.Bilinear, true), (ResizeMode.Bicubic, false), (ResizeMode.Bicubic, true) }
        select Squared($"Resize2d {row.Shape} to {row.Size.Y}x{row.Size.X}, {mode.Item1}{(mode.Item2 ? ", corners aligned" : "")}", row.Shape, x => x.Resize2d(row.Size.Y, row.Size.X, mode.Item1, mode.Item2));

    static IEnumerable<OperationCase> Resampled =>
        from size in new Pair[] { (3, 13), (10, 4) }
        from how in (Resampling[])
        [
            .. Enum.GetValues<ResizeCoordinates>().Select(coordinates => new Resampling { Coordinates = coordinates, Scale = (1.7, 0.6), From = (0.2, -0.1), To = (0.9, 1.3), Beyond = 2 }),
            .. Enum.GetValues<ResizeRounding>().Select(rounding => new Resampling { Mode = ResizeMode.Nearest, Rounding = rounding }),
            new() { Antialias = true }, new() { Antialias = true, ExcludeOutside = true }, new() { Mode = ResizeMode.Bicubic, ExcludeOutside = true }, new() { Mode = ResizeMode.Bicubic, Antialias = true, CubicCoefficient = -0.5 },
        ]
        select Squared($"Resize2d to {size.Y}x{size.X}, {how}", [1, 6, 7, 10], x => x.Resize2d(size.Y, size.X, how));

    static IEnumerable<OperationCase> Grids =>
        from mode in Enum.GetValues<ResizeMode>()
        from border in Enum.GetValues<GridBorder>()
        from alignCorners in new[] { false, true }
        from channels in new[] { 2, 17 }
        select new OperationCase($"GridSample {mode}, {border}, {channels} channels{(alignCorners ? ", corners aligned" : "")}", [[2, 5, 4, channels], [2, 3, 6, 2]], x => x[0].GridSample(x[1], mode, border, alignCorners).Square())
        {
            // Second differences of a cubic jump where a position passes a pixel.
            Draw = (random, operand) => operand == 0 ? 4 * random.NextDouble() - 2 : 3.4 * random.NextDouble() - 1.7, Tolerance = 5e-5,
        };

    static OperationCase Squared(string name, Shape shape, Func<Tensor, Tensor> f) => new(name, [shape], x => f(x[0]) is var y ? y * y : y);
}

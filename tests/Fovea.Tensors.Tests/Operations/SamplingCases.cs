namespace Fovea.Tensors.Tests.Operations;

/// <summary>Images of other sizes: larger, smaller, both, the same, from and to single pixels, channels with a tail for every vector width.</summary>
static class SamplingCases
{
    public static IEnumerable<OperationCase> All =>
        from row in new (Shape Shape, Pair Size)[]
        {
            ([1, 1, 1, 1], 1), ([1, 1, 1, 3], (4, 5)), ([2, 4, 5, 3], (8, 10)), ([1, 5, 7, 17], (7, 4)), ([1, 8, 6, 2], (4, 3)), ([1, 9, 11, 5], (2, 3)), ([1, 6, 5, 33], (1, 9)),
            ([2, 3, 4, 2], (3, 4)), ([1, 2, 3, 1], (17, 31)), ([1, 13, 1, 9], (5, 1)), ([0, 3, 3, 2], (2, 2)), ([1, 3, 3, 0], (2, 2)),
        }
        from mode in new[] { (ResizeMode.Nearest, false), (ResizeMode.Bilinear, false), (ResizeMode.Bilinear, true) }
        select new OperationCase($"Resize2d {row.Shape} to {row.Size.Y}x{row.Size.X}, {mode.Item1}{(mode.Item2 ? ", corners aligned" : "")}", [row.Shape],
            x => x[0].Resize2d(row.Size.Y, row.Size.X, mode.Item1, mode.Item2) is var y ? y * y : y);
}

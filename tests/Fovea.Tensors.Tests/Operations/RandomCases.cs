namespace Fovea.Tensors.Tests.Operations;

/// <summary>Random operations: the same numbers on every backend, to the last bit where nothing is rounded.</summary>
static class RandomCases
{
    public static IEnumerable<OperationCase> All =>
    [
        .. from shape in new Shape[] { [], [1], [3], [4], [5, 7], [3, 8192], [20_001], [0, 3] }
           from stream in new[] { 0, 1, int.MaxValue }
           select new OperationCase($"RandomUniform {shape}, stream {stream}", [[4]], x => Tensor.Apply(new RandomUniformOp(shape), x[0], RandomUniformOp.Stream(stream)))
           {
               HasGradient = false, Tolerance = 0, Draw = (random, _) => random.Next(1 << 16),
           },
        new OperationCase("NextKey", [[4]], x => Tensor.Apply(new NextKeyOp(), x[0])) { HasGradient = false, Tolerance = 0, Draw = (random, _) => random.Next(1 << 16) },
    ];
}

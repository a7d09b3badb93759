using Fovea.Compute;

namespace Fovea.Tensors.Tests.Operations;

/// <summary>The promise that no bit of a result depends on the number of threads.</summary>
[Collection(Alone.Name)]
public class ThreadTests
{
    [Fact]
    public void NoBitDependsOnTheNumberOfThreads()
    {
        int before = Workers.Threads;
        try
        {
            foreach (OperationCase row in OperationTests.Cases)
            {
                Workers.Threads = 1;
                float[][] one = Values(row);
                Workers.Threads = 3;
                float[][] three = Values(row);
                for (int i = 0; i < one.Length; i++)
                    for (int k = 0; k < one[i].Length; k++)
                        Assert.True(BitConverter.SingleToInt32Bits(one[i][k]) == BitConverter.SingleToInt32Bits(three[i][k]), $"{row.Name}: result {i}, element {k}: {one[i][k]:g9} with 1 thread, {three[i][k]:g9} with 3");
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    static float[][] Values(OperationCase row)
    {
        Tensor[] x = [.. row.Operands(5).Select((values, i) => Tensor.From(values, row.Shapes[i]))];
        Tensor y = row.Compute(x);
        int[] differentiable = row.HasGradient ? [.. Enumerable.Range(0, x.Length).Except(row.NotDifferentiable)] : [];
        Tensor[] results = [y, .. Gradient.Of(y.Sum(), [.. differentiable.Select(i => x[i])])];
        Tensor.Compute(results);
        return Array.ConvertAll(results, result => result.ToArray());
    }
}

using Fovea.Compute;
using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>Runs of a compiled plan: nothing is allocated, and the number of threads decides nothing.</summary>
[Collection(Alone.Name)]
public class CpuPlanTests
{
    [Fact]
    public void ARunAllocatesNothing()
    {
        Variable weight = new(RandomGraph.Values([70, 33], 1), [70, 33]), mean = new([33]);
        Tensor key = RandomKey.Of(1), x = Tensor.From(RandomGraph.Values([300, 70], 2), [300, 70]), loss = Tensor.Allocate([]), places = Tensor.Allocate([300]);
        Function step = new(inputs =>
        {
            Tensor y = (inputs[0].MatMul(weight) + mean).Tanh();
            y = Tensor.Where(Tensor.RandomUniform(y.Shape, inputs[1]) > 0.2, y, 0).Gelu();
            Tensor total = -y.LogSoftmax().Mean() + y.Variance([0]).Sum() + y.Transpose().Softmax().Max();
            weight.Assign(weight - 0.01 * Gradient.Of(total, [weight])[0]);
            mean.Assign(0.9 * mean + 0.1 * y.Mean([0]));
            return [total, y.ArgMax()];
        });
        Tensor[] inputs = [x, key], outputs = [loss, places];
        int before = Workers.Threads;
        try
        {
            foreach (int threads in new[] { 1, 2 })
            {
                Workers.Threads = threads;
                for (int i = 0; i < 20; i++) step.Run(inputs, outputs);
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 20; i++)
                {
                    RandomKey.Write(key, 1, (ulong)i);
                    step.Run(inputs, outputs);
                }
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    [Fact]
    public void TheNumberOfThreadsDecidesNothing()
    {
        Shape[] shapes = [[190, 60], [60], [190, 1], [], [4, 1, 1]];
        float[][] Run(int threads, int[] code)
        {
            Workers.Threads = threads;
            Tensor[] x = [.. shapes.Select((shape, i) => Tensor.From(RandomGraph.Values(shape, i), shape))];
            List<Tensor> nodes = RandomGraph.Build(x, code, elementwise: false);
            Tensor[] outputs = [nodes[^1], nodes[nodes.Count / 2], .. Gradient.Of(nodes[^1], x)];
            Tensor.Compute(outputs);
            return [.. outputs.Select(output => output.ToArray())];
        }
        int before = Workers.Threads;
        try
        {
            RandomGraph.ForAll(25, code =>
            {
                float[][] one = Run(1, code);
                Assert.Equal(one, Run(2, code));
                Assert.Equal(one, Run(3, code));
            });
        }
        finally
        {
            Workers.Threads = before;
        }
    }
}

using BenchmarkDotNet.Attributes;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>Micro-benchmarks of kernels through compiled functions: matrix products, and the convolutions of LeNet-5 with their gradients.</summary>
public class KernelBenchmarks
{
    Function product = null!, convolution = null!, backward = null!;
    Tensor[] matrices = null!, images = null!, matrix = null!, maps = null!, gradients = null!;

    /// <summary>Rows, columns and inner size of the matrix product.</summary>
    [Params(256, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        matrices = [RandomTensor.Of([Size, Size]), RandomTensor.Of([Size, Size])];
        matrix = [Tensor.Allocate([Size, Size])];
        product = new Function(x => [x[0].MatMul(x[1])]);
        images = [RandomTensor.Of([128, 14, 14, 6]), RandomTensor.Of([16, 5, 5, 6])];
        maps = [Tensor.Allocate([128, 10, 10, 16])];
        convolution = new Function(x => [x[0].Conv2d(x[1]).Relu()]);
        gradients = [Tensor.Allocate([128, 14, 14, 6]), Tensor.Allocate([16, 5, 5, 6])];
        backward = new Function(x => Gradient.Of(x[0].Conv2d(x[1]).Square().Sum(), x));
    }

    [Benchmark]
    public void MatMul() => product.Run(matrices, matrix);

    [Benchmark]
    public void Conv2dForward() => convolution.Run(images, maps);

    [Benchmark]
    public void Conv2dGradients() => backward.Run(images, gradients);
}

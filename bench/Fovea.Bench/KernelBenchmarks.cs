using BenchmarkDotNet.Attributes;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>Micro-benchmarks of the kernels, each as a compiled function.</summary>
public class KernelBenchmarks
{
    Function function = null!;
    Tensor[] operands = null!, results = null!;

    /// <summary>The names of the cases.</summary>
    public static IEnumerable<string> Names => KernelCase.All.Select(one => one.Name);

    /// <summary>The case that is timed.</summary>
    [ParamsSource(nameof(Names))]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        KernelCase one = KernelCase.All.First(one => one.Name == Case);
        function = new Function(one.Body);
        operands = [.. one.Operands.Select(RandomTensor.Of)];
        results = [.. function.Prepare(operands).Select(Tensor.Allocate)];
    }

    [Benchmark]
    public void Run() => function.Run(operands, results);
}

using System.Text.Json;
using Fovea.Compute;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>Times products of square matrices, ours and OpenBLAS's (through NumPy, bench/reference/products.py) in turn.</summary>
static class ProductTable
{
    static readonly int[] Sizes = [512, 1024, 2048, 4096];

    public static int Run(string[] args)
    {
        BenchOptions options = new(args, [("--blas", "OpenBLAS")]);
        Comparison table = new("ms", options);
        double peak = Machine.MeasurePeak() * 1e9 / 2;
        int[] sizes = options.IsQuick ? Sizes[..2] : Sizes;
        for (int round = 0; round < options.Rounds; round++)
            foreach (int size in sizes)
            {
                Tensor[] x = [RandomTensor.Of([size, size]), RandomTensor.Of([size, size])], y = [Tensor.Allocate([size, size])];
                Function product = new(t => [t[0].MatMul(t[1])]);
                table[$"{size}", (double)size * size * size].Ours.Add(Timing.Median(() => product.Run(x, y), 5));
                foreach (PeerCommand peer in options.Peers)
                    foreach (JsonElement figure in peer.Ask($"{size}")) table[$"{size}"].Add(peer.Name, figure.GetProperty("ms").GetDouble());
            }
        table.Write(peak);
        return 0;
    }
}

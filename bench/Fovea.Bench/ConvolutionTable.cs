using System.Text.Json;
using Fovea.Compute;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>Times single convolutions, forward and forward with both gradients, ours and PyTorch's in turn.</summary>
static class ConvolutionTable
{
    /// <summary>Images, input channels, side, kernels, side of a kernel, stride, padding, groups.</summary>
    static readonly (int N, int C, int Side, int K, int R, int S, int P, int G)[] Cases =
    [
        (128, 1, 28, 6, 5, 1, 2, 1), (128, 6, 14, 16, 5, 1, 0, 1), (32, 3, 224, 64, 11, 4, 2, 1), (32, 64, 27, 192, 5, 1, 2, 1), (32, 192, 13, 384, 3, 1, 1, 1), (32, 256, 13, 256, 3, 1, 1, 1),
        (4, 3, 224, 64, 3, 1, 1, 1), (4, 64, 224, 64, 3, 1, 1, 1), (4, 256, 56, 256, 3, 1, 1, 1), (8, 3, 224, 64, 7, 2, 3, 1), (16, 64, 56, 64, 3, 1, 1, 1), (16, 256, 14, 256, 3, 1, 1, 1),
        (16, 512, 7, 512, 3, 1, 1, 1), (8, 64, 56, 256, 1, 1, 0, 1), (8, 1024, 14, 256, 1, 1, 0, 1), (8, 128, 56, 128, 3, 1, 1, 32), (16, 96, 56, 96, 3, 1, 1, 96), (128, 1, 33, 64, 9, 1, 4, 1),
        (128, 64, 33, 32, 5, 1, 2, 1), (4, 3, 224, 768, 16, 16, 0, 1),
    ];

    /// <summary>Every how manieth case the quick form measures.</summary>
    const int QuickEvery = 5;

    public static int Run(string[] args)
    {
        BenchOptions options = new(args, [("--torch", "PyTorch")]);
        Comparison table = new("ms", options);
        double peak = Machine.MeasurePeak() * 1e9 / 2;
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < Cases.Length; i += options.IsQuick ? QuickEvery : 1)
            {
                var (n, c, side, k, r, s, p, g) = Cases[i];
                string name = $"n{n} c{c} {side}x{side} k{k} {r}x{r} s{s} p{p} g{g}";
                Tensor x = RandomTensor.Of([n, side, side, c]), w = RandomTensor.Of([k, r, r, c / g]);
                Function forward = new(t => [t[0].Conv2d(t[1], stride: s, padding: p, groups: g, floor: true)]);
                Function both = new(t =>
                {
                    Tensor y = t[0].Conv2d(t[1], stride: s, padding: p, groups: g, floor: true);
                    return [y, .. Gradient.Of(y, [t[0], t[1]], t[2])];
                });
                Tensor y = Tensor.Allocate(forward.Prepare(x, w)[0]), dy = RandomTensor.Of(y.Shape);
                Tensor[] inputs = [x, w, dy], outputs = [.. both.Prepare(inputs).Select(shape => Tensor.Allocate(shape))];
                double multiplyAdds = (double)y.Shape.Count * c / g * r * r;
                table[$"{name} forward", multiplyAdds].Ours.Add(Timing.Median(() => forward.Run([x, w], [y]), 5));
                table[$"{name} both", 3 * multiplyAdds].Ours.Add(Timing.Median(() => both.Run(inputs, outputs), 5));
            }
            foreach (PeerCommand peer in options.Peers)
                foreach (JsonElement figure in peer.Ask())
                {
                    table[$"{figure.GetProperty("case").GetString()} forward"].Add(peer.Name, figure.GetProperty("fwd_ms").GetDouble());
                    table[$"{figure.GetProperty("case").GetString()} both"].Add(peer.Name, figure.GetProperty("fwd_bwd_ms").GetDouble());
                }
            Console.Error.WriteLine($"round {round + 1}");
        }
        table.Write(peak);
        return 0;
    }
}

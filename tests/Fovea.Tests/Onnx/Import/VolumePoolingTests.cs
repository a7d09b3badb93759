using Fovea.Layers;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Tests.Data;
using static Fovea.Tests.Onnx.PackedOnnx;

namespace Fovea.Tests.Onnx;

/// <summary>Pools over volumes (N, C, D, H, W), which stand in graphs of networks for images too.</summary>
public sealed class VolumePoolingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    OnnxModel Pool(string operation, params OnnxAttribute[] options) => OnnxModel.Load(Write(folder, graph =>
    {
        graph.Inputs.Add(Value("x", "n", 2, 4, 5, 6));
        graph.Outputs.Add(Value("y"));
        graph.Nodes.Add(Node(operation, "x", "y", options));
    }));

    /// <summary>What PyTorch 1.13 writes for LocalResponseNorm(5, alpha=0.1, beta=0.75, k=2): a mean over the channels as the depth of a volume.</summary>
    [Fact]
    public void LocalResponseNormalisationIsAMeanOverAVolume()
    {
        OnnxModel model = OnnxModel.Load(Write(folder, graph =>
        {
            graph.Inputs.Add(Value("x", "n", 7, 3, 4));
            graph.Outputs.Add(Value("y"));
            graph.Initializers.AddRange(
            [
                OnnxTensor.Of("one", [1], [1L]), OnnxTensor.Of("pads", [10], [0L, 0, 2, 0, 0, 0, 0, 2, 0, 0]),
                OnnxTensor.Of("alpha", [], [0.1f]), OnnxTensor.Of("k", [], [2f]), OnnxTensor.Of("beta", [], [0.75f]),
            ]);
            graph.Nodes.AddRange(
            [
                Node("Mul", "x x", "square"), Node("Unsqueeze", "square one", "volume"), Node("Pad", "volume pads", "padded"),
                Node("AveragePool", "padded", "mean", new OnnxAttribute("kernel_shape", [5L, 1, 1]), new OnnxAttribute("strides", [1L, 1, 1])), Node("Squeeze", "mean one", "flat"),
                Node("Mul", "flat alpha", "scaled"), Node("Add", "scaled k", "sum"), Node("Pow", "sum beta", "norm"), Node("Div", "x norm", "y"),
            ]);
        }));
        Tensor x = Wave([2, 7, 3, 4]);
        Near(new LocalResponseNorm(5, alpha: 0.1, beta: 0.75, k: 2).Forward(x.Transpose(0, 2, 3, 1)).Transpose(0, 3, 1, 2), model.Forward(x));
    }

    [Fact]
    public void PaddingStridesAndDilationsAreThoseOfEachAxis()
    {
        OnnxAttribute[] window =
        [
            new("kernel_shape", [3L, 2, 2]), new("strides", [2L, 1, 2]), new("dilations", [1L, 2, 1]), new("pads", [1L, 0, 1, 0, 1, 0]),
        ];
        Tensor x = Wave([2, 2, 4, 5, 6]);
        foreach (bool counts in new[] { false, true })
            Near(ByHand(x, (sum, inside) => sum.Sum() / (counts ? 12 : inside)), Pool("AveragePool", [.. window, new("count_include_pad", counts ? 1L : 0L)]).Forward(x));
        Near(ByHand(x, (values, _) => values.Max()), Pool("MaxPool", window).Forward(x));
    }

    [Fact]
    public void WhatIsNotSupportedIsSaid()
    {
        Tensor x = Wave([1, 2, 4, 5, 6]);
        OnnxAttribute kernel = new("kernel_shape", [2L, 2, 2]);
        Assert.Contains("auto_pad", Assert.Throws<BadFileException>(() => Pool("MaxPool", kernel, new("auto_pad", "SAME_UPPER")).Forward(x)).Message, StringComparison.Ordinal);
        Assert.Contains("3 numbers of at least 1", Assert.Throws<BadFileException>(() => Pool("AveragePool", kernel, new("strides", [1L, 0, 1])).Forward(x)).Message, StringComparison.Ordinal);
    }

    static Tensor Wave(Shape shape) => Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(i => MathF.Sin(1.7f * i))], shape);

    static void Near(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.Shape, found.Shape);
        foreach (var (right, value) in expected.ToArray().Zip(found.ToArray())) Assert.Equal(right, value, 1e-5f);
    }

    /// <summary>The window of the test above, element by element: what lies in the volume, and how many that is.</summary>
    static Tensor ByHand(Tensor x, Func<IReadOnlyList<float>, int, float> pool)
    {
        List<float> y = [];
        float[] values = x.ToArray();
        (int depth, int height, int width) = (x.Shape[2], x.Shape[3], x.Shape[4]);
        for (int channel = 0; channel < x.Shape[0] * x.Shape[1]; channel++)
            for (int d = 0; d < 2; d++)
                for (int row = 0; row < 4; row++)
                    for (int column = 0; column < 3; column++)
                    {
                        List<float> inside = [];
                        foreach (int k in Enumerable.Range(0, 12))
                        {
                            (int z, int r, int c) = (2 * d - 1 + k / 4, row + 2 * (k / 2 % 2), 2 * column - 1 + k % 2);
                            if (z >= 0 && z < depth && r >= 0 && r < height && c >= 0 && c < width) inside.Add(values[((channel * depth + z) * height + r) * width + c]);
                        }
                        y.Add(pool(inside, inside.Count));
                    }
        return Tensor.From([.. y], [x.Shape[0], x.Shape[1], 2, 4, 3]);
    }
}

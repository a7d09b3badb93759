using System.Text.Json;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>Layers against PyTorch in double precision: results, all gradients, running statistics. Made by bench/reference/layers.py.</summary>
public class PeerLayerTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("layers.expected.json");

    static readonly Dictionary<string, Func<Module>> Layers = new()
    {
        ["linear"] = () => new Linear(5, 4),
        ["linear without bias"] = () => new Linear(5, 4, bias: false),
        ["conv2d"] = () => new Conv2d(2, 3, kernelSize: 3),
        ["conv2d, stride and padding"] = () => new Conv2d(3, 4, kernelSize: (3, 5), stride: (2, 1), padding: (1, 2)),
        ["conv2d, dilation"] = () => new Conv2d(2, 3, kernelSize: 3, dilation: (2, 1), bias: false),
        ["conv2d, groups"] = () => new Conv2d(4, 6, kernelSize: 3, padding: 1, groups: 2),
        ["conv2d, depthwise"] = () => new Conv2d(3, 3, kernelSize: 3, padding: 1, groups: 3),
        ["conv2d, 1x1"] = () => new Conv2d(5, 4, kernelSize: 1),
        ["conv2d, same padding"] = () => new Conv2d(2, 3, kernelSize: (4, 2), padding: Padding.Same),
        ["conv_transpose2d"] = () => new ConvTranspose2d(3, 2, kernelSize: 3),
        ["conv_transpose2d, stride"] = () => new ConvTranspose2d(2, 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1),
        ["conv_transpose2d, dilation"] = () => new ConvTranspose2d(2, 3, kernelSize: (3, 2), stride: (1, 2), dilation: 2, bias: false),
        ["conv_transpose2d, groups"] = () => new ConvTranspose2d(4, 6, kernelSize: 2, stride: 2, groups: 2),
        ["max_pool2d"] = () => new MaxPool2d(2),
        ["max_pool2d, overlapping"] = () => new MaxPool2d(3, stride: 2, padding: 1),
        ["max_pool2d, dilation"] = () => new MaxPool2d(2, stride: 1, dilation: 2),
        ["avg_pool2d"] = () => new AvgPool2d(2),
        ["avg_pool2d, padding counts"] = () => new AvgPool2d(3, stride: 2, padding: 1),
        ["avg_pool2d, padding left out"] = () => new AvgPool2d(3, stride: 2, padding: 1, countPadding: false),
        ["adaptive_avg_pool2d"] = () => new AdaptiveAvgPool2d(3, 4),
        ["adaptive_avg_pool2d, larger"] = () => new AdaptiveAvgPool2d(6, 9),
        ["adaptive_avg_pool2d, whole windows"] = () => new AdaptiveAvgPool2d(2, 3),
        ["adaptive_max_pool2d"] = () => new AdaptiveMaxPool2d(3, 4),
        ["adaptive_max_pool2d, larger"] = () => new AdaptiveMaxPool2d(6, 9),
        ["spatial pyramid"] = () => new SpatialPyramidPool2d(1, 2, 3),
        ["batch_norm2d, second step"] = () => new BatchNorm2d(3),
        ["batch_norm2d, momentum and epsilon"] = () => new BatchNorm2d(2, epsilon: 0.1, momentum: 0.3),
        ["batch_norm2d, evaluation"] = () => new BatchNorm2d(3),
        ["layer_norm"] = () => new LayerNorm(6),
        ["group_norm"] = () => new GroupNorm(2, 4),
        ["group_norm, of vectors"] = () => new GroupNorm(2, 4, epsilon: 0.1),
        ["instance_norm2d"] = () => new InstanceNorm2d(2),
        ["instance_norm2d, affine"] = () => new InstanceNorm2d(2, affine: true),
        ["local_response_norm"] = () => new LocalResponseNorm(5, alpha: 0.5, beta: 0.75, k: 2),
        ["local_response_norm, even window"] = () => new LocalResponseNorm(4, alpha: 0.5, beta: 0.6),
        ["local_response_norm, undivided"] = () => new LocalResponseNorm(5, alpha: 0.2, beta: 0.75, k: 2, divideAlpha: false),
        ["sigmoid"] = () => new Sigmoid(),
        ["tanh"] = () => new Tanh(),
        ["relu"] = () => new Relu(),
        ["leaky_relu"] = () => new LeakyRelu(0.1),
        ["softplus"] = () => new Softplus(),
        ["elu"] = () => new Elu(0.7),
        ["gelu"] = () => new Gelu(),
        ["softmax"] = () => new Softmax(),
        ["upsample, nearest"] = () => new Upsample2d(2),
        ["upsample, bilinear"] = () => new Upsample2d(2, ResizeMode.Bilinear),
        ["multihead attention"] = () => new SelfAttention(6, heads: 2),
        ["attention, one head"] = () => new SelfAttention(4),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void EveryExpectedValueIsUsed() => Assert.Equal(Cases.Keys.Order(), Layers.Keys.Order());

    [Theory, MemberData(nameof(Names))]
    public void ReferenceGivesWhatPyTorchGives(string name) => Check(Backend.Reference, name, 1e-9);

    [Theory, MemberData(nameof(Names))]
    public void CpuGivesWhatPyTorchGives(string name) => Check(Backend.Cpu, name, 1e-5);

    static void Check(Backend backend, string name, double tolerance)
    {
        using IDisposable scope = Backend.Use(backend);
        JsonElement expected = Cases[name];
        Module module = Layers[name]();
        module.Train(expected.GetProperty("training").GetBoolean());

        Dictionary<string, Expected> start = Expected.Table(expected.GetProperty("variables"));
        Assert.Equal(start.Keys, module.Variables().Select(variable => variable.Name));
        foreach (Variable variable in module.Variables())
        {
            Assert.Equal(start[variable.Name!].Shape, variable.Shape);
            variable.Write(start[variable.Name!].Values);
        }

        Tensor[] inputs = [.. expected.GetProperty("inputs").EnumerateArray().Select(input => Expected.Of(input).ToTensor())];
        foreach (Tensor before in inputs[..^1]) Tensor.Compute(module.Forward(before));
        Tensor y = module.Forward(inputs[^1]);
        Tensor[] gradients = Gradient.Of(y, [inputs[^1], .. module.Parameters()], Expected.Of(expected.GetProperty("outputGradient")).ToTensor());
        Tensor.Compute([y, .. gradients]);

        Expected.Of(expected.GetProperty("output")).IsNear(y, tolerance, $"{name}: output");
        Expected.Of(expected.GetProperty("inputGradient")).IsNear(gradients[0], tolerance, $"{name}: gradient of the input");
        Dictionary<string, Expected> ofParameters = Expected.Table(expected.GetProperty("gradients")), after = Expected.Table(expected.GetProperty("after"));
        IReadOnlyList<Variable> parameters = module.Parameters();
        Assert.Equal(ofParameters.Keys, parameters.Select(parameter => parameter.Name));
        for (int i = 0; i < parameters.Count; i++) ofParameters[parameters[i].Name!].IsNear(gradients[i + 1], tolerance, $"{name}: gradient of {parameters[i].Name}");
        foreach (Variable variable in module.Variables().Where(variable => !variable.Trainable)) after[variable.Name!].IsNear(variable, tolerance, $"{name}: {variable.Name} afterwards");
    }
}

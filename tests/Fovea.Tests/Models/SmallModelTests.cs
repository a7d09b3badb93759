using System.Text;
using System.Text.Json;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;
using Fovea.Weights;

namespace Fovea.Tests.Models;

/// <summary>
/// Networks and blocks in small sizes give the numbers of torchvision's (bench/reference/small_models.py): scores outside of training, and scores, gradients and running statistics
/// of a step of training. Weights and images follow from a formula; the weights come by a file with torchvision's names and axes, as published ones do.
/// </summary>
public class SmallModelTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("small_models.expected.json");

    static readonly Dictionary<string, Func<Module>> Models = new()
    {
        ["VisionTransformer"] = () => new VisionTransformer(new VisionTransformerSize(Layers: 2, Width: 16, Mlp: 24, Heads: 2), patch: 4, [12, 12, 3], classes: 5),
        ["ResNet"] = () => new ResNet((false, [1, 1, 1, 1]), classes: 7),
        ["CifarResNet"] = () => new CifarResNet(20),
        ["BasicBlock"] = () => new BasicBlock(6, 6),
        ["Bottleneck"] = () => new Bottleneck(12, 16, stride: 2, groups: 4, width: 16),
        ["Inception"] = () => new Inception(8, 4, (6, 8), (3, 5), pool: 7, batchNorm: true, large: 3),
        ["InceptionAux"] = () => new InceptionAux(6, 5),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void EveryCaseHasAModel() => Assert.Equal(Cases.Keys.Order(), Models.Keys.Order());

    /// <summary>Both compute in double precision: what differs is the order of sums.</summary>
    [Theory, MemberData(nameof(Names))]
    public void TrainsAsTorchvisionsDoes(string name)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        const double Tolerance = 1e-9;
        (Module model, Tensor x) = Make(name);
        WithoutDropout(model);
        JsonElement expected = Cases[name];
        IReadOnlyList<ModelWeight> learned = [.. model.Weights().Where(weight => weight.Variable.Trainable)];
        Tensor[] results = new Function(input =>
        {
            Tensor y = model.Forward(input[0]);
            Tensor dy = FromWorld(Signed("dy", y.Shape.Count), WorldShape(y.Shape));
            return [y, .. Gradient.Of((y * dy).Sum(), [input[0], .. learned.Select(weight => weight.Variable)])];
        }).Call(x);

        AssertNear(expected.GetProperty("output"), "y", ToWorld(results[0]), Tolerance, name);
        AssertNear(expected.GetProperty("inputGradient"), "x", ToWorld(results[1]), Tolerance, name);
        Assert.Equal(expected.GetProperty("gradients").EnumerateObject().Select(gradient => gradient.Name).Order(), learned.Select(weight => weight.Name).Order());
        for (int i = 0; i < learned.Count; i++)
            AssertNear(expected.GetProperty("gradients").GetProperty(learned[i].Name), learned[i].Name, learned[i].Layout.ToFile(results[i + 2]), Tolerance, name);
        foreach (ModelWeight statistic in model.Weights().Where(weight => !weight.Variable.Trainable))
            AssertNear(expected.GetProperty("after").GetProperty(statistic.Name), statistic.Name, statistic.Variable, Tolerance, name);
    }

    /// <summary>In single precision, with all its fusions; the bound is that of the comparison with full sizes, 1e-4.</summary>
    [Theory, MemberData(nameof(Names))]
    public void ScoresAsTorchvisionsDoes(string name)
    {
        using IDisposable scope = Backend.Use(Backend.Cpu);
        (Module model, Tensor x) = Make(name);
        model.Train(false);
        AssertNear(Cases[name].GetProperty("outside"), "y", ToWorld(model.Forward(x)), 1e-4, name);
    }

    static (Module, Tensor) Make(string name)
    {
        JsonElement weights = Cases[name].GetProperty("weights");
        using TemporaryFolder folder = new();
        SafeTensors.Write(folder["weights.safetensors"], weights.EnumerateObject().Select(weight => new TensorData(weight.Name, Sizes(weight.Value), Weight(weight.Name, Sizes(weight.Value)))));
        Module model = Models[name]();
        model.LoadWeights(folder["weights.safetensors"]);
        int[] input = [.. Sizes(Cases[name].GetProperty("input")).Select(size => (int)size)];
        return (model, FromWorld(Array.ConvertAll(Uniform("x", input.Aggregate(1L, (product, size) => product * size)), u => (double)(float)(4 * u - 2)), Shape.Create(input)));
    }

    static void WithoutDropout(Module module)
    {
        if (module is Dropout) module.Train(false);
        foreach (var (_, child) in module.Children()) WithoutDropout(child);
    }

    static void AssertNear(JsonElement expected, string name, Tensor actual, double tolerance, string what)
    {
        double[] values = new double[actual.Shape.Count], right = Expected.Numbers(expected);
        actual.CopyTo(values.AsSpan());
        double[] signs = Signed(name, values.Length);
        double length = Math.Sqrt(values.Sum(value => value * value)), product = values.Zip(signs, (value, sign) => value * sign).Sum();
        // The product of a tensor with numbers of about 1 is off by no more than the tensor's length is.
        double scale = Math.Max(right[0], 1e-12);
        Assert.True(Math.Abs(length - right[0]) <= tolerance * scale, $"{what}, {name}: the length is {length:g12}, torchvision's {right[0]:g12}");
        Assert.True(Math.Abs(product - right[1]) <= tolerance * scale, $"{what}, {name}: the product is {product:g12}, torchvision's {right[1]:g12}, for a length of {right[0]:g6}");
    }

    static Shape WorldShape(Shape shape) => shape.Rank == 4 ? [shape[0], shape[3], shape[1], shape[2]] : shape;

    static Tensor ToWorld(Tensor tensor) => tensor.Shape.Rank == 4 ? tensor.Transpose(0, 3, 1, 2) : tensor;

    static Tensor FromWorld(double[] values, Shape shape) => shape.Rank == 4 ? Tensor.From(values, shape).Transpose(0, 2, 3, 1) : Tensor.From(values, shape);

    static long[] Sizes(JsonElement json) => [.. json.EnumerateArray().Select(size => size.GetInt64())];

    static float[] Weight(string name, long[] shape)
    {
        double[] u = Uniform(name, shape.Aggregate(1L, (product, size) => product * size));
        if (shape.Length == 1 && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal))) return Array.ConvertAll(u, value => (float)(0.5 + value));
        double scale = shape.Length > 1 ? Math.Sqrt(3.0 / shape[1..].Aggregate(1L, (product, size) => product * size)) : 0.3;
        return Array.ConvertAll(u, value => (float)((2 * value - 1) * scale));
    }

    static double[] Signed(string name, long count) => Array.ConvertAll(Uniform(name, count), u => 2 * u - 1);

    /// <summary>Numbers from 0 to 1 that look random: the finalizer of MurmurHash3 over a counter that begins at the FNV-1a hash of the name.</summary>
    static double[] Uniform(string name, long count)
    {
        uint start = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(name)) start = (start ^ b) * 16777619;
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            uint x = start + (uint)i * 0x9E3779B1;
            x = (x ^ x >> 16) * 0x85EBCA6B;
            x = (x ^ x >> 13) * 0xC2B2AE35;
            values[i] = (x ^ x >> 16) / 4294967296.0;
        }
        return values;
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Tensors;
using Fovea.Weights;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Models;

/// <summary>
/// The losses of LeNet-5's first ten steps from fixed weights and generated digits, and how far every weight has moved in them, which PyTorch computed independently in
/// double precision (bench/reference/first_steps.py): rate 0.02, momentum 0.9, batches of 32 digits in their order.
/// </summary>
public class FirstStepsTests
{
    const int Steps = 10, Batch = 32;
    const ulong Seed = 7;

    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("first_steps.expected.json");

    public static TheoryData<string> Models => [.. Cases.Keys];

    /// <summary>
    /// Both compute in double precision and differ in the order of their sums only: 1e-10, with the twelve digits of the file. Plain loops take their time, so the second
    /// form, which has the same layers with other activations, makes three steps only.
    /// </summary>
    [Theory, InlineData("lenet5", Steps), InlineData("lenet5_tanh", 3)]
    public void ReferenceLosesWhatPyTorchLoses(string name, int steps) => AssertSteps(Backend.Reference, name, steps, _ => 1e-10, moved: 1e-9);

    /// <summary>
    /// Single precision rounds by 6e-8, and that is how far the losses were found to be off at most (7e-8; the lengths of the ways 3e-6). Other vector widths sum in another
    /// order, and each step carries the rounding of the weights on, so the first loss may be off by 1e-6, the tenth by 1e-5 and the ways by 1e-4.
    /// </summary>
    [Theory, MemberData(nameof(Models))]
    public void CpuLosesWhatPyTorchLoses(string name) => AssertSteps(Backend.Cpu, name, Steps, step => 1e-6 * (step + 1), moved: 1e-4);

    [Fact]
    public void ThereAreTenStepsOfBothForms()
    {
        Assert.Equal(["lenet5", "lenet5_tanh"], Cases.Keys);
        Assert.All(Cases.Values, entry => Assert.Equal(Steps, entry.GetProperty("losses").GetArrayLength()));
    }

    static void AssertSteps(Backend backend, string name, int steps, Func<int, double> tolerance, double moved)
    {
        using IDisposable scope = Backend.Use(backend);
        Digits digits = new(Steps * Batch, Seed);
        Module model = ModelRegistry.Get(name).Create(seed: Seed);
        AssertSameStart(name, digits, model);

        double[][] start = [.. model.Parameters().Select(Read)];
        Sgd optimizer = new(model.Parameters(), learningRate: 0.02, momentum: 0.9);
        Function step = new(x =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(x[0]), x[1]);
            optimizer.Step(loss);
            return [loss];
        });
        double[] expected = Expected.Numbers(Cases[name].GetProperty("losses")), losses = new double[steps];
        int number = 0;
        foreach (Batch batch in new DataLoader(digits, Batch, shuffle: false, seed: 1).Epoch(0).Take(steps))
        {
            Tensor[] result = step.Call(Tensor.From(batch.Images.AsSpan(0, Batch * 28 * 28), [Batch, 28, 28, 1]), Tensor.From(batch.Labels.AsSpan(0, Batch), [Batch]));
            result[0].CopyTo(losses.AsSpan(number++, 1));
        }
        for (int i = 0; i < steps; i++)
            Assert.True(Math.Abs(losses[i] - expected[i]) <= tolerance(i) * expected[i],
                $"{name}, step {i + 1}: the loss is {losses[i]:g12}, PyTorch's {expected[i]:g12}, a relative difference of {Math.Abs(losses[i] / expected[i] - 1):g3}");

        if (steps < Steps) return;
        JsonElement ways = Cases[name].GetProperty("moved");
        foreach (var (parameter, before) in model.Parameters().Zip(start))
        {
            double way = Math.Sqrt(Read(parameter).Zip(before, (now, then) => (now - then) * (now - then)).Sum()), right = ways.GetProperty(parameter.Name!).GetDouble();
            Assert.True(Math.Abs(way - right) <= moved * right, $"{name}: {parameter.Name} has moved by {way:g12}, PyTorch's by {right:g12}, a relative difference of {Math.Abs(way / right - 1):g3}");
        }
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    /// <summary>The expected losses belong to these digits and weights; where either has changed on purpose they must be computed again.</summary>
    static void AssertSameStart(string name, Digits digits, Module model)
    {
        const string Again = "bench/reference/README.md says how to compute the expected losses again";
        using TemporaryFolder folder = new();
        string images = folder["images.idx"];
        IdxImages.Write(digits, images, folder["labels.idx"]);
        Assert.True(IdxFile.Read(images).Sha256() == Cases[name].GetProperty("imagesSha256").GetString(), $"the generated digits have changed; {Again}");

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ModelWeight weight in model.Weights().OrderBy(weight => weight.Name, StringComparer.Ordinal))
            hash.AppendData(MemoryMarshal.AsBytes<float>(weight.Layout.ToFile(weight.Variable).ToArray()));
        Assert.True(Convert.ToHexStringLower(hash.GetHashAndReset()) == Cases[name].GetProperty("weightsSha256").GetString(), $"the initial weights have changed; {Again}");
    }
}

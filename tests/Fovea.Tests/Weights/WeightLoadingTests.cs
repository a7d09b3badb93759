using System.Text.Json;
using Fovea.Layers;
using Fovea.Tensors;
using Fovea.Tests.Layers;
using Fovea.Tests.Runs;
using Fovea.Weights;

namespace Fovea.Tests.Weights;

public class WeightLoadingTests
{
    private static readonly JsonElement Case = Expected.Cases("weights.expected.json")["model.pth"];

    /// <summary>The network of bench/reference/weights.py.</summary>
    private sealed class Net : Module
    {
        readonly Conv2d conv = new(3, 4, kernelSize: 3, padding: 1);
        readonly BatchNorm2d bn = new(4);
        readonly Conv2d depthwise = new(4, 4, kernelSize: (3, 2), groups: 4, bias: false);
        readonly ConvTranspose2d up = new(4, 6, kernelSize: (2, 3), stride: (2, 1), groups: 2);
        readonly Linear fc = new([4, 6, 6], 8);
        readonly SelfAttention attention = new(8, heads: 2);
        readonly LayerNorm norm = new(8);

        public override Tensor Forward(Tensor x)
        {
            x = up.Forward(depthwise.Forward(bn.Forward(conv.Forward(x))).Relu());
            x = fc.Forward(x.Flatten()).Reshape(-1, 1, 8);
            return norm.Forward(attention.Forward(x)).Reshape(-1, 8);
        }
    }

    private sealed class Tied : Module
    {
        readonly Linear a, b;

        public Tied() => b = a = new Linear(3, 3);

        public override Tensor Forward(Tensor x) => b.Forward(a.Forward(x));
    }

    private static void GivesWhatPyTorchGives(Module net, double tolerance = 1e-5)
    {
        net.Train(false);
        Expected.Of(Case.GetProperty("output")).IsNear(net.Forward(Expected.Of(Case.GetProperty("input")).ToTensor()), tolerance, "output");
    }

    [Theory]
    [InlineData("model.pth", "PyTorch", "")]
    [InlineData("checkpoint.pth", "PyTorch, in 'state_dict'", "module.")]
    [InlineData("model_key.pth", "PyTorch, in 'model'", "")]
    public void AStateFileGivesTheSameNumbersHere(string name, string format, string prefix)
    {
        using TestFolder folder = new();
        Net net = new();
        WeightReport report = net.LoadWeights(folder.Unpack(name));
        GivesWhatPyTorchGives(net);
        Assert.True(report.IsComplete);
        Assert.Equal((net.Variables().Count, format, prefix), (report.Loaded.Count, report.Format, report.Prefix));
        Assert.StartsWith($"{folder[name]}: 17 tensors of {format}", report.ToString());
        if (prefix.Length > 0) Assert.Contains("without the prefix 'module.'", report.ToString());
    }

    [Fact]
    public void HalfPrecisionIsWidened()
    {
        using TestFolder folder = new();
        Net net = new();
        net.LoadWeights(folder.Unpack("half.pth"));
        GivesWhatPyTorchGives(net, 0.01);
    }

    [Theory]
    [InlineData(ElementType.F32, 0)]
    [InlineData(ElementType.F64, 0)]
    [InlineData(ElementType.F16, 0.0005)]
    [InlineData(ElementType.BF16, 0.004)]
    public void WhatIsWrittenLiesAsInPyTorch(ElementType type, double tolerance)
    {
        using TestFolder folder = new();
        Net net = new();
        net.LoadWeights(folder.Unpack("model.pth"));
        net.SaveWeights(folder["x"], type);
        using WeightFile torch = WeightFile.Open(folder["model.pth"]), ours = WeightFile.Open(folder["x"]);
        Assert.Equal(torch.Entries.Select(entry => entry.Name).Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(), ours.Entries.Select(entry => entry.Name).Order());
        foreach (WeightEntry entry in ours.Entries)
        {
            Assert.Equal(type, entry.Type);
            Assert.Equal(torch[entry.Name].Shape.AsEnumerable(), entry.Shape);
            float[] expected = torch.ReadFloats(entry.Name), actual = ours.ReadFloats(entry.Name);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
        }
        Net again = new();
        again.LoadWeights(folder["x"]);
        GivesWhatPyTorchGives(again, tolerance + 1e-5);
        Assert.Equal("pt", ours.Metadata["format"]);
    }

    [Fact]
    public void TheReferenceBackendIsLoadedToo()
    {
        using TestFolder folder = new();
        using IDisposable backend = Backend.Use(Backend.Reference);
        Net net = new();
        net.LoadWeights(folder.Unpack("model.pth"));
        GivesWhatPyTorchGives(net, 1e-6);
        net.SaveWeights(folder["x"]);
        new Net().LoadWeights(folder["x"]);
    }

    [Fact]
    public void EveryLayerIsReadAsItIsWritten()
    {
        using TestFolder folder = new();
        foreach (Fovea.Insight.LayerCase layer in Fovea.Insight.LayerCase.All)
        {
            Module first = layer.Make(), second = layer.Make();
            if (first.Variables().Count == 0) continue;
            foreach (Variable variable in second.Variables()) variable.Write(new float[variable.Shape.Count]);
            first.SaveWeights(folder["x"]);
            Assert.Equal(first.Weights().Count, second.LoadWeights(folder["x"]).Loaded.Count);
            foreach (var (a, b) in first.Variables().Zip(second.Variables())) Assert.Equal(a.ToArray(), b.ToArray());
            foreach (ModelWeight weight in first.Weights())
            {
                Tensor file = weight.Layout.ToFile(weight.Variable);
                using WeightFile written = WeightFile.Open(folder["x"]);
                Assert.Equal(file.ToArray(), written.ReadFloats(weight.Name));
                Assert.Equal(weight.Variable.ToArray(), weight.Layout.FromFile(file).ToArray());
            }
        }
    }

    [Fact]
    public void WeightsThatAreSharedStandUnderAllTheirNames()
    {
        using TestFolder folder = new();
        Tied tied = new();
        Assert.Equal(2, tied.Variables().Count);
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], tied.LoadWeights(folder.Unpack("tied.pth")).Loaded);
        tied.SaveWeights(folder["x"]);
        using WeightFile written = WeightFile.Open(folder["x"]);
        Assert.Equal(written.ReadFloats("a.weight"), written.ReadFloats("b.weight"));
        Assert.Equal(4, written.Entries.Length);
    }

    [Fact]
    public void EveryDifferenceIsListedAndNothingIsLoaded()
    {
        using TestFolder folder = new();
        Sequential written = new(new Linear(3, 4), new Conv2d(1, 2, kernelSize: 3), new Linear(2, 2)), read = new(new Linear(3, 5), new Conv2d(1, 2, kernelSize: 3), new Linear(2, 2, bias: false), new Linear(7, 1));
        written.SaveWeights(folder["x"]);
        float[] before = read.Variables()[2].ToArray();
        string message = Assert.Throws<FoveaException>(() => read.LoadWeights(folder["x"])).Message;
        Assert.Contains("nothing was loaded", message);
        Assert.Contains("not in the file (2):\n    3.weight\n    3.bias", message);
        Assert.Contains("of another shape (2):\n    0.weight: F32 (4, 3) in the file, the model needs (5, 3)\n    0.bias: F32 (4) in the file, the model needs (5)", message);
        Assert.Contains("in the file, but not in the model (1):\n    2.bias", message);
        Assert.Contains("--partial", message);
        Assert.Equal(before, read.Variables()[2].ToArray());

        WeightReport report = read.LoadWeights(folder["x"], partial: true);
        Assert.Equal(["1.weight", "1.bias", "2.weight"], report.Loaded);
        Assert.Equal(["3.weight", "3.bias"], report.Missing);
        Assert.Equal(["2.bias"], report.Unexpected);
        Assert.Equal(["0.weight", "0.bias"], report.Misfits.Select(misfit => misfit.Name));
        Assert.False(report.IsComplete);
        Assert.Equal(written.Variables()[2].ToArray(), read.Variables()[2].ToArray());
    }

    [Fact]
    public void ManyDifferencesAreCounted()
    {
        using TestFolder folder = new();
        new Sequential([.. Enumerable.Range(0, 20).Select(_ => new Linear(1, 1))]).SaveWeights(folder["x"]);
        string message = Assert.Throws<FoveaException>(() => new Sequential(new Linear(1, 1)).LoadWeights(folder["x"])).Message;
        Assert.Contains("not in the model (38)", message);
        Assert.Contains("and 28 more", message);
        Assert.True(message.Split('\n').Length < 20);
    }

    [Fact]
    public void AFileOfWhichNothingFitsIsAnErrorInAnyCase()
    {
        using TestFolder folder = new();
        new Linear(3, 4).SaveWeights(folder["x"]);
        Assert.Contains("not one of the file's tensors", Assert.Throws<FoveaException>(() => new Conv2d(1, 2, kernelSize: 3).LoadWeights(folder["x"], partial: true)).Message);
        Assert.Contains("C64", Assert.Throws<FoveaException>(() => new Linear(1, 2).LoadWeights(folder.Unpack("complex64.pth"))).Message);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("module.model.")]
    [InlineData("_orig_mod.")]
    [InlineData("_orig_mod.module.")]
    public void PrefixesOfWrappersAreTakenOffAndSaid(string prefix)
    {
        using TestFolder folder = new();
        Linear layer = new(2, 3);
        SafeTensors.Write(folder["x"], layer.Weights().Select(weight => TensorData.Of(weight with { Name = prefix + weight.Name })));
        WeightReport report = new Linear(2, 3).LoadWeights(folder["x"]);
        Assert.Equal(prefix, report.Prefix);
        Assert.Contains(prefix, report.ToString());
    }

    [Fact]
    public void OlderNamesOfAVisionTransformerAreKnown()
    {
        using TestFolder folder = new();
        Module made = Fovea.Models.ModelRegistry.Get("vit_tiny_32").Create(seed: 3), read = Fovea.Models.ModelRegistry.Get("vit_tiny_32").Create(seed: 4);
        TensorData[] older = [.. made.Weights().Select(weight => TensorData.Of(weight with { Name = "module." + weight.Name.Replace("mlp.0", "mlp.linear_1").Replace("mlp.3", "mlp.linear_2") }))];
        Assert.Equal(24, older.Count(tensor => tensor.Name.Contains("linear_")));
        SafeTensors.Write(folder["x"], older);
        WeightReport report = read.LoadWeights(folder["x"]);
        Assert.True(report.IsComplete);
        Assert.Equal("module.", report.Prefix);
        foreach (var (a, b) in made.Variables().Zip(read.Variables())) Assert.Equal(a.ToArray(), b.ToArray());
    }

    [Fact]
    public void AModelWhoseOwnNamesBeginLikeAWrapperKeepsThem()
    {
        using TestFolder folder = new();
        Holder holder = new();
        holder.SaveWeights(folder["x"]);
        Assert.Equal("", new Holder().LoadWeights(folder["x"]).Prefix);
    }

    private sealed class Holder : Module
    {
        readonly Linear module = new(1, 2), model = new(2, 1);

        public override Tensor Forward(Tensor x) => model.Forward(module.Forward(x));
    }

    [Fact]
    public void WhatDoesNotFitATypeIsRefusedAndTheOldFileStays()
    {
        using TestFolder folder = new();
        Linear layer = new(1, 1, bias: false);
        layer.SaveWeights(folder["x"]);
        byte[] before = File.ReadAllBytes(folder["x"]);
        layer.Weight.Write([70000f]);
        Assert.Contains("weight holds 70000, beyond the range of F16", Assert.Throws<FoveaException>(() => layer.SaveWeights(folder["x"], ElementType.F16)).Message);
        Assert.Contains("cannot be written as I32", Assert.Throws<FoveaException>(() => layer.SaveWeights(folder["x"], ElementType.I32)).Message);
        Assert.Equal(before, File.ReadAllBytes(folder["x"]));
        layer.Weight.Write([float.PositiveInfinity]);
        layer.SaveWeights(folder["x"], ElementType.F16);
        using WeightFile file = WeightFile.Open(folder["x"]);
        Assert.Equal([float.PositiveInfinity], file.ReadFloats("weight"));
    }

    [Fact]
    public void ALayerThatIsNotTheModelsIsNamedWithoutItsCountOfBatches()
    {
        using TestFolder folder = new();
        Net net = new();
        string file = folder.Unpack("model.pth");
        string message = Assert.Throws<FoveaException>(() => new Linear(1, 1).LoadWeights(file)).Message;
        Assert.Contains("bn.running_mean", message);
        Assert.DoesNotContain("num_batches_tracked", message);
    }

    [Fact]
    public void ACountOfBatchesIsOnlyPassedOverWhereALayerHasOne()
    {
        using TestFolder folder = new();
        Linear layer = new(1, 1);
        SafeTensors.Write(folder["x"], [.. layer.Weights().Select(weight => TensorData.Of(weight)), new TensorData("num_batches_tracked", ElementType.I64, [], new byte[8])]);
        Assert.Contains("num_batches_tracked", Assert.Throws<FoveaException>(() => layer.LoadWeights(folder["x"])).Message);
    }
}

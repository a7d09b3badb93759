using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;

namespace Fovea.Tests.Models;

/// <summary>The published form of LeNet-5: parameters layer by layer, the connection table, the codes of the output.</summary>
public class LeNet5In1998Tests
{
    /// <summary>Table I of the paper: an o where the map of C3 (column) sees the map of S2 (row).</summary>
    static readonly string[] TableI =
    [
        "o...ooo..oooo.oo",
        "oo...ooo..oooo.o",
        "ooo...ooo..o.ooo",
        ".ooo..oooo..o.oo",
        "..ooo..oooo.oo.o",
        "...ooo..oooo.ooo",
    ];

    [Fact]
    public void HasTheParametersOfThePaperLayerByLayer()
    {
        Dictionary<string, long> counts = ModelRegistry.Get("lenet5_1998").Create().Parameters().GroupBy(parameter => parameter.Name!.Split('.')[0])
            .ToDictionary(layer => layer.Key, layer => layer.Sum(parameter => parameter.Shape.Count));
        Assert.Equal(new() { ["c1"] = 156, ["s2"] = 12, ["c3"] = 1_516, ["s4"] = 32, ["c5"] = 48_120, ["f6"] = 10_164 }, counts);
    }

    /// <summary>Without coefficient and bias a map of S2 is 0; the maps of C3 that change are those that see it. They show in S4, whose map k comes from C3's map k alone.</summary>
    [Fact]
    public void EveryMapOfC3SeesTheMapsOfTableI()
    {
        Module model = ModelRegistry.Get("lenet5_1998").Create(seed: 4);
        Dictionary<string, Variable> weights = model.Variables().ToDictionary(variable => variable.Name!);
        Random random = new(1);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 28 * 28).Select(_ => random.NextSingle() * 2 - 1)], [1, 28, 28, 1]);
        float[] whole = Maps(model, x);
        for (int map = 0; map < 6; map++)
        {
            float[] weight = weights["s2.weight"].ToArray(), bias = weights["s2.bias"].ToArray();
            weights["s2.weight"].Write([.. weight.Select((value, i) => i == map ? 0 : value)]);
            weights["s2.bias"].Write([.. bias.Select((value, i) => i == map ? 0 : value)]);
            float[] without = Maps(model, x);
            weights["s2.weight"].Write(weight);
            weights["s2.bias"].Write(bias);
            Assert.Equal(TableI[map], new string([.. Enumerable.Range(0, 16).Select(k => Enumerable.Range(0, 25).Any(pixel => whole[pixel * 16 + k] != without[pixel * 16 + k]) ? 'o' : '.')]));
        }
    }

    [Fact]
    public void ScoresAreMinusHalfTheSquaredDistanceToTheCodes()
    {
        Module model = ModelRegistry.Get("lenet5_1998").Create(seed: 4);
        Tensor scores = model.Forward(Tensor.Ones([1, 28, 28, 1]));
        Assert.All(scores.ToArray(), score => Assert.True(score < 0));
        // The last layer's state is within ±1.7159, its codes are ±1: no distance is larger than 84 (1 + 1.7159)² / 2.
        Assert.All(scores.ToArray(), score => Assert.True(score >= -84 * 2.7159 * 2.7159 / 2));
    }

    [Theory, InlineData(10), InlineData(2), InlineData(26)]
    public void EveryClassHasACodeOfItsOwn(int classes)
    {
        Tensor codes = DigitCodes.Of(classes);
        Assert.Equal([classes, 84], codes.Shape);
        float[] values = codes.ToArray();
        Assert.All(values, value => Assert.True(value is 1 or -1));
        Assert.Equal(classes, Enumerable.Range(0, classes).Select(i => string.Join(' ', values[(i * 84)..((i + 1) * 84)])).Distinct().Count());
    }

    /// <summary>The result of S4, found in the graph by the layer that it comes from.</summary>
    static float[] Maps(Module model, Tensor x)
    {
        Module s4 = model.Children().Single(child => child.Name == "s4").Child;
        Queue<Tensor> open = new([model.Forward(x)]);
        while (open.TryDequeue(out Tensor? tensor))
        {
            if (tensor.Source == s4) return tensor.ToArray();
            foreach (Tensor operand in tensor.Operands) open.Enqueue(operand);
        }
        throw new InvalidOperationException("there is no S4");
    }
}

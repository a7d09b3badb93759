using Fovea.Data;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Runs;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Tests.Runs;
using Fovea.Training;

namespace Fovea.Tests.Models;

/// <summary>The neocognitron: the equations of its cells, its self-organisation, and what it recognises then.</summary>
public class NeocognitronTests
{
    /// <summary>
    /// Learned from 800 digits, as they are generated; asked about 200 others that lie up to 4 pixels elsewhere in both directions. What compares pictures pixel by pixel,
    /// with all 800 at hand, fails on a third of them.
    /// </summary>
    [Fact]
    public void RecognisesShiftedDigitsFarBetterThanAComparisonOfPictures()
    {
        (Tensor images, float[] labels) = Pictures(new Digits(800), shift: 0);
        (Tensor shown, float[] right) = Pictures(new Digits(200, train: false), shift: 4);
        Neocognitron network = (Neocognitron)ModelRegistry.Get("neocognitron").Create();
        network.Organize(images, Tensor.From(labels));
        Tensor Unit(Tensor x) => x.Flatten() / x.Flatten().Square().Sum([1], keepDims: true).Sqrt();
        float[] named = network.Forward(shown).ArgMax(-1).ToArray(), nearest = Unit(shown).MatMul(Unit(images), transposeB: true).ArgMax(-1).ToArray();
        double own = named.Zip(right).Count(pair => pair.First == pair.Second) / 200.0, template = nearest.Zip(right).Count(pair => labels[(int)pair.First] == pair.Second) / 200.0;
        Assert.True(own >= 0.88 && own >= template + 0.15, $"right: {own:p1}, by comparing pictures {template:p1}");
    }

    [Fact]
    public void LabelsOnlyNameThePlanesOfTheLastLayer()
    {
        (Tensor images, float[] labels) = Pictures(new Digits(30), shift: 0);
        float[][] Learned(float[] shown)
        {
            Neocognitron network = Make(seed: 1);
            network.Organize(images, Tensor.From(shown));
            return [.. network.Variables().Where(variable => variable.Name != "names").Select(variable => variable.ToArray())];
        }
        Assert.Equal(Learned(labels), Learned([.. labels.Select(label => 9 - label)]));
    }

    /// <summary>All that it knows lies in its variables, the place of the next picture too: a network that is given them goes on as the first would.</summary>
    [Fact]
    public void GoesOnWithTheSameBitsFromItsVariables()
    {
        (Tensor images, float[] labels) = Pictures(new Digits(40), shift: 0);
        Neocognitron whole = Make(seed: 1), first = Make(seed: 1), second = Make(seed: 2);
        whole.Organize(images, Tensor.From(labels));
        first.Organize(images[..5], Tensor.From(labels[..5]));
        first.Organize(images[5..25], Tensor.From(labels[5..25]));
        foreach (var (to, from) in second.Variables().Zip(first.Variables())) to.Write(from.ToArray());
        second.Organize(images[25..], Tensor.From(labels[25..]));
        Assert.Equal(whole.Variables().Select(variable => variable.ToArray()), second.Variables().Select(variable => variable.ToArray()));
    }

    [Fact]
    public void AFrozenLayerKeepsItsSynapses()
    {
        (Tensor images, float[] labels) = Pictures(new Digits(20), shift: 0);
        Neocognitron network = Make(seed: 1);
        Variable[] frozen = [.. network.Variables().Where(variable => variable.Name!.StartsWith("s1.", StringComparison.Ordinal))];
        foreach (Variable variable in frozen) variable.Trainable = false;
        float[][] before = [.. frozen.Select(variable => variable.ToArray())];
        network.Organize(images, Tensor.From(labels));
        Assert.Equal(before, frozen.Select(variable => variable.ToArray()));
    }

    [Fact]
    public void ATrainingThatWouldBeForNothingIsAnError()
    {
        using TestFolder folder = new();
        Experiment few = new() { Model = "neocognitron", TrainCount = 200, TestCount = 10, Epochs = 2 };
        Assert.Contains("180 in each of 2 epochs", Assert.Throws<FoveaException>(() => TrainingRun.Start(few, folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTrainerLetsItLearnByItsOwnRule()
    {
        Digits digits = new(60);
        Neocognitron network = Make(seed: 1);
        Trainer trainer = new(network, new Sgd(network.Parameters(), 0.1), new Constant(), new DataLoader(digits, 20, shuffle: true, seed: 1)) { Epochs = 1 };
        Assert.Equal(TrainingEnd.Complete, trainer.Run());
        Assert.Equal(60, Value(network, "seen").Single());
        // The last 40 pictures were learned by the last layer, each by a plane of its own or by one that it is like.
        Assert.Equal(40, Value(network, "names").Sum());
    }

    [Fact]
    public void AKeyOfGradientsIsAnError()
    {
        ExperimentBuilder builder = new();
        builder.AddSet("model=neocognitron");
        builder.AddSet("learningRate=0.5");
        string message = Assert.Throws<FoveaException>(() => builder.Build()).Message;
        Assert.Contains("neocognitron learns by a rule of its own, which has no learningRate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRegistrySaysWhoLearnsByARuleOfItsOwn() =>
        Assert.All(ModelRegistry.All, entry => Assert.Equal(entry.SelfOrganizing, entry.Make(entry.Input, 10) is ISelfOrganizing));

    /// <summary>Equations 1 to 3 of the paper, as they stand there.</summary>
    [Fact]
    public void SimpleCellsAnswerByThePapersEquations()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        const int Size = 5, In = 2, Planes = 3, Window = 3;
        const double R = 1.7;
        SimpleCells cells = Seeded(() => new SimpleCells(In, Planes, Window, padding: 1, learning: 4, recognizing: R, speed: 1, column: 3));
        Random random = new(1);
        double[] Draw(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * scale)];
        double[] a = Draw(Planes * Window * Window * In, 1), b = Draw(Planes, 12), u = Draw(Size * Size * In, 1);
        Write(cells, "a", a);
        Write(cells, "b", b);
        double[] actual = Read(cells.Forward(Tensor.From(u, [1, Size, Size, In])));

        double total = 0;
        double C(int dy, int dx) => Math.Pow(0.9, Math.Sqrt(dy * dy + dx * dx));
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++) total += C(dy, dx) * In;
        for (int y = 0; y < Size; y++)
            for (int x = 0; x < Size; x++)
                for (int k = 0; k < Planes; k++)
                {
                    (double excitation, double square) = (0, 0);
                    for (int dy = -1; dy <= 1; dy++)
                        for (int dx = -1; dx <= 1; dx++)
                            for (int from = 0; from < In; from++)
                            {
                                if (y + dy is < 0 or >= Size || x + dx is < 0 or >= Size) continue;
                                double seen = u[((y + dy) * Size + x + dx) * In + from];
                                excitation += a[((k * Window + dy + 1) * Window + dx + 1) * In + from] * seen;
                                square += C(dy, dx) / total * seen * seen;
                            }
                    double expected = R * Math.Max(0, (1 + excitation) / (1 + 2 * R / (1 + R) * b[k] * Math.Sqrt(square)) - 1);
                    Assert.Equal(expected, actual[(y * Size + x) * Planes + k], 1e-9);
                }
        Assert.Contains(actual, value => value > 0);
        Assert.Contains(actual, value => value == 0);
    }

    /// <summary>Equations 4 and 5, with synapses that add up to 10.</summary>
    [Fact]
    public void ComplexCellsAnswerByThePapersEquations()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        const int Size = 6, Planes = 3;
        Random random = new(2);
        double[] u = [.. Enumerable.Range(0, Size * Size * Planes).Select(_ => random.NextDouble() * 0.3)];
        double[] actual = Read(new ComplexCells().Forward(Tensor.From(u, [1, Size, Size, Planes])));
        Assert.Equal(3 * 3 * Planes, actual.Length);
        double D(int dy, int dx) => Math.Pow(0.8, Math.Sqrt(dy * dy + dx * dx));
        double total = Enumerable.Range(-2, 5).Sum(dy => Enumerable.Range(-2, 5).Sum(dx => D(dy, dx)));
        for (int y = 0; y < 3; y++)
            for (int x = 0; x < 3; x++)
            {
                double[] pooled = new double[Planes];
                for (int k = 0; k < Planes; k++)
                    for (int dy = -2; dy <= 2; dy++)
                        for (int dx = -2; dx <= 2; dx++)
                            if (2 * y + dy is >= 0 and < Size && 2 * x + dx is >= 0 and < Size) pooled[k] += 10 * D(dy, dx) / total * u[((2 * y + dy) * Size + 2 * x + dx) * Planes + k];
                for (int k = 0; k < Planes; k++)
                {
                    double excited = Math.Max(0, (1 + pooled[k]) / (1 + pooled.Average()) - 1);
                    Assert.Equal(excited / (0.5 + excited), actual[(y * 3 + x) * Planes + k], 1e-12);
                }
            }
    }

    /// <summary>A plane that has learned a pattern answers to it with 1 at any strength, and not at all to one whose cosine with it is below r / (1 + r).</summary>
    [Fact]
    public void APlaneAnswersToWhatItHasLearned()
    {
        SimpleCells cells = Seeded(() => new SimpleCells(1, 4, 3, padding: 0, learning: 3, recognizing: 3, speed: 1e6, column: 1));
        float[] corner = [1, 1, 1, 1, 0, 0, 1, 0, 0], opposite = [0, 0, 1, 0, 0, 1, 1, 1, 1];
        Function organize = new(x => cells.Organize(x).Sum([0, 1, 2]));
        float[] first = organize.Call(Tensor.From(corner, [1, 3, 3, 1]))[0].ToArray(), again = organize.Call(Tensor.From(corner, [1, 3, 3, 1]))[0].ToArray();
        float[] other = organize.Call(Tensor.From(opposite, [1, 3, 3, 1]))[0].ToArray();
        Assert.Equal(1, first.Sum());
        Assert.Equal(first, again);
        Assert.Equal(1, other.Sum());
        Assert.NotEqual(first, other);
        int plane = Array.IndexOf(first, 1f);
        float Answer(float[] pattern, float strength) => cells.Forward(Tensor.From([.. pattern.Select(value => value * strength)], [1, 3, 3, 1])).ToArray()[plane];
        Assert.Equal(1, Answer(corner, 1), 0.001);
        Assert.Equal(1, Answer(corner, 0.1f), 0.001);
        Assert.Equal(0, Answer(opposite, 1));
    }

    [Fact]
    public void ShowsThePlanesOfAllLayers() =>
        Assert.Equal(["U0 (1, 28, 28, 1)", "US1 (1, 28, 28, 24)", "UC1 (1, 14, 14, 24)", "US2 (1, 14, 14, 60)", "UC2 (1, 7, 7, 60)", "US3 (1, 3, 3, 300)", "UC3 (1, 1, 1, 300)"],
            new Neocognitron([28, 28, 1]).Planes(Tensor.Zeros([1, 28, 28, 1])).Select(layer => $"{layer.Layer} {layer.Planes.Shape}"));

    /// <summary>A network whose first two layers learn from ten pictures each.</summary>
    static Neocognitron Make(ulong seed)
    {
        using IDisposable scope = Initializer.Seed(seed);
        return new Neocognitron([28, 28, 1], planes: 40, first: 10, second: 10);
    }

    static SimpleCells Seeded(Func<SimpleCells> make)
    {
        using IDisposable seed = Initializer.Seed(1);
        return make();
    }

    static float[] Value(Module module, string name) => module.Variables().Single(variable => variable.Name == name).ToArray();

    static void Write(Module module, string name, double[] values) => module.Variables().Single(variable => variable.Name == name).Write(values.AsSpan());

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Normalised digits, each moved by up to some pixels in both directions.</summary>
    static (Tensor Images, float[] Labels) Pictures(DataSet data, int shift)
    {
        float[] pixels = new float[data.Count * 28 * 28], one = new float[28 * 28], labels = new float[data.Count];
        Random random = new(1);
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, one, out int label);
            labels[i] = label;
            (int dy, int dx) = (random.Next(-shift, shift + 1), random.Next(-shift, shift + 1));
            for (int y = 0; y < 28; y++)
                for (int x = 0; x < 28; x++)
                {
                    float pixel = y - dy is >= 0 and < 28 && x - dx is >= 0 and < 28 ? one[(y - dy) * 28 + x - dx] : 0;
                    pixels[(i * 28 + y) * 28 + x] = (pixel - data.Mean[0]) / data.Deviation[0];
                }
        }
        return (Tensor.From(pixels, [data.Count, 28, 28, 1]), labels);
    }
}

using System.Text.Json;
using Fovea.Losses;
using Fovea.Tensors;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Losses;

/// <summary>Losses against PyTorch in double precision (bench/reference/losses.py), against plain loops, and their errors.</summary>
public class LossTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("losses.expected.json");

    static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Losses = new()
    {
        ["cross_entropy"] = (x, t) => Loss.CrossEntropy(x, t),
        ["cross_entropy, large scores"] = (x, t) => Loss.CrossEntropy(x, t),
        ["cross_entropy, smoothing"] = (x, t) => Loss.CrossEntropy(x, t, smoothing: 0.1),
        ["cross_entropy, all smoothed"] = (x, t) => Loss.CrossEntropy(x, t, smoothing: 1),
        ["cross_entropy, per pixel"] = (x, t) => Loss.CrossEntropy(x, t),
        ["cross_entropy, per pixel, smoothing"] = (x, t) => Loss.CrossEntropy(x, t, smoothing: 0.2),
        ["cross_entropy, shares"] = (x, t) => Loss.CrossEntropy(x, t),
        ["cross_entropy, shares, smoothing"] = (x, t) => Loss.CrossEntropy(x, t, smoothing: 0.1),
        ["mse"] = Loss.Squared,
        ["l1"] = Loss.Absolute,
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void EveryExpectedValueIsUsed() => Assert.Equal(Cases.Keys.Order(), Losses.Keys.Order());

    [Theory, MemberData(nameof(Names))]
    public void ReferenceGivesWhatPyTorchGives(string name) => Check(Backend.Reference, name, 1e-10);

    [Theory, MemberData(nameof(Names))]
    public void CpuGivesWhatPyTorchGives(string name) => Check(Backend.Cpu, name, 2e-6);

    [Theory, MemberData(nameof(Names))]
    public void GradientIsTheSlope(string name)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Expected prediction = Expected.Of(Cases[name].GetProperty("prediction"));
        Tensor x = prediction.ToTensor(), target = Expected.Of(Cases[name].GetProperty("target")).ToTensor();
        double[] gradient = Read(Gradient.Of(Losses[name](x, target), [x])[0]);
        for (int i = 0; i < gradient.Length; i++)
        {
            double ValueAt(double shift)
            {
                double[] moved = (double[])prediction.Values.Clone();
                moved[i] += shift;
                return Read(Losses[name](Tensor.From(moved, prediction.Shape), target))[0];
            }
            Assert.Equal((ValueAt(1e-5) - ValueAt(-1e-5)) / 2e-5, gradient[i], 1e-6);
        }
    }

    [Fact]
    public void TotalVariationIsTheMeanDifferenceOfNeighbours()
    {
        double[] x = new double[2 * 3 * 4 * 2];
        Random random = new(3);
        for (int i = 0; i < x.Length; i++) x[i] = random.NextDouble();
        double At(int n, int i, int j, int c) => x[((n * 3 + i) * 4 + j) * 2 + c];
        double down = 0, across = 0;
        for (int n = 0; n < 2; n++)
            for (int c = 0; c < 2; c++)
            {
                for (int i = 0; i < 2; i++)
                    for (int j = 0; j < 4; j++) down += Math.Abs(At(n, i + 1, j, c) - At(n, i, j, c));
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++) across += Math.Abs(At(n, i, j + 1, c) - At(n, i, j, c));
            }
        using IDisposable scope = Backend.Use(Backend.Reference);
        Assert.Equal(down / (2 * 2 * 4 * 2) + across / (2 * 3 * 3 * 2), Read(Loss.TotalVariation(Tensor.From(x, [2, 3, 4, 2])))[0], 1e-12);
    }

    [Fact]
    public void SquaredToClassIsSquaredOfTheIndicator()
    {
        Tensor scores = Tensor.From([0.5, 0.25, 0, 1, 0, -1], [2, 3]);
        Assert.Equal((0.5 * 0.5 + 0.75 * 0.75 + 1 * 1 + 2 * 2) / 6, Loss.SquaredToClass(scores, Tensor.From(1, 2)).Item(), 1e-6);
    }

    [Fact]
    public void AClassThatIsRuledOutHasNoShareInTheLoss()
    {
        const double No = double.NegativeInfinity;
        foreach (Backend backend in (Backend[])[Backend.Cpu, Backend.Reference])
        {
            using IDisposable scope = Backend.Use(backend);
            Tensor scores = Tensor.From([1, No, 3, No, 0.5, No], [2, 3]), loss = Loss.CrossEntropy(scores, Tensor.From(0, 1));
            // The second image has one class left: its loss is 0.
            double right = 1 / (1 + Math.Exp(2));
            Assert.Equal(-Math.Log(right) / 2, loss.Item(), 1e-6);
            double[] expected = [(right - 1) / 2, 0, (1 - right) / 2, 0, 0, 0];
            Assert.Equal(expected, Read(Gradient.Of(loss, [scores])[0]), (a, b) => Math.Abs(a - b) < 1e-6);
            Tensor shares = Tensor.From([1, 0, 0, 0, 1, 0], [2, 3]);
            Assert.Equal(loss.Item(), Loss.CrossEntropy(scores, shares).Item(), 1e-6f);
            Assert.Equal(expected, Read(Gradient.Of(Loss.CrossEntropy(scores, shares), [scores])[0]), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(float.PositiveInfinity, Loss.CrossEntropy(scores, Tensor.From(1, 1)).Item());
            Assert.Equal(float.PositiveInfinity, Loss.CrossEntropy(scores, Tensor.From(0, 1), smoothing: 0.1).Item());
            Assert.Equal(float.PositiveInfinity, Loss.CrossEntropy(scores, Tensor.From(0, 1), smoothing: 1).Item());
        }
    }

    [Theory, InlineData(-0.1), InlineData(1.5), InlineData(double.NaN)]
    public void SmoothingMustBeAShare(double smoothing) =>
        Assert.Equal($"CrossEntropy: the smoothing must be 0 to 1, it is {smoothing}", Assert.Throws<FoveaException>(() => Loss.CrossEntropy(Tensor.Zeros([2, 3]), Tensor.Zeros([2]), smoothing)).Message);

    [Fact]
    public void LabelsMustBeOneForEachVectorOfScores() => Assert.Equal("""
        CrossEntropy: there must be one label, or one weight for each class, for each vector of scores
          scores  (2, 3)   (N, ..., classes)
          labels  (3)      (N, ...) or (N, ..., classes)
        """, Assert.Throws<ShapeException>(() => Loss.CrossEntropy(Tensor.Zeros([2, 3]), Tensor.Zeros([3]))).Message, ignoreLineEndingDifferences: true);

    [Theory, InlineData(3), InlineData(-1), InlineData(0.5)]
    public void ALabelThatIsNoClassIsAnError(double label)
    {
        foreach (Backend backend in (Backend[])[Backend.Cpu, Backend.Reference])
        {
            using IDisposable scope = Backend.Use(backend);
            Tensor loss = Loss.CrossEntropy(Tensor.Zeros([2, 3]), Tensor.From([0, label], [2]));
            Assert.Contains("OneHot", Assert.Throws<FoveaException>(() => loss.Item()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void PredictionAndTargetMustHaveOneShape()
    {
        Assert.StartsWith("Squared: prediction and target have different shapes", Assert.Throws<ShapeException>(() => Loss.Squared(Tensor.Zeros([2, 3]), Tensor.Zeros([2, 1]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("Absolute: prediction and target have different shapes", Assert.Throws<ShapeException>(() => Loss.Absolute(Tensor.Zeros([2, 3]), Tensor.Zeros([3]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("TotalVariation: needs images of at least 2x2 pixels", Assert.Throws<ShapeException>(() => Loss.TotalVariation(Tensor.Zeros([1, 1, 4, 1]))).Message, StringComparison.Ordinal);
    }

    static void Check(Backend backend, string name, double tolerance)
    {
        using IDisposable scope = Backend.Use(backend);
        JsonElement expected = Cases[name];
        Tensor x = Expected.Of(expected.GetProperty("prediction")).ToTensor();
        Tensor loss = Losses[name](x, Expected.Of(expected.GetProperty("target")).ToTensor()), gradient = Gradient.Of(loss, [x])[0];
        Tensor.Compute(loss, gradient);
        Expected.Of(expected.GetProperty("loss")).IsNear(loss, tolerance, $"{name}: value");
        Expected.Of(expected.GetProperty("gradient")).IsNear(gradient, tolerance, $"{name}: gradient");
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

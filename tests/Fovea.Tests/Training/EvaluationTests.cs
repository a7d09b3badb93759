using Fovea.Data;
using Fovea.KillHost;
using Fovea.Layers;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Tests.Training;

public class EvaluationTests
{
    /// <summary>Scores that are the first pixel, its negative, and 0, so that every figure can be had by hand.</summary>
    private sealed class BySign(int classes = 3) : Module
    {
        public override Tensor Forward(Tensor x)
        {
            Tensor first = x.Flatten().Slice(1, 0, 1);
            return Tensor.Concat(1, [.. ((Tensor[])[first, -first, first * 0])[..classes]]);
        }
    }

    [Fact]
    public void FiguresAreThoseByHand()
    {
        // Values 0.25, 0.5, 0.75 of classes 0, 1, 2 become -1, 0, 1 after mean and deviation (but for a little); predictions are 1, (0 or 2), 0.
        ToyData data = new(300, classes: 3, size: 1, mean: 0.525f, deviation: 0.25f);
        Evaluation result = Evaluation.Of(new BySign(), data);
        Assert.Equal(300, result.Count);
        float[] pixel = new float[1];
        int right = 0;
        int[,] confusion = new int[3, 3];
        double sum = 0;
        for (int i = 0; i < 300; i++)
        {
            data.Read(i, pixel, out int label);
            double v = (pixel[0] - 0.525f) / 0.25f;
            double[] scores = [v, -v, 0];
            int predicted = Array.IndexOf(scores, scores.Max());
            double norm = scores.Sum(Math.Exp);
            Assert.Equal((label, predicted), (result.Labels[i], result.Predictions[i]));
            Assert.Equal(Math.Exp(scores[predicted]) / norm, result.Confidences[i], 1e-5);
            Assert.Equal(Math.Log(norm) - scores[label], result.Losses[i], 1e-5);
            sum += Math.Log(norm) - scores[label];
            confusion[label, predicted]++;
            if (label == predicted) right++;
        }
        Assert.Equal(right / 300.0, result.Accuracy);
        Assert.Equal(sum / 300, result.Loss, 1e-5);
        Assert.Equal(confusion, result.Confusion);
        int[] mistakes = [.. result.Mistakes()];
        Assert.Equal(300 - right, mistakes.Length);
        Assert.All(mistakes.Zip(mistakes.Skip(1)), pair => Assert.True(result.Confidences[pair.First] >= result.Confidences[pair.Second]));
    }

    [Fact]
    public void OneClassIsAlwaysRight()
    {
        Evaluation result = Evaluation.Of(new BySign(1), new ToyData(5, classes: 1, size: 1));
        Assert.Equal((1, 0, 5), (result.Accuracy, result.Loss, result.Confusion[0, 0]));
    }

    [Fact]
    public void AnEmptySetAndOtherNumbersOfClassesAreErrors()
    {
        Assert.Contains("empty", Assert.Throws<FoveaException>(() => Evaluation.Of(new BySign(), new ToyData(0, classes: 3, size: 1))).Message);
        foreach (int classes in (int[])[2, 4])
            Assert.Contains($"BySign tells 3 classes apart, the data set toy has {classes}",
                Assert.Throws<FoveaException>(() => Evaluation.Of(new BySign(), new ToyData(9, classes, size: 1))).Message);
        Assert.Throws<ShapeException>(() => Evaluation.Of(new Conv2d(1, 3, kernelSize: 1), new ToyData(9, classes: 3, size: 1)));
        Assert.Throws<ShapeException>(() => Evaluation.Of(new Linear(5, 3), new ToyData(9, classes: 3, size: 2)));
    }

    [Fact]
    public void TheModelIsOutOfTrainingOnlyForTheEvaluation()
    {
        DropoutNet model = new();
        Digits digits = new(20, seed: 1, train: true);
        float[][] before = Values();
        Evaluation first = Evaluation.Of(model, digits), second = Evaluation.Of(model, digits);
        Assert.Equal(first.Losses, second.Losses);
        Assert.Equal(before, Values());
        Assert.True(model.Training);
        Assert.Throws<FoveaException>(() => Evaluation.Of(model, new ToyData(9, classes: 3, size: 28)));
        Assert.True(model.Training);
        model.Train(false);
        Assert.Equal(first.Losses, Evaluation.Of(model, digits).Losses);
        Assert.False(model.Training);

        float[][] Values() => [.. model.Variables().Select(variable => variable.ToArray())];
    }

    [Fact]
    public void CanBeCancelled() =>
        Assert.Throws<OperationCanceledException>(() => Evaluation.Of(new BySign(), new ToyData(9, classes: 3, size: 1),
            cancellation: new CancellationToken(canceled: true)));

    /// <summary>Scores that are the first pixels, one for each class.</summary>
    private sealed class Pixels(int classes) : Module
    {
        public override Tensor Forward(Tensor x) => x.Flatten().Slice(1, 0, classes);
    }

    [Fact]
    public void RanksCountTheClassesThatAreMoreProbable()
    {
        // Six classes, a row of scores each; the label is the index of the sample.
        byte[][] scores = [[9, 1, 2, 3, 4, 5], [9, 1, 2, 3, 4, 5], [7, 7, 7, 7, 7, 7], [7, 7, 7, 7, 7, 7], [1, 2, 3, 4, 0, 5], [9, 9, 9, 9, 9, 8]];
        MemoryDataSet data = new("scores", 1, 6, 1, [.. scores.SelectMany(row => row)], [0, 1, 2, 3, 4, 5], ["a", "b", "c", "d", "e", "f"], [0], [1]);
        Evaluation result = Evaluation.Of(new Pixels(6), data);
        Assert.Equal([0, 5, 2, 3, 5, 5], result.Ranks);
        Assert.Equal([0, 0, 0, 0, 5, 0], result.Predictions);
        Assert.Equal((1 / 6.0, 3 / 6.0, 1), (result.Top(1), result.Top5, result.Top(6)));
        Assert.Equal(result.Accuracy, result.Top(1));
        Assert.Null(Evaluation.Of(new BySign(), new ToyData(9, classes: 3, size: 1)).Top5);
    }

    /// <summary>Scores that are not numbers.</summary>
    private sealed class Nothing(int classes) : Module
    {
        public override Tensor Forward(Tensor x) => x.Flatten().Slice(1, 0, classes) * double.NaN;
    }

    [Fact]
    public void ScoresThatAreNoNumbersAreNeverRight()
    {
        MemoryDataSet data = new("scores", 1, 6, 1, new byte[12], [0, 1], ["a", "b", "c", "d", "e", "f"], [0], [1]);
        Assert.Equal([6, 6], Evaluation.Of(new Nothing(6), data).Ranks);
    }

    [Fact]
    public void TenCropsAverageTheProbabilitiesOfTenViews()
    {
        MemoryDataSet data = new("small", 8, 8, 1, [.. Enumerable.Range(0, 5 * 64).Select(i => (byte)(i * 37))], [0, 1, 2, 0, 1], ["a", "b", "c"], [0.4f], [0.3f]);
        Linear model = new(64, 3);
        Module flat = new Flattened(model);
        Evaluation result = Evaluation.Of(flat, data, crops: 10);
        for (int i = 0; i < 5; i++)
        {
            float[] pixels = new float[64];
            data.Read(i, pixels, out int label);
            double[] mean = new double[3];
            foreach ((int down, int right) in ((int, int)[])[(1, 1), (1, -1), (-1, 1), (-1, -1), (0, 0)])
                foreach (bool mirrored in (bool[])[false, true])
                {
                    float[] view = new float[64];
                    for (int y = 0; y < 8; y++)
                        for (int x = 0; x < 8; x++)
                        {
                            (int fromY, int fromX) = (y - down, (mirrored ? 7 - x : x) - right);
                            view[y * 8 + x] = ((fromY is >= 0 and < 8 && fromX is >= 0 and < 8 ? pixels[fromY * 8 + fromX] : 0) - 0.4f) / 0.3f;
                        }
                    float[] probabilities = model.Forward(Tensor.From(view, [1, 64])).Softmax(-1).ToArray();
                    for (int c = 0; c < 3; c++) mean[c] += probabilities[c] / 10;
                }
            Assert.Equal(Array.IndexOf(mean, mean.Max()), result.Predictions[i]);
            Assert.Equal(mean.Max(), result.Confidences[i], 1e-5);
            Assert.Equal(-Math.Log(mean[label]), result.Losses[i], 1e-5);
        }
        Assert.Contains("must be 1 or 10", Assert.Throws<FoveaException>(() => Evaluation.Of(flat, data, crops: 5)).Message, StringComparison.Ordinal);
    }

    private sealed class Flattened(Linear linear) : Module
    {
        readonly Linear linear = linear;

        public override Tensor Forward(Tensor x) => linear.Forward(x.Flatten());
    }
}

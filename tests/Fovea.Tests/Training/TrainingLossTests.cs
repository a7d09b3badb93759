using Fovea.Data;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>Auxiliary heads weigh in training, and nowhere else.</summary>
public class TrainingLossTests
{
    [Fact]
    public void TheLossIsThatOfTheScoresAndOfTheHeadsAsMuchAsTheyWeigh()
    {
        Headed model = new();
        Tensor x = Input(3), labels = Tensor.From([0f, 1f, 1f], [3]);
        (Tensor scores, Tensor loss) = TrainingLoss.Of(model, x, y => Loss.CrossEntropy(y, labels));
        double main = Loss.CrossEntropy(model.Forward(x), labels).Item(), head = Loss.CrossEntropy(model.Head(x), labels).Item();
        Assert.Equal(model.Forward(x).ToArray(), scores.ToArray());
        Assert.Equal(main + 0.25 * head, loss.Item(), 1e-6);

        model.Train(false);
        Assert.Equal(main, TrainingLoss.Of(model, x, y => Loss.CrossEntropy(y, labels)).Loss.Item(), 1e-6);
    }

    [Fact]
    public void AModelWithoutHeadsHasTheLossOfItsScores()
    {
        Linear model = new(4, 2);
        Tensor x = Input(3), labels = Tensor.From([0f, 1f, 1f], [3]);
        Assert.Equal(Loss.CrossEntropy(model.Forward(x), labels).Item(), TrainingLoss.Of(model, x, y => Loss.CrossEntropy(y, labels)).Loss.Item());
    }

    /// <summary>One step of plain descent by the trainer against the gradient of main + 0.25 head, computed by hand.</summary>
    [Fact]
    public void TheTrainerStepsDownTheWholeLoss()
    {
        Digits digits = new(8, seed: 1);
        using IDisposable seed = Initializer.Seed(5);
        Headed model = new(28 * 28, 10);
        Batch batch = new DataLoader(digits, 8, shuffle: false, seed: 1).Epoch(0).First();
        Tensor x = Tensor.From(batch.Images.AsSpan(0, 8 * 28 * 28), [8, 28, 28, 1]), labels = Tensor.From(batch.Labels.AsSpan(0, 8), [8]);
        IReadOnlyList<Variable> parameters = model.Parameters();
        Tensor whole = Loss.CrossEntropy(model.Forward(x), labels) + Loss.CrossEntropy(model.Head(x), labels) * 0.25;
        float[][] before = [.. parameters.Select(parameter => parameter.ToArray())], gradients = [.. Gradient.Of(whole, parameters).Select(gradient => gradient.ToArray())];

        new Trainer(model, new Sgd(parameters, learningRate: 0.5), new Constant(), new DataLoader(digits, 8, shuffle: false, seed: 1)) { Epochs = 1 }.Run();
        for (int i = 0; i < parameters.Count; i++)
        {
            Assert.Contains(gradients[i], value => value != 0);
            float[] after = parameters[i].ToArray();
            for (int k = 0; k < after.Length; k++) Assert.Equal(before[i][k] - 0.5f * gradients[i][k], after[k], 1e-5f);
        }
    }

    [Fact]
    public void GoogLeNetHasTwoHeadsInTrainingThatWeighThreeTenths()
    {
        foreach (bool asPublished in new[] { false, true })
        {
            GoogLeNet model = new(classes: 5, asPublished: asPublished);
            model.Variables();
            Tensor x = Tensor.Zeros([2, 96, 96, 3]);
            (Tensor scores, IReadOnlyList<AuxiliaryScores> heads) = model.ForwardWithHeads(x);
            Assert.Equal([2, 5], scores.Shape);
            Assert.Equal([(Shape.Create([2, 5]), 0.3), (Shape.Create([2, 5]), 0.3)], heads.Select(head => (head.Scores.Shape, head.Weight)));
            // The first head stands after 4a, the second after 4d: what lies behind learns nothing from it.
            Assert.Equal((false, false), (Reaches(heads[0].Scores, "inception4b"), Reaches(heads[0].Scores, "aux2")));
            Assert.Equal((true, false), (Reaches(heads[1].Scores, "inception4d"), Reaches(heads[1].Scores, "inception4e")));
            model.Train(false);
            Assert.Empty(model.ForwardWithHeads(x).Heads);
            Assert.Empty(new GoogLeNet(asPublished: asPublished, heads: false).ForwardWithHeads(x).Heads);
        }
    }

    static bool Reaches(Tensor result, string part)
    {
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        Stack<Tensor> pending = new([result]);
        while (pending.TryPop(out Tensor? node))
        {
            if (!seen.Add(node)) continue;
            if (node is Variable { Name: { } name } && name.StartsWith(part + ".", StringComparison.Ordinal)) return true;
            foreach (Tensor operand in node.Operands) pending.Push(operand);
        }
        return false;
    }

    static Tensor Input(int samples) => Tensor.From([.. Enumerable.Range(0, samples * 4).Select(i => (float)Math.Sin(i))], [samples, 4]);

    sealed class Headed(int inputs = 4, int classes = 2) : Module, IAuxiliaryHeads
    {
        readonly Linear first = new(inputs, 3), last = new(3, classes), aux = new(3, classes);

        public override Tensor Forward(Tensor x) => last.Forward(Hidden(x));

        public Tensor Head(Tensor x) => aux.Forward(Hidden(x));

        public (Tensor Scores, IReadOnlyList<AuxiliaryScores> Heads) ForwardWithHeads(Tensor x) => (Forward(x), Training ? [new(Head(x), 0.25)] : []);

        Tensor Hidden(Tensor x) => first.Forward(x.Flatten()).Tanh();
    }
}

using Fovea.Data;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Tensors;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Models;

/// <summary>What holds for every model of the registry.</summary>
public class ModelTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.Names];

    [Theory]
    [InlineData("linear", 7_850), InlineData("two_layer", 79_510), InlineData("simplest_cnn", 10 + 26 * 26 * 10 + 10)]
    [InlineData("lenet5", 61_706), InlineData("lenet5_tanh", 61_706), InlineData("lenet5_1998", 60_000)]
    public void HasSoManyParameters(string name, long expected) => Assert.Equal(expected, ModelRegistry.Get(name).Create().Parameters().Sum(parameter => parameter.Shape.Count));

    [Theory]
    [InlineData("linear", "fc.weight (10, 784); fc.bias (10)")]
    [InlineData("two_layer", "fc1.weight (100, 784); fc1.bias (100); fc2.weight (10, 100); fc2.bias (10)")]
    [InlineData("simplest_cnn", "conv.weight (1, 3, 3, 1); conv.bias (1); fc.weight (10, 676); fc.bias (10)")]
    [InlineData("lenet5", Dense)]
    [InlineData("lenet5_tanh", Dense)]
    public void WeightsHaveTheseNames(string name, string expected) => Assert.Equal(expected, LayerCase.Describe(ModelRegistry.Get(name).Create()));

    const string Dense = "conv1.weight (6, 5, 5, 1); conv1.bias (6); conv2.weight (16, 5, 5, 6); conv2.bias (16); "
        + "fc1.weight (120, 400); fc1.bias (120); fc2.weight (84, 120); fc2.bias (84); fc3.weight (10, 84); fc3.bias (10)";

    [Theory, MemberData(nameof(Names))]
    public void GivesOneScoreForEachClass(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        foreach (int classes in new[] { 10, 3 })
            Assert.Equal([5, classes], entry.Create(classes: classes).Forward(Tensor.Zeros([5, .. entry.Input])).Shape);
    }

    [Theory, MemberData(nameof(Names))]
    public void SameSeedSameBits(string name)
    {
        float[][] Weights(ulong seed) => [.. ModelRegistry.Get(name).Create(seed: seed).Variables().Select(variable => variable.ToArray())];
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Theory, MemberData(nameof(Names))]
    public void ImagesOfAnotherSizeAreAnErrorOnTheLineOfTheMistake(string name)
    {
        Module model = ModelRegistry.Get(name).Create();
        foreach (Shape shape in (Shape[])[[2, 30, 30, 1], [2, 28, 28, 3], [2, 8, 8, 1]])
        {
            string message = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros(shape))).Message;
            Assert.Contains("(2, ", message, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("lenet5", "LeNet5"), InlineData("lenet5_tanh", "LeNet5"), InlineData("lenet5_1998", "LeNet5In1998")]
    public void LeNetSaysForWhatImagesItIsMade(string name, string type) => Assert.Equal($"""
        {type}: is made for grey images of 28x28 pixels
          sample  (32, 32, 3)   (H, W, C)
          hint: choose another model or data set
        """, Assert.Throws<ShapeException>(() => ModelRegistry.Get(name).Create([32, 32, 3])).Message, ignoreLineEndingDifferences: true);

    [Theory, InlineData("linear"), InlineData("two_layer"), InlineData("simplest_cnn")]
    public void TheOthersTakeAnyImages(string name) => Assert.Equal([2, 4], ModelRegistry.Get(name).Create([9, 7, 3], classes: 4).Forward(Tensor.Zeros([2, 9, 7, 3])).Shape);

    [Fact]
    public void AnUnknownModelIsAnErrorWithTheNearestName() =>
        Assert.Equal("""
            unknown model 'lenet-5'
              hint: did you mean 'lenet5'? known: linear, two_layer, simplest_cnn, lenet5, lenet5_tanh, lenet5_1998
            """, Assert.Throws<FoveaException>(() => ModelRegistry.Get("lenet-5")).Message, ignoreLineEndingDifferences: true);

    [Fact]
    public void EveryModelIsInTheRegistry()
    {
        HashSet<Type> made = [.. ModelRegistry.All.Select(entry => entry.Create().GetType())];
        IEnumerable<Type> models = typeof(LeNet5).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Module)) && type.Namespace == typeof(LeNet5).Namespace);
        Assert.Empty(models.Except(made));
    }

    [Theory, MemberData(nameof(Names))]
    public void EntriesAreComplete(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        Assert.Matches("^[a-z0-9_]+$", entry.Name);
        Assert.NotEmpty(entry.Description);
        Assert.NotEmpty(entry.Paper);
        Assert.Equal(3, entry.Input.Rank);
    }

    [Theory, MemberData(nameof(Names))]
    public void Learns(string name)
    {
        // Adam, since plain descent stays on the plateau at log 10 for more than 30 steps with LeNet-5. One kernel needs a larger rate to come as far.
        double rate = name == "simplest_cnn" ? 0.01 : 0.003;
        Digits digits = new(64, seed: 3);
        Module model = ModelRegistry.Get(name).Create(seed: 2);
        Adam optimizer = new(model.Parameters(), rate);
        Function step = new(x =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(x[0]), x[1]);
            optimizer.Step(loss);
            return [loss];
        });
        Batch batch = new DataLoader(digits, 64, shuffle: false, seed: 1).Epoch(0).First();
        Tensor images = Tensor.From(batch.Images.AsSpan(0, 64 * 28 * 28), [64, 28, 28, 1]), labels = Tensor.From(batch.Labels.AsSpan(0, 64), [64]);
        double[] losses = [.. Enumerable.Range(0, 31).Select(_ => (double)step.Call(images, labels)[0].Item())];
        Assert.True(losses[30] < losses[0] / 2, $"{name}: the loss goes from {losses[0]:f3} to {losses[30]:f3} in 30 steps");
    }
}

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
    /// <summary>More numbers than this are not drawn by tests that go over all models.</summary>
    const long Most = 40_000;

    public static TheoryData<string> Names => [.. ModelRegistry.Names];

    /// <summary>Made for one size of images, whether the model says so at once or its first layer does.</summary>
    public static TheoryData<string> OfOneSize => ["linear", "two_layer", "simplest_cnn", "lenet5", "lenet5_tanh", "lenet5_1998", "vit_b_16", "vit_b_32", "vit_l_16", "vit_tiny_32"];

    public static TheoryData<string> OfAnySize => [.. ModelRegistry.Names.Except(OfOneSize)];

    [Theory]
    [InlineData("linear", 7_850), InlineData("two_layer", 79_510), InlineData("simplest_cnn", 10 + 26 * 26 * 10 + 10)]
    [InlineData("lenet5", 61_706), InlineData("lenet5_tanh", 61_706), InlineData("lenet5_1998", 60_000)]
    [InlineData("plain5", 88_970), InlineData("resnet20", 269_722), InlineData("resnet32", 464_154), InlineData("resnet44", 658_586), InlineData("resnet56", 853_018)]
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
        foreach (int classes in new[] { 10, 3 }) Assert.Equal([5, classes], Scores(entry.Create(classes: classes), [5, .. entry.Input]));
    }

    [Theory, MemberData(nameof(Names))]
    public void SameSeedSameBits(string name)
    {
        float[][] Weights(ulong seed) => [.. ModelRegistry.Get(name).Create(seed: seed).Variables().Where(variable => variable.Shape.Count <= Most).Select(variable => variable.ToArray())];
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    /// <summary>The smallest, odd ones, such that windows leave something over, and what other data sets have for channels; auxiliary heads too.</summary>
    [Theory, MemberData(nameof(OfAnySize))]
    public void TakesImagesOfAnySize(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        foreach ((int height, int width, int channels) in new[] { (entry.Smallest, entry.Smallest, 3), (entry.Smallest + 1, 3 * entry.Smallest + 2, 1), (229, 101, 4) })
        {
            Module model = entry.Create([height, width, channels], classes: 7);
            Assert.Equal([2, 7], Scores(model, [2, height, width, channels]));
            if (model is IAuxiliaryHeads network)
                Assert.All(network.ForwardWithHeads(Tensor.Zeros([2, height, width, channels])).Heads, head => Assert.Equal([2, 7], head.Scores.Shape));
        }
    }

    [Theory, MemberData(nameof(OfAnySize))]
    public void SmallerImagesThanTheSmallestAreAnErrorBeforeAnythingIsMade(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        if (entry.Smallest == 1) return;
        int less = entry.Smallest - 1;
        Assert.Equal($"""
            {name}: needs images of at least {entry.Smallest}x{entry.Smallest} pixels
              sample  ({less}, 300, 3)   (H, W, C)
              hint: choose another model, or enlarge the images
            """, Assert.Throws<ShapeException>(() => entry.Create([less, 300, 3])).Message, ignoreLineEndingDifferences: true);
        // The bound is not only on the safe side: a model of that build really can do nothing with them.
        Module model = entry.Make([less, less, 3], 10);
        Shape images = [2, less, less, 3];
        Assert.Throws<ShapeException>(() => model is IAuxiliaryHeads network ? network.ForwardWithHeads(Tensor.Zeros(images)).Scores.Shape : Scores(model, images));
    }

    /// <summary>The shape of the scores out of training, where nothing is computed for it: in training batch normalisation moves its statistics at once.</summary>
    static Shape Scores(Module model, Shape images)
    {
        using IDisposable mode = model.Evaluating();
        return model.Forward(Tensor.Zeros(images)).Shape;
    }

    [Theory, MemberData(nameof(OfOneSize))]
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
        Assert.Equal($"""
            unknown model 'lenet-5'
              hint: did you mean 'lenet5'? known: {string.Join(", ", ModelRegistry.Names)}
            """, Assert.Throws<FoveaException>(() => ModelRegistry.Get("lenet-5")).Message, ignoreLineEndingDifferences: true);

    [Fact]
    public void EveryModelIsInTheRegistryOrAPartOfOneThatIs()
    {
        HashSet<Type> made = [];
        void Add(Module module)
        {
            made.Add(module.GetType());
            foreach (var (_, child) in module.Children()) Add(child);
        }
        foreach (ModelEntry entry in ModelRegistry.All) Add(entry.Create());
        IEnumerable<Type> models = typeof(LeNet5).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Module)) && type.Namespace == typeof(LeNet5).Namespace);
        Assert.Empty(models.Except(made));
    }

    [Theory, MemberData(nameof(Names))]
    public void EntriesAreComplete(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        Assert.Matches("^[a-z0-9_]+$", entry.Name);
        Assert.NotEmpty(entry.Family);
        Assert.NotEmpty(entry.Description);
        Assert.NotEmpty(entry.Paper);
        Assert.Equal(3, entry.Input.Rank);
    }

    [Theory]
    [InlineData("linear"), InlineData("two_layer"), InlineData("simplest_cnn", 0.01), InlineData("lenet5"), InlineData("lenet5_tanh"), InlineData("lenet5_1998")]
    [InlineData("plain5", 0.003, 16), InlineData("resnet20", 0.003, 8), InlineData("vit_tiny_32", 0.001, 16)]
    public void Learns(string name, double rate = 0.003, int images = 64)
    {
        // Adam, since plain descent stays on the plateau at log 10 for more than 30 steps with LeNet-5. One kernel needs a larger rate to come as far.
        Digits digits = new(images, seed: 3);
        Module model = ModelRegistry.Get(name).Create([28, 28, 1], seed: 2);
        Adam optimizer = new(model.Parameters(), rate);
        Function step = new(inputs =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(inputs[0]), inputs[1]);
            optimizer.Step(loss);
            return [loss];
        });
        Batch batch = new DataLoader(digits, images, shuffle: false, seed: 1).Epoch(0).First();
        Tensor x = Tensor.From(batch.Images.AsSpan(0, images * 28 * 28), [images, 28, 28, 1]), labels = Tensor.From(batch.Labels.AsSpan(0, images), [images]);
        double[] losses = [.. Enumerable.Range(0, 31).Select(_ => (double)step.Call(x, labels)[0].Item())];
        Assert.True(losses[30] < losses[0] / 2, $"{name}: the loss goes from {losses[0]:f3} to {losses[30]:f3} in 30 steps");
    }
}

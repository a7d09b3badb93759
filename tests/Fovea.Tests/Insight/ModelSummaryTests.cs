using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;

namespace Fovea.Tests.Insight;

public class ModelSummaryTests
{
    /// <summary>Parameters and multiply-adds of one sample, counted by hand from the papers' shapes.</summary>
    static readonly Dictionary<string, (long Parameters, long MultiplyAdds)> Known = new()
    {
        ["linear"] = (784 * 10 + 10, 784 * 10),
        ["two_layer"] = (784 * 100 + 100 + 1000 + 10, 784 * 100 + 1000),
        ["simplest_cnn"] = (9 + 1 + 26 * 26 * 10 + 10, 26 * 26 * 9 + 26 * 26 * 10),
        ["plain5"] = (288 + 9_216 + 13_824 + 27_648 + 36_864 + 2 * 240 + 650, 784 * (288 + 9_216) + 196 * (13_824 + 27_648) + 49 * 36_864 + 640),
        ["lenet5"] = (61_706, 416_520),
        ["lenet5_tanh"] = (61_706, 416_520),
        ["lenet5_1998"] = (60_000, 117_600 + 150_000 + 48_000 + 10_080 + 840),
    };

    [Fact]
    public void Models_have_the_counted_parameters_and_multiply_adds()
    {
        foreach (var (name, known) in Known)
        {
            ModelEntry entry = ModelRegistry.Get(name);
            ModelSummary summary = ModelSummary.Of(entry.Create(), [1, .. entry.Input]);
            Assert.Equal(known, (summary.Parameters, summary.MultiplyAdds));
            Assert.Equal(summary.Parameters, summary.Rows.Sum(row => row.Parameters));
            Assert.Equal([1, entry.Classes], summary.Output);
        }
    }

    [Fact]
    public void LeNet5_is_listed_as_its_figure_shows_it()
    {
        ModelSummary summary = ModelSummary.Of(ModelRegistry.Get("lenet5").Create(), [1, 28, 28, 1]);
        Assert.Equal(
            [
                ("conv1", "Conv2d", "(1, 28, 28, 6)", 156, 117_600), ("", "Relu", "(1, 28, 28, 6)", 0, 0), ("", "MaxPool2d", "(1, 14, 14, 6)", 0, 0),
                ("conv2", "Conv2d", "(1, 10, 10, 16)", 2_416, 240_000), ("", "Relu", "(1, 10, 10, 16)", 0, 0), ("", "MaxPool2d", "(1, 5, 5, 16)", 0, 0),
                ("", "Flatten", "(1, 400)", 0, 0), ("fc1", "Linear", "(1, 120)", 48_120, 48_000), ("", "Relu", "(1, 120)", 0, 0),
                ("fc2", "Linear", "(1, 84)", 10_164, 10_080), ("", "Relu", "(1, 84)", 0, 0), ("fc3", "Linear", "(1, 10)", 850, 840),
            ],
            summary.Rows.Select(row => (row.Path, row.Kind.Split(' ')[0], row.Output.ToString(), row.Parameters, row.MultiplyAdds)));
        Assert.Equal(4 * (2 * 28 * 28 * 6 + 14 * 14 * 6 + 2 * 10 * 10 * 16 + 2 * 400 + 2 * 120 + 2 * 84 + 10), summary.ActivationBytes);
    }

    [Fact]
    public void Multiply_adds_and_activations_grow_with_the_batch_and_parameters_do_not()
    {
        Module model = ModelRegistry.Get("lenet5").Create();
        ModelSummary one = ModelSummary.Of(model, [1, 28, 28, 1]), many = ModelSummary.Of(model, [128, 28, 28, 1]);
        Assert.Equal(128 * one.MultiplyAdds, many.MultiplyAdds);
        Assert.Equal(128 * one.ActivationBytes, many.ActivationBytes);
        Assert.Equal(one.Parameters, many.Parameters);
    }

    [Theory]
    [MemberData(nameof(SingleLayers))]
    public void A_layer_that_is_made_of_several_operations_is_one_row(string name)
    {
        LayerCase row = LayerCase.Layers.First(layer => layer.Name == name);
        Module layer = row.Make();
        ModelSummary summary = ModelSummary.Of(layer, row.Input);
        SummaryRow only = Assert.Single(summary.Rows);
        Assert.StartsWith(name, only.Kind, StringComparison.Ordinal);
        Assert.Equal(layer.Parameters().Sum(parameter => parameter.Shape.Count), only.Parameters);
    }

    public static TheoryData<string> SingleLayers() =>
    [
        "Linear", "Conv2d", "TableConv2d", "ConvTranspose2d", "LocallyConnected2d", "RadialBasis", "MaxPool2d", "MinPool2d", "AvgPool2d", "GlobalAvgPool2d", "GlobalMaxPool2d",
        "LearnedPool2d", "SpatialPyramidPool2d", "AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "Relu", "Elu", "Gelu", "Softplus", "Softmax", "BatchNorm2d", "PixelBatchNorm", "LayerNorm", "GroupNorm", "InstanceNorm2d", "LinearNorm",
        "DivisiveNorm", "LocalResponseNorm", "LocalContrastNorm", "Upsample2d", "Flatten",
    ];

    [Fact]
    public void A_weight_that_two_layers_share_counts_once()
    {
        Linear shared = new(4, 4);
        ModelSummary summary = ModelSummary.Of(new Sequential(shared, new Relu(), shared), [1, 4]);
        Assert.Equal(3, summary.Rows.Count);
        Assert.Equal(20, summary.Rows.Sum(row => row.Parameters));
        Assert.Equal(32, summary.MultiplyAdds);
    }

    [Fact]
    public void Nothing_is_computed_and_the_model_stays_as_it_was()
    {
        BatchNorm2d norm = new(1);
        // A batch whose result would not fit into any memory.
        ModelSummary summary = ModelSummary.Of(new Sequential(norm, new Relu()), [1 << 20, 1 << 10, 1 << 10, 1]);
        Assert.Equal(2 * (1L << 42), summary.ActivationBytes);
        Assert.True(norm.Training);
        Assert.All(norm.Variables().Where(variable => variable.Name!.EndsWith("running_mean", StringComparison.Ordinal)), variable => Assert.Equal([0f], variable.ToArray()));
    }

    [Fact]
    public void An_input_that_does_not_fit_is_the_error_of_the_layer()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => ModelSummary.Of(ModelRegistry.Get("lenet5").Create(), [1, 28, 28, 3]));
        Assert.Contains("input has 3 channels", error.Message, StringComparison.Ordinal);
    }
}

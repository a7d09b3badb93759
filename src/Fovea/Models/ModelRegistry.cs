using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>A model of the registry: what the command line, the listings and the contract tests know of it.</summary>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="Input">The shape of one sample, (H, W, C).</param>
/// <param name="Classes">How many classes it tells apart unless another number is asked for.</param>
/// <param name="Description">One line.</param>
/// <param name="Paper">Where it comes from.</param>
/// <param name="Make">Makes it for a shape of samples and a number of classes.</param>
public sealed record ModelEntry(string Name, Shape Input, int Classes, string Description, string Paper, Func<Shape, int, Module> Make)
{
    /// <summary>The standard preparation of a picture for the model's own input; null where that is not square, or neither grey nor RGB.</summary>
    public Preparation? Preparation => Input[0] == Input[1] && Input[2] is 1 or 3 ? Preparation.For(Input[0], Input[2]) : null;

    /// <summary>A new model whose weights are drawn from a seed.</summary>
    /// <param name="input">The shape of one sample (H, W, C); the model's own where none is given.</param>
    /// <param name="classes">The number of classes; the model's own where none is given.</param>
    /// <param name="seed">What the weights follow from.</param>
    public Module Create(Shape? input = null, int? classes = null, ulong seed = 1)
    {
        using IDisposable scope = Initializer.Seed(seed);
        Module model = Make(input ?? Input, classes ?? Classes);
        model.Variables();
        return model;
    }
}

/// <summary>The registry: every model that the system knows by name. What is not here does not exist; what is here is tested.</summary>
public static class ModelRegistry
{
    static readonly Shape Digit = [28, 28, 1];

    /// <summary>All models, simple ones first.</summary>
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        new("linear", Digit, 10, "linear score function f = W x + b", "deck 001", (input, classes) => new LinearClassifier((int)input.Count, classes)),
        new("two_layer", Digit, 10, "two-layer network f = W2 max(0, W1 x), 100 hidden units", "deck 001", (input, classes) => new TwoLayer((int)input.Count, classes)),
        new("simplest_cnn", Digit, 10, "simplest convolutional network: one learned kernel, sigmoid, linear", "deck 004", (input, classes) => new SimplestCnn(input[0], input[1], input[2], classes)),
        new("lenet5", Digit, 10, "LeNet-5, dense form: 6-16-120-84, ReLU and max pooling", "LeCun et al. 1998", (input, classes) => new LeNet5(classes) { Relu = true }.For(input)),
        new("lenet5_tanh", Digit, 10, "LeNet-5, dense form: 6-16-120-84, tanh and average pooling", "LeCun et al. 1998", (input, classes) => new LeNet5(classes).For(input)),
        new("lenet5_1998", Digit, 10, "LeNet-5 as published: connection table, learned subsampling, scaled tanh, radial basis output", "LeCun et al. 1998", (input, classes) => new LeNet5In1998(classes).For(input)),
    ];

    /// <summary>The names of all models.</summary>
    public static IReadOnlyCollection<string> Names => [.. All.Select(entry => entry.Name)];

    /// <summary>The model of a name.</summary>
    /// <exception cref="FoveaException">There is none; the message has the nearest name and the list.</exception>
    public static ModelEntry Get(string name) => All.FirstOrDefault(entry => entry.Name == name) ?? throw Suggestion.Unknown("model", name, Names);
}

using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>A model of the registry: what the command line, the listings and the contract tests know of it.</summary>
/// <param name="Name">The name by which it is asked for; torchvision's where torchvision has it.</param>
/// <param name="Family">What it belongs to: networks of one build that differ in depth and width.</param>
/// <param name="Input">The shape of one sample, (H, W, C), that it is made for.</param>
/// <param name="Classes">How many classes it tells apart unless another number is asked for.</param>
/// <param name="Description">One line.</param>
/// <param name="Paper">Where it comes from.</param>
/// <param name="Make">Makes it for a shape of samples and a number of classes.</param>
public sealed record ModelEntry(string Name, string Family, Shape Input, int Classes, string Description, string Paper, Func<Shape, int, Module> Make)
{
    /// <summary>Whether torchvision has it under this name: its weights, of the same names and with their axes permuted, fit.</summary>
    public bool InTorchvision { get; init; }

    /// <summary>Whether it learns by a rule of its own (<see cref="ISelfOrganizing"/>), so that optimisers and learning rates have nothing to do with it.</summary>
    public bool SelfOrganizing { get; init; }

    /// <summary>The fewest rows and columns that samples may have; a smaller map would be left without a pixel on the way.</summary>
    public int Smallest { get; init; } = 1;

    /// <summary>The standard preparation of a picture for the model's own input; null where that is not square, or neither grey nor RGB.</summary>
    public Preparation? Preparation => Input[0] == Input[1] && Input[2] is 1 or 3 ? Preparation.For(Input[0], Input[2]) : null;

    /// <summary>A new model whose weights are drawn from a seed.</summary>
    /// <param name="input">The shape of one sample (H, W, C); the model's own where none is given.</param>
    /// <param name="classes">The number of classes; the model's own where none is given.</param>
    /// <param name="seed">What the weights follow from.</param>
    /// <exception cref="ShapeException">The samples have too few rows or columns, or they are not what the model is made for.</exception>
    public Module Create(Shape? input = null, int? classes = null, ulong seed = 1)
    {
        Shape sample = input ?? Input;
        if (sample.Rank != 3) throw new ShapeException(Name, "samples are images of rows, columns and channels", [("sample", sample, "expected (H, W, C)")]);
        if (sample[0] < Smallest || sample[1] < Smallest)
            throw new ShapeException(Name, $"needs images of at least {Smallest}x{Smallest} pixels", [("sample", sample, "(H, W, C)")], "choose another model, or enlarge the images");
        using IDisposable scope = Initializer.Seed(seed);
        Module model = Make(sample, classes ?? Classes);
        model.Variables();
        return model;
    }
}

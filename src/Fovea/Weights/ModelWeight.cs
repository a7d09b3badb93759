using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>A variable of a model as the files of the world know it.</summary>
/// <param name="Name">Its name there, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Variable">The variable, channels last.</param>
/// <param name="Layout">How it lies there.</param>
public sealed record ModelWeight(string Name, Variable Variable, WorldLayout Layout)
{
    /// <summary>Its name in older files, where that was another.</summary>
    public string? OlderName { get; init; }
}

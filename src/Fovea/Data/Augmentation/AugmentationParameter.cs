namespace Fovea.Data;

/// <summary>A parameter of an augmentation.</summary>
/// <param name="Name">Its name, as in the constructor.</param>
/// <param name="Default">Its value where none is given.</param>
/// <param name="Minimum">The smallest value allowed.</param>
/// <param name="Maximum">The largest value allowed.</param>
/// <param name="Description">What it means, with its unit.</param>
public sealed record AugmentationParameter(string Name, float Default, float Minimum, float Maximum, string Description);

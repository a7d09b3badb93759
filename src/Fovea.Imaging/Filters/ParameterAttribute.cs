namespace Fovea.Imaging;

/// <summary>Says of a parameter of a filter's constructor what it is and in which range it may lie.</summary>
/// <param name="text">What the parameter is, with its unit.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ParameterAttribute(string text) : Attribute
{
    /// <summary>What the parameter is, with its unit.</summary>
    public string Text => text;

    /// <summary>The smallest value of a number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value of a number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the smallest value itself is out of range.</summary>
    public bool Above { get; init; }

    /// <summary>Whether a whole number has to be odd.</summary>
    public bool Odd { get; init; }

    /// <summary>The default as text, where the constructor can only say that nothing is given.</summary>
    public string? Default { get; init; }
}

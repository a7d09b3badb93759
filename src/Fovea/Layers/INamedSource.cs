namespace Fovea.Layers;

/// <summary>What a tensor is the result of, where that is no module but has a name of its own: a node of an imported graph. Its text is its kind.</summary>
internal interface INamedSource
{
    /// <summary>What listings and errors call it.</summary>
    string Path { get; }
}

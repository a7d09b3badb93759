namespace Fovea.Imaging;

/// <summary>Which pixels of the foreground belong together.</summary>
public enum Connectivity
{
    /// <summary>Those that share a side: the adjacency relation <c>radius:1</c>.</summary>
    Four,

    /// <summary>Those that share a side or a corner: the adjacency relation <c>rectangle:3x3</c>.</summary>
    Eight,
}

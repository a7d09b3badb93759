namespace Fovea.Compute;

/// <summary>What the sum over a window is divided by.</summary>
public enum AverageDivisor
{
    /// <summary>1: the sum itself.</summary>
    One,

    /// <summary>The number of elements of the window, those outside the input included.</summary>
    Window,

    /// <summary>The number of elements inside the input; a window with none gives 0.</summary>
    Inside,
}

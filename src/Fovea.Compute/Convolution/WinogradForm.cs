namespace Fovea.Compute;

/// <summary>One of Winograd's minimal correlations, F(Side x Side, Taps x Taps): tiles of so many results, kernels of so many taps.</summary>
internal readonly record struct WinogradForm(int Side, int Taps)
{
    /// <summary>The side of what a tile sees, in pixels.</summary>
    public int Seen => Side - 1 + Taps;

    /// <summary>The points that are multiplied.</summary>
    public int Points => Seen * Seen;
}

/// <summary>A form known to the compiler, as a type.</summary>
internal interface IWinogradForm
{
    static abstract int Side { get; }
    static abstract int Taps { get; }
    static abstract int Seen { get; }
}

internal struct Form23 : IWinogradForm { public static int Side => 2; public static int Taps => 3; public static int Seen => 4; }
internal struct Form43 : IWinogradForm { public static int Side => 4; public static int Taps => 3; public static int Seen => 6; }
internal struct Form45 : IWinogradForm { public static int Side => 4; public static int Taps => 5; public static int Seen => 8; }

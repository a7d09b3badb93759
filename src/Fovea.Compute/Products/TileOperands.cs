namespace Fovea.Compute;

/// <summary>Where the two operands of a <see cref="Tile{L,V,R,C}"/> lie; all strides in floats.</summary>
internal unsafe struct TileOperands
{
    public float* A, B;

    /// <summary>From one row of A to the next, and from one step of the inner loop to the next.</summary>
    public nint ARow, AStep, BStep;

    /// <summary>Steps of the inner loop.</summary>
    public nint K;

    /// <summary>Steps of the outer loop (1 for a plain product), and the strides of one.</summary>
    public nint Outer, AOuter, BOuter;

    /// <summary>Memory that is wanted soon: before every step of the outer loop one cache line is asked for at each of <see cref="NextLines"/> places, from
    /// <see cref="Next"/> on, <see cref="NextLine"/> apart; the places of one step and the next are <see cref="NextOuter"/> apart.</summary>
    public float* Next;
    public nint NextLine, NextOuter;
    public int NextLines;

    /// <summary>One value per column that is added to the sums, or null.</summary>
    public float* Bias;

    /// <summary>Negative results become zero.</summary>
    public bool Relu;
}

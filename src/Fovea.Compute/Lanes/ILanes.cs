namespace Fovea.Compute;

/// <summary>
/// One vector width: the operations kernels are written in. A kernel is generic over a width type and its vector
/// (<c>Lanes512</c> with <c>Vector512&lt;float&gt;</c>), so it is written once and compiled for each width; the vectors themselves stay bare,
/// because wrapping them in a struct keeps them out of registers. Masks are vectors whose lanes are all ones or all zeros.
/// </summary>
internal unsafe interface ILanes<V> where V : struct
{
    /// <summary>Floats in one vector.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of the matrix product's register tile, which is two vectors wide: as many as the registers hold.</summary>
    static abstract int TileRows { get; }

    static abstract V Broadcast(float value);

    /// <summary>0, 1, 2 ... in the lanes.</summary>
    static abstract V Count();

    /// <summary>Lane i of the result is lane indices[i] of v; the indices are 32-bit integers 0 .. Width - 1.</summary>
    static abstract V Permute(V v, V indices);

    static abstract V Load(float* p);
    static abstract void Store(float* p, V v);

    /// <summary>The first <paramref name="n"/> lanes from memory, 0 &lt; n &lt;= Width; the others are zero and their memory is not touched.</summary>
    static abstract V LoadFirst(float* p, int n);

    /// <summary>Stores the first <paramref name="n"/> lanes, 0 &lt; n &lt;= Width, and touches no other memory.</summary>
    static abstract void StoreFirst(float* p, V v, int n);

    static abstract V Add(V a, V b);
    static abstract V Subtract(V a, V b);
    static abstract V Multiply(V a, V b);
    static abstract V Divide(V a, V b);

    /// <summary>a * b + c.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>The larger; a NaN in either operand gives NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller; a NaN in either operand gives NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger, for a <paramref name="bound"/> that is no NaN; a NaN in <paramref name="v"/> stays. Cheaper than <see cref="Max"/>.</summary>
    static abstract V AtLeast(V bound, V v);

    /// <summary>The smaller, for a <paramref name="bound"/> that is no NaN; a NaN in <paramref name="v"/> stays. Cheaper than <see cref="Min"/>.</summary>
    static abstract V AtMost(V bound, V v);

    static abstract V Exp(V v);
    static abstract V Abs(V v);

    static abstract V Greater(V a, V b);
    static abstract V Equal(V a, V b);
    static abstract V And(V a, V b);
    static abstract V Or(V a, V b);

    static abstract V Not(V a);

    /// <summary>a where the mask is set, else b.</summary>
    static abstract V Select(V mask, V a, V b);
}

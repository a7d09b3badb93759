using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// The one-dimensional transforms of Winograd's minimal correlations of six inputs: F(4, 3), four neighbouring results of three taps, and F(2, 5), two results of five taps, with six
/// products instead of twelve and ten (Lavin and Gray 2016). Each takes vectors (channels side by side); applied to the
/// columns and then to the rows of a tile they give the two-dimensional form: 36 products for 16 results instead of 144, and for 4 instead of 100.
/// </summary>
/// <remarks>
/// The interpolation points are 0, ±1/√2, ±√2 and infinity. Any five points give a right algorithm; these keep all factors within 2.5 where the usual 0, ±1, ±2
/// have an 8, and lose a third of the precision.
/// With P(x) = the tile as a polynomial: <see cref="Input"/> is the transposed interpolation (B^T), <see cref="Kernel"/> evaluates the taps at the points and
/// divides by the products of the points' distances (G), <see cref="Output"/> is the transposed evaluation (A^T). The gradient by the kernel is the transposed
/// algorithm: <see cref="OutputGradient"/> is A, <see cref="KernelGradient"/> is G^T. S is the number of results, 4 or 2; arguments and results beyond what it has are ignored.
/// </remarks>
internal static unsafe class WinogradTransform<L, V, S> where L : ILanes<V> where V : struct where S : ICount
{
    private const float RootHalf = 0.70710678118654752f, RootTwo = 1.41421356237309505f;

    /// <summary>Six inputs to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(V d0, V d1, V d2, V d3, V d4, V d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5)
    {
        V minusTwo = L.Broadcast(-2f), minusHalf = L.Broadcast(-0.5f), minusFiveHalves = L.Broadcast(-2.5f);
        v0 = L.Add(d0, L.Fma(minusFiveHalves, d2, d4));
        V even = L.Fma(minusTwo, d2, d4), odd = L.Multiply(L.Broadcast(RootHalf), L.Fma(minusTwo, d1, d3));
        v1 = L.Add(even, odd);
        v2 = L.Subtract(even, odd);
        (even, odd) = (L.Fma(minusHalf, d2, d4), L.Multiply(L.Broadcast(RootTwo), L.Fma(minusHalf, d1, d3)));
        v3 = L.Add(even, odd);
        v4 = L.Subtract(even, odd);
        v5 = L.Add(d1, L.Fma(minusFiveHalves, d3, d5));
    }

    /// <summary>Three or five taps to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel(V g0, V g1, V g2, V g3, V g4, float* to, nint step)
    {
        L.Store(to, g0);
        V even = L.Fma(L.Broadcast(0.5f), g2, g0), odd = g1;
        if (S.Value == 2) (even, odd) = (L.Fma(L.Broadcast(0.25f), g4, even), L.Fma(L.Broadcast(0.5f), g3, odd));
        (even, odd) = (L.Multiply(L.Broadcast(-2f / 3), even), L.Multiply(L.Broadcast(-2f / 3 * RootHalf), odd));
        L.Store(to + step, L.Add(even, odd));
        L.Store(to + 2 * step, L.Subtract(even, odd));
        (even, odd) = (L.Fma(L.Broadcast(2f), g2, g0), g1);
        if (S.Value == 2) (even, odd) = (L.Fma(L.Broadcast(4f), g4, even), L.Fma(L.Broadcast(2f), g3, odd));
        (even, odd) = (L.Multiply(L.Broadcast(1f / 6), even), L.Multiply(L.Broadcast(RootTwo / 6), odd));
        L.Store(to + 3 * step, L.Add(even, odd));
        L.Store(to + 4 * step, L.Subtract(even, odd));
        L.Store(to + 5 * step, S.Value == 2 ? g4 : g2);
    }

    /// <summary>Six points to four or two results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V, V, V, V) Output(V m0, V m1, V m2, V m3, V m4, V m5)
    {
        V even1 = L.Add(m1, m2), even2 = L.Add(m3, m4), odd1 = L.Multiply(L.Broadcast(RootHalf), L.Subtract(m1, m2)), odd2 = L.Multiply(L.Broadcast(RootTwo), L.Subtract(m3, m4));
        V first = L.Add(m0, L.Add(even1, even2)), second = L.Add(odd1, odd2);
        if (S.Value == 2) return (first, L.Add(m5, second), default, default);
        V half = L.Broadcast(0.5f), two = L.Broadcast(2f);
        return (first, second, L.Fma(half, even1, L.Multiply(two, even2)), L.Add(m5, L.Fma(half, odd1, L.Multiply(two, odd2))));
    }

    /// <summary>Four or two gradients by results to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient(V y0, V y1, V y2, V y3, float* to, nint step)
    {
        V half = L.Broadcast(0.5f), two = L.Broadcast(2f), even = y0, odd = y1;
        L.Store(to, y0);
        if (S.Value == 4) (even, odd) = (L.Fma(half, y2, even), L.Fma(half, y3, odd));
        odd = L.Multiply(L.Broadcast(RootHalf), odd);
        L.Store(to + step, L.Add(even, odd));
        L.Store(to + 2 * step, L.Subtract(even, odd));
        (even, odd) = (y0, y1);
        if (S.Value == 4) (even, odd) = (L.Fma(two, y2, even), L.Fma(two, y3, odd));
        odd = L.Multiply(L.Broadcast(RootTwo), odd);
        L.Store(to + 3 * step, L.Add(even, odd));
        L.Store(to + 4 * step, L.Subtract(even, odd));
        L.Store(to + 5 * step, S.Value == 4 ? y3 : y1);
    }

    /// <summary>Six points to the gradients by three or five taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V, V, V, V, V) KernelGradient(V m0, V m1, V m2, V m3, V m4, V m5)
    {
        V half = L.Broadcast(0.5f), two = L.Broadcast(2f);
        V even1 = L.Multiply(L.Broadcast(-2f / 3), L.Add(m1, m2)), even2 = L.Multiply(L.Broadcast(1f / 6), L.Add(m3, m4));
        V odd1 = L.Multiply(L.Broadcast(-2f / 3 * RootHalf), L.Subtract(m1, m2)), odd2 = L.Multiply(L.Broadcast(RootTwo / 6), L.Subtract(m3, m4));
        V first = L.Add(m0, L.Add(even1, even2)), second = L.Add(odd1, odd2), third = L.Fma(half, even1, L.Multiply(two, even2));
        if (S.Value == 4) return (first, second, L.Add(m5, third), default, default);
        return (first, second, third, L.Fma(half, odd1, L.Multiply(two, odd2)), L.Add(m5, L.Fma(L.Broadcast(0.25f), even1, L.Multiply(L.Broadcast(4f), even2))));
    }
}

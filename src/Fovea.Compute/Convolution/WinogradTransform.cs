using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// The one-dimensional transforms of Winograd's minimal correlations (Lavin and Gray 2016): F(4, 3), four neighbouring results of three taps over six inputs with six products instead of twelve,
/// F(4, 5), four of five taps over eight inputs with eight products instead of twenty, and F(2, 3), two of three taps over four inputs with four products instead of six.
/// Each takes vectors (channels side by side); applied to the columns and then to the rows of a tile they give the two-dimensional form: 36 products for 16 results instead of 144, 64 for 16
/// instead of 400, 16 for 4 instead of 36. T is the form; arguments and results beyond what it has are ignored.
/// </summary>
/// <remarks>
/// The interpolation points are 0, infinity and pairs of opposites: ±1/√2 and ±√2 for F(4, 3), ±1/2, ±1 and ±2 for F(4, 5), ±1 for F(2, 3). Any points give a right algorithm; these have small
/// factors, and lose least precision of those tried. (With ±1 and ±2, which are usual for F(4, 3), a third more is lost.)
/// With P(x) = the tile as a polynomial: <see cref="Input"/> is the transposed interpolation (B^T), <c>Kernel</c> evaluates the taps at the points and
/// divides by the products of the points' distances (G), <see cref="Output"/> is the transposed evaluation (A^T). The gradient by the kernel is the transposed
/// algorithm: <see cref="OutputGradient"/> is A, <c>KernelGradient</c> is G^T.
/// </remarks>
internal static unsafe class WinogradTransform<L, V, T> where L : ILanes<V> where V : struct where T : IWinogradForm
{
    // The pairs of points, and what the products of their distances from all others come to.
    private const float RootHalf = 0.70710678118654752f, RootTwo = 1.41421356237309505f;
    private const float First3 = -2f / 3, Second3 = 1f / 6, First5 = 32f / 45, Second5 = -2f / 9, Third5 = 1f / 90;

    /// <summary>Four, six or eight inputs to as many points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5, out V v6, out V v7)
    {
        if (T.Seen == 4)
        {
            v0 = L.Subtract(d0, d2);
            Pair(d2, d1, out v1, out v2);
            v3 = L.Subtract(d3, d1);
            v4 = v5 = v6 = v7 = default;
            return;
        }
        if (T.Seen == 6)
        {
            V minusTwo = L.Broadcast(-2f), minusHalf = L.Broadcast(-0.5f), minusFiveHalves = L.Broadcast(-2.5f);
            v0 = L.Add(d0, L.Fma(minusFiveHalves, d2, d4));
            Pair(L.Fma(minusTwo, d2, d4), L.Multiply(L.Broadcast(RootHalf), L.Fma(minusTwo, d1, d3)), out v1, out v2);
            Pair(L.Fma(minusHalf, d2, d4), L.Multiply(L.Broadcast(RootTwo), L.Fma(minusHalf, d1, d3)), out v3, out v4);
            v5 = L.Add(d1, L.Fma(minusFiveHalves, d3, d5));
            v6 = v7 = default;
            return;
        }
        V sum = L.Broadcast(5.25f);
        v0 = L.Fma(sum, L.Subtract(d4, d2), L.Subtract(d0, d6));
        V minusFive = L.Broadcast(-5f), four = L.Broadcast(4f), quarter = L.Broadcast(0.25f), minus17Quarters = L.Broadcast(-4.25f), minus5Quarters = L.Broadcast(-1.25f);
        Pair(L.Fma(four, d2, L.Fma(minusFive, d4, d6)), L.Multiply(L.Broadcast(0.5f), L.Fma(four, d1, L.Fma(minusFive, d3, d5))), out v1, out v2);
        Pair(L.Fma(minus17Quarters, d4, L.Add(d2, d6)), L.Fma(minus17Quarters, d3, L.Add(d1, d5)), out v3, out v4);
        Pair(L.Fma(quarter, d2, L.Fma(minus5Quarters, d4, d6)), L.Multiply(L.Broadcast(2f), L.Fma(quarter, d1, L.Fma(minus5Quarters, d3, d5))), out v5, out v6);
        v7 = L.Fma(sum, L.Subtract(d3, d5), L.Subtract(d7, d1));
    }

    /// <summary>Three or five taps to the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel(V g0, V g1, V g2, V g3, V g4, float* to, nint step)
    {
        L.Store(to, g0);
        if (T.Seen == 4)
        {
            V half = L.Broadcast(0.5f);
            Pair(to + step, step, L.Multiply(half, L.Add(g0, g2)), L.Multiply(half, g1));
            L.Store(to + 3 * step, g2);
            return;
        }
        if (T.Seen == 6)
        {
            Pair(to + step, step, L.Multiply(L.Broadcast(First3), L.Fma(L.Broadcast(0.5f), g2, g0)), L.Multiply(L.Broadcast(First3 * RootHalf), g1));
            Pair(to + 3 * step, step, L.Multiply(L.Broadcast(Second3), L.Fma(L.Broadcast(2f), g2, g0)), L.Multiply(L.Broadcast(Second3 * RootTwo), g1));
            L.Store(to + 5 * step, g2);
            return;
        }
        V quarter = L.Broadcast(0.25f), four = L.Broadcast(4f);
        Pair(
            to + step, step, L.Multiply(L.Broadcast(First5), L.Fma(quarter, L.Fma(quarter, g4, g2), g0)), L.Multiply(L.Broadcast(First5 / 2), L.Fma(quarter, g3, g1)));
        Pair(to + 3 * step, step, L.Multiply(L.Broadcast(Second5), L.Add(g0, L.Add(g2, g4))), L.Multiply(L.Broadcast(Second5), L.Add(g1, g3)));
        Pair(to + 5 * step, step, L.Multiply(L.Broadcast(Third5), L.Fma(four, L.Fma(four, g4, g2), g0)), L.Multiply(L.Broadcast(Third5 * 2), L.Fma(four, g3, g1)));
        L.Store(to + 7 * step, g4);
    }

    /// <summary>The points to two or four results.</summary>
    // Not a tuple: where much is inlined (groups side by side) its constructor would be called, which costs a quarter of the time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, out V v0, out V v1, out V v2, out V v3)
    {
        V even1 = L.Add(m1, m2), odd1 = L.Subtract(m1, m2);
        if (T.Seen == 4)
        {
            v0 = L.Add(m0, even1);
            v1 = L.Add(m3, odd1);
            v2 = v3 = default;
            return;
        }
        V even2 = L.Add(m3, m4), odd2 = L.Subtract(m3, m4);
        if (T.Seen == 6)
        {
            (odd1, odd2) = (L.Multiply(L.Broadcast(RootHalf), odd1), L.Multiply(L.Broadcast(RootTwo), odd2));
            V half = L.Broadcast(0.5f), two = L.Broadcast(2f);
            v0 = L.Add(m0, L.Add(even1, even2));
            v1 = L.Add(odd1, odd2);
            v2 = L.Fma(half, even1, L.Multiply(two, even2));
            v3 = L.Add(m5, L.Fma(half, odd1, L.Multiply(two, odd2)));
            return;
        }
        V even3 = L.Add(m5, m6), odd3 = L.Multiply(L.Broadcast(2f), L.Subtract(m5, m6)), quarter = L.Broadcast(0.25f), four = L.Broadcast(4f);
        odd1 = L.Multiply(L.Broadcast(0.5f), odd1);
        v0 = L.Add(L.Add(m0, even1), L.Add(even2, even3));
        v1 = L.Add(odd1, L.Add(odd2, odd3));
        v2 = L.Fma(quarter, even1, L.Fma(four, even3, even2));
        v3 = L.Add(m7, L.Fma(quarter, odd1, L.Fma(four, odd3, odd2)));
    }

    /// <summary>Two or four gradients by results to the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient(V y0, V y1, V y2, V y3, float* to, nint step)
    {
        L.Store(to, y0);
        if (T.Seen == 4)
        {
            Pair(to + step, step, y0, y1);
            L.Store(to + 3 * step, y1);
            return;
        }
        if (T.Seen == 6)
        {
            V half = L.Broadcast(0.5f), two = L.Broadcast(2f);
            Pair(to + step, step, L.Fma(half, y2, y0), L.Multiply(L.Broadcast(RootHalf), L.Fma(half, y3, y1)));
            Pair(to + 3 * step, step, L.Fma(two, y2, y0), L.Multiply(L.Broadcast(RootTwo), L.Fma(two, y3, y1)));
            L.Store(to + 5 * step, y3);
            return;
        }
        V quarter = L.Broadcast(0.25f), four = L.Broadcast(4f);
        Pair(to + step, step, L.Fma(quarter, y2, y0), L.Multiply(L.Broadcast(0.5f), L.Fma(quarter, y3, y1)));
        Pair(to + 3 * step, step, L.Add(y0, y2), L.Add(y1, y3));
        Pair(to + 5 * step, step, L.Fma(four, y2, y0), L.Multiply(L.Broadcast(2f), L.Fma(four, y3, y1)));
        L.Store(to + 7 * step, y3);
    }

    /// <summary>The points to the gradients by three or five taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V, V, V, V, V) KernelGradient(V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7)
    {
        V even1 = L.Add(m1, m2), odd1 = L.Subtract(m1, m2);
        if (T.Seen == 4)
        {
            V half = L.Broadcast(0.5f);
            return (L.Fma(half, even1, m0), L.Multiply(half, odd1), L.Fma(half, even1, m3), default, default);
        }
        V even2 = L.Add(m3, m4), odd2 = L.Subtract(m3, m4);
        if (T.Seen == 6)
        {
            (even1, even2) = (L.Multiply(L.Broadcast(First3), even1), L.Multiply(L.Broadcast(Second3), even2));
            (odd1, odd2) = (L.Multiply(L.Broadcast(First3 * RootHalf), odd1), L.Multiply(L.Broadcast(Second3 * RootTwo), odd2));
            return (L.Add(m0, L.Add(even1, even2)), L.Add(odd1, odd2), L.Add(m5, L.Fma(L.Broadcast(0.5f), even1, L.Multiply(L.Broadcast(2f), even2))), default, default);
        }
        (even1, even2) = (L.Multiply(L.Broadcast(First5), even1), L.Multiply(L.Broadcast(Second5), even2));
        (odd1, odd2) = (L.Multiply(L.Broadcast(First5 / 2), odd1), L.Multiply(L.Broadcast(Second5), odd2));
        V even3 = L.Multiply(L.Broadcast(Third5), L.Add(m5, m6)), odd3 = L.Multiply(L.Broadcast(Third5 * 2), L.Subtract(m5, m6));
        V quarter = L.Broadcast(0.25f), four = L.Broadcast(4f);
        return (
            L.Add(L.Add(m0, even1), L.Add(even2, even3)), L.Add(odd1, L.Add(odd2, odd3)), L.Fma(quarter, even1, L.Fma(four, even3, even2)),
            L.Fma(quarter, odd1, L.Fma(four, odd3, odd2)), L.Add(m7, L.Fma(L.Broadcast(0.0625f), even1, L.Fma(L.Broadcast(16f), even3, even2))));
    }

    /// <inheritdoc cref="Kernel(V, V, V, V, V, float*, nint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel(float* g, nint step, float* to, nint toStep) => Kernel(
        L.Load(g), L.Load(g + step), L.Load(g + 2 * step), T.Taps < 5 ? default : L.Load(g + 3 * step), T.Taps < 5 ? default : L.Load(g + 4 * step), to, toStep);

    /// <inheritdoc cref="KernelGradient(V, V, V, V, V, V, V, V)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V, V, V, V, V) KernelGradient(float* m, nint step) => KernelGradient(
        L.Load(m), L.Load(m + step), L.Load(m + 2 * step), L.Load(m + 3 * step),
        T.Seen < 6 ? default : L.Load(m + 4 * step), T.Seen < 6 ? default : L.Load(m + 5 * step), T.Seen < 8 ? default : L.Load(m + 6 * step), T.Seen < 8 ? default : L.Load(m + 7 * step));

    /// <summary>As many of the vectors as there are points, <paramref name="step"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, nint step, V v0, V v1, V v2, V v3, V v4, V v5, V v6, V v7)
    {
        L.Store(to, v0);
        L.Store(to + step, v1);
        L.Store(to + 2 * step, v2);
        L.Store(to + 3 * step, v3);
        if (T.Seen < 6) return;
        L.Store(to + 4 * step, v4);
        L.Store(to + 5 * step, v5);
        if (T.Seen < 8) return;
        L.Store(to + 6 * step, v6);
        L.Store(to + 7 * step, v7);
    }

    /// <summary>The values at a point and at its opposite, from the sums of even and of odd powers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(V even, V odd, out V positive, out V negative)
    {
        positive = L.Add(even, odd);
        negative = L.Subtract(even, odd);
    }

    /// <summary>The same, stored <paramref name="step"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(float* to, nint step, V even, V odd)
    {
        Pair(even, odd, out V positive, out V negative);
        L.Store(to, positive);
        L.Store(to + step, negative);
    }
}

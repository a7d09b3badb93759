using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// Sets of numbers that grow together, each a tree of parents whose root is its smallest number: Rem's algorithm with splicing
/// (Patwary, Blair, Manne: Experiments on union-find algorithms for the disjoint-set data structure, SEA 2010).
/// </summary>
internal static unsafe class DisjointSets
{
    /// <summary>Every number a set of its own.</summary>
    public static void Begin(int* parents, int count)
    {
        for (int i = 0; i < count; i++) parents[i] = i;
    }

    /// <summary>Makes one set of the two that hold x and y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(int* parents, int x, int y)
    {
        int px = parents[x], py = parents[y];
        while (px != py)
        {
            // x is the one whose parent is the larger number: it is the one that may be given a smaller one.
            if (px < py) (x, y, px, py) = (y, x, py, px);
            parents[x] = py;
            if (x == px) return;
            x = px;
            px = parents[x];
        }
    }

    /// <summary>Replaces every number's parent by the number of its set, in the order of the sets' smallest members; returns how many sets there are.</summary>
    /// <param name="parents">The parents, which become the sets' numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The number of the first set.</param>
    public static int Number(int* parents, int count, int first)
    {
        int next = first;
        // A parent is never above its child, so it has its set's number already.
        for (int i = 0; i < count; i++) parents[i] = parents[i] == i ? next++ : parents[parents[i]];
        return next - first;
    }
}

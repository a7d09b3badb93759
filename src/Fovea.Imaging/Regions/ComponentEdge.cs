namespace Fovea.Imaging;

/// <summary>The first or the last rows of a <see cref="ComponentStrip"/>: what another strip needs to know to join its components to this one's.</summary>
/// <param name="Bits">The pixels of the row at the edge.</param>
/// <param name="Starts">Where the runs begin of which they are.</param>
/// <param name="Components">The component of each of these runs.</param>
/// <param name="Connectivity">Which pixels belong together.</param>
internal sealed unsafe record ComponentEdge(ulong[] Bits, ulong[] Starts, int[] Components, Connectivity Connectivity)
{
    /// <summary>Joins the components of two strips, one below the other, that touch each other.</summary>
    /// <param name="upper">The upper strip's last rows.</param>
    /// <param name="lower">The lower strip's first rows.</param>
    /// <param name="parents">Sets of the components of all strips.</param>
    /// <param name="upperFirst">The number of the upper strip's first component.</param>
    /// <param name="lowerFirst">The number of the lower strip's first component.</param>
    public static void Join(ComponentEdge upper, ComponentEdge lower, int* parents, int upperFirst, int lowerFirst)
    {
        fixed (ulong* above = upper.Bits, upperStarts = upper.Starts, below = lower.Bits, lowerStarts = lower.Starts)
        fixed (int* upperComponents = upper.Components, lowerComponents = lower.Components)
            ComponentStrip.Touch(upper.Bits.Length, upper.Connectivity, above, upperStarts, 0, below, lowerStarts, 0, new StripsJoin(parents, upperComponents, lowerComponents, upperFirst, lowerFirst));
    }

    private readonly struct StripsJoin(int* parents, int* upperComponents, int* lowerComponents, int upperFirst, int lowerFirst) : ComponentStrip.IJoin
    {
        public void Join(int upperRun, int lowerRun) => DisjointSets.Join(parents, upperFirst + upperComponents[upperRun], lowerFirst + lowerComponents[lowerRun]);
    }
}

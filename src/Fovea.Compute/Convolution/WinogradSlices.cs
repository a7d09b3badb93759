namespace Fovea.Compute;

/// <summary>
/// How the channels of a correlation are cut for Winograd's algorithm. A slice is what goes to the points and back together, because its results need nothing else: a group; or, where groups fit a
/// vector several times, the channels of one panel, whose groups are multiplied side by side (<see cref="WinogradLanes"/>).
/// </summary>
/// <remarks>The kernels are panels [tap or point][row][column of the panel], slice by slice: rows are the members of a group that are summed over, columns the results.</remarks>
internal readonly struct WinogradSlices
{
    // What a float of an image costs that does not stay in the last-level cache, in multiply-adds.
    private const long NearFloats = 4 << 20, FarFloat = 24;

    /// <summary>Channels of the source, and of the result.</summary>
    public readonly int Channels, Columns;

    /// <summary>Whether every result needs all channels: one slice.</summary>
    public readonly bool Whole;

    /// <summary>Whether a slice holds several groups.</summary>
    public readonly bool Lanes;

    public readonly int Count, Rows, PanelWidth;
    private readonly int sliceIn, sliceOut;

    public WinogradSlices(int channels, int columns, int groups)
    {
        (Channels, Columns, Whole) = (channels, columns, groups == 1);
        int groupIn = channels / groups, groupOut = columns / groups;
        Rows = groupIn;
        Lanes = WinogradLanes.Takes(groups, groupIn, groupOut);
        PanelWidth = Lanes ? Machine.TileColumns / 2 : Panels.Width(groupOut);
        (sliceIn, sliceOut) = Lanes ? (PanelWidth, PanelWidth) : (groupIn, groupOut);
        Count = Lanes ? (columns + PanelWidth - 1) / PanelWidth : groups;
    }

    /// <summary>Whether a slice has enough products for what bringing its channels to the points and back costs.</summary>
    public bool Pay => Lanes || Math.Min(sliceIn, sliceOut) >= (Whole ? 16 : 8);

    /// <summary>
    /// What this way may cost at most, in multiply-adds at the peak, where the direct one has so many: that comes to three quarters of the peak or more, but with groups, whose columns fill a tile
    /// half or whose sums are short, only to two thirds of it, and side by side to a little over half. These have so few products that reading a vector here and there of images that come from memory is felt.
    /// </summary>
    public long Worth(long direct, long pixels)
    {
        if (!Lanes) return Whole ? direct * 3 / 4 : direct * 3 / 2;
        long floats = pixels * (Channels + Columns);
        return direct * 7 / 4 - (floats > NearFloats ? floats * FarFloat : 0);
    }

    /// <summary>Channels of the source and of the result in the largest slice.</summary>
    public int Floats => sliceIn + sliceOut;

    /// <summary>Panels of a slice.</summary>
    public int PanelsPerSlice => (sliceOut + PanelWidth - 1) / PanelWidth;

    /// <summary>Floats of a panel at one tap or point.</summary>
    public nint PanelFloats => (nint)Rows * PanelWidth;

    /// <summary>Floats of all panels, at so many taps or points.</summary>
    public long KernelFloats(int points) => (long)Count * PanelsPerSlice * points * PanelFloats;

    /// <summary>The first channel of a slice, and how many it has.</summary>
    public (int First, int Count) In(int slice) => (slice * sliceIn, Math.Min(sliceIn, Channels - slice * sliceIn));

    /// <summary>The first column of a slice, and how many it has.</summary>
    public (int First, int Count) Out(int slice) => (slice * sliceOut, Math.Min(sliceOut, Columns - slice * sliceOut));
}

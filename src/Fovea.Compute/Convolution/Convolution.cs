namespace Fovea.Compute;

/// <summary>
/// Two-dimensional correlation (no flip) over channels-last float32 arrays, and its gradients by the input and by the weights.
/// <see cref="ConvolutionGeometry"/> has the formula.
/// </summary>
/// <remarks>
/// Which kernel is taken when:
/// <code>
/// operation        case                       kernel                                                            file
/// forward          any                        implicit matrix product over gathered rows                        Convolution.Forward.cs
/// input gradient   any                        the same over dy, one product per phase of the stride             Convolution.InputGradient.cs
/// weight gradient  any                        dy^T times gathered rows, parts added in order                    Convolution.WeightGradient.cs
/// </code>
/// </remarks>
public static unsafe partial class Convolution
{
    // What a chunk brings into the second-level cache, beside the panels: 384 KiB.
    private const long FloatsInCache = 96 << 10;

    /// <summary>Panels as wide as the register tile, or half of it where one vector holds all columns.</summary>
    private static int PanelWidth(int columns) => columns <= Machine.TileColumns / 2 ? Machine.TileColumns / 2 : Machine.TileColumns;

    private static int PanelCount(int columns) => (columns + PanelWidth(columns) - 1) / PanelWidth(columns);

    private static long PanelFloats(int columns, long k) => (long)PanelCount(columns) * PanelWidth(columns) * k;
}

namespace Fovea.Compute;

/// <summary>
/// Two-dimensional correlation (no flip) over channels-last float32 arrays, and its gradients by the input and by the weights.
/// <see cref="ConvolutionGeometry"/> has the formula.
/// </summary>
/// <remarks>
/// Which kernel is taken when (a line that fits is taken before those below it):
/// <code>
/// operation        case                                                    kernel
/// forward          one input channel, few output channels                  PlaneProduct: vectors along the pixels of a line
/// weight gradient  one input channel, few output channels                  PlaneCorrelation: vectors along the pixels of a line
/// forward          few output channels, long kernel lines                  WindowDots: every result a dot product, vectors along the taps of a line
/// all three        3 x 3 or 5 x 5, stride 1, enough tiles and channels     WinogradProduct, WinogradCorrelation: 36 products instead of 144 for 4 x 4
///                  (16; with 3 x 3 also groups of 4 that fit a vector      results, or 64 instead of 400
///                  twice, and of 8), results that see most of their taps
/// all three        3 x 3, stride 1, small maps, or few tiles for the        the same with tiles of 2 x 2 ("winograd 2x2"): 16 products instead of 36, fewer
///                  kernels' size, where that costs less                    points to bring the kernels to, no tile that is mostly empty
/// all three        groups of n inputs and n outputs, n = 1 or a divisor    LaneProduct, LaneCorrelation: vectors along the channels of several
///                  of the vector's lanes smaller than it (depthwise, ...)  groups, members of a group meet by permutation
/// all three        1 x 1, stride 1                                         MatrixProduct of pixels x channels
/// weight gradient  1 x 1, larger stride                                    MatrixProduct of the pixels that are seen, gathered
/// forward          any                                                     WindowProduct: the register tile straight over the image, a row per output
///                                                                          pixel, a column per output channel; a kernel line is one inner loop
/// input gradient   few input channels: the taps of a kernel line fill      LineScatter: columns are (tap, channel) of a kernel line, each output pixel
///                  vectors clearly better than single taps do              adds its row to the input line under its window
/// input gradient   any                                                     WindowProduct over dy, once per phase of the stride
/// weight gradient  taps of a kernel line leave over a quarter of the       WindowCorrelation straight over the image, rows are the taps of a kernel
///                  vectors empty, output channels none                     line, columns are output channels
/// weight gradient  taps leave so many empty, and output channels some      WindowCorrelation over gathered windows: rows are output channels,
///                                                                          columns all taps
/// weight gradient  any                                                     WindowCorrelation straight over the image, columns are the taps of a
///                                                                          kernel line; parts of the sum are added in order
/// </code>
/// </remarks>
public static unsafe partial class Convolution
{
    // What a chunk brings into the second-level cache, beside the panels: 384 KiB.
    private const long FloatsInCache = 96 << 10;

    private enum Kernel { Lanes, Plane, Dots, Winograd, Winograd2, Product, Gathered, Scatter, Window }

    private static Kernel ForForward(in ConvolutionGeometry g) =>
        PlaneProduct.Takes(g) ? Kernel.Plane
        : WindowDots.Pays(g) ? Kernel.Dots
        : ForwardWinograd(g) is { } winograd ? winograd
        : LaneProduct.Takes(g) ? Kernel.Lanes
        : IsProduct(g) ? Kernel.Product
        : Kernel.Window;

    private static Kernel ForInputGradient(in ConvolutionGeometry g) =>
        InputGradientWinograd(g) is { } winograd ? winograd
        : LaneProduct.Takes(g) ? Kernel.Lanes
        : IsProduct(g) ? Kernel.Product
        : LineScatter.Pays(g, Machine.TileColumns / 2) ? Kernel.Scatter
        : Kernel.Window;

    private static Kernel ForWeightGradient(in ConvolutionGeometry g) =>
        PlaneProduct.Takes(g) ? Kernel.Plane
        : IsProduct(g) ? Kernel.Product
        : IsSparseProduct(g) ? Kernel.Gathered
        : WeightGradientWinograd(g) is { } winograd ? winograd
        : LaneProduct.Takes(g) ? Kernel.Lanes
        : Kernel.Window;

    /// <summary>The kernel that <see cref="Forward"/> takes, by the first word of its name in the table above; tiles of 2 x 2 are "winograd 2x2".</summary>
    public static string ForwardKernel(in ConvolutionGeometry g) => Name(ForForward(g));

    /// <summary>The kernel that <see cref="InputGradient"/> takes.</summary>
    public static string InputGradientKernel(in ConvolutionGeometry g) => Name(ForInputGradient(g));

    /// <summary>The kernel that <see cref="WeightGradient"/> takes.</summary>
    public static string WeightGradientKernel(in ConvolutionGeometry g) => Name(ForWeightGradient(g));

    private static string Name(Kernel kernel) => kernel == Kernel.Winograd2 ? "winograd 2x2" : kernel.ToString().ToLowerInvariant();
}

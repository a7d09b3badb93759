namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    private static bool TakesWinograd(in ConvolutionGeometry g) =>
        g is { KernelHeight: 3 or 5, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Groups: 1 } && g.KernelWidth == g.KernelHeight && !g.Exact;

    // A result's error is that of its whole tile. Where its own window sees fewer than 3 of 5 lines, that would be much for its own few products.
    private const int MostOverhang = 2;

    /// <summary>Whether the windows over x see most of their taps.</summary>
    private static bool OverhangsLittle(in ConvolutionGeometry g) =>
        Math.Max(g.PadTop, g.PadLeft) <= MostOverhang && g.OutHeight + g.KernelHeight - 1 - g.PadTop - g.InHeight <= MostOverhang && g.OutWidth + g.KernelWidth - 1 - g.PadLeft - g.InWidth <= MostOverhang;

    /// <summary>Whether the windows over dy, for the gradient by the input, do so.</summary>
    private static bool IsOverhungLittle(in ConvolutionGeometry g) =>
        g.KernelHeight - 1 - Math.Min(g.PadTop, g.PadLeft) <= MostOverhang && g.InHeight + g.PadTop - g.OutHeight <= MostOverhang && g.InWidth + g.PadLeft - g.OutWidth <= MostOverhang;

    /// <summary>Kernels packed as the direct way has them, to the points of Winograd's algorithm.</summary>
    private static void WinogradPack(int taps, float* direct, int channels, int columns, float* packed)
    {
        PackWinograd pack = new() { Taps = taps, Direct = direct, Packed = packed, Channels = channels, PanelWidth = Panels.Width(columns) };
        Workers.Run(Panels.Count(columns), ref pack);
    }

    private static void WinogradForward(in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e)
    {
        WinogradProduct product = new(g.KernelHeight, g.Batch, g.OutHeight, g.OutWidth, g.InChannels, g.OutChannels, Panels.Width(g.OutChannels))
        {
            Source = x, SourceHeight = g.InHeight, SourceWidth = g.InWidth, OriginY = -g.PadTop, OriginX = -g.PadLeft, Target = y, Panels = packed, Epilogue = e,
        };
        Workers.Run(product.Chunks, ref product);
    }

    // The kernels packed as the direct way has them, behind the kernels at the points.
    private static long WinogradInputGradientScratchBytes(in ConvolutionGeometry g) =>
        (WinogradProduct.KernelFloats(g.KernelHeight, g.OutChannels, g.InChannels, Panels.Width(g.InChannels)) + Panels.Floats(g.InChannels, (long)g.Taps * g.OutChannels)) * sizeof(float);

    /// <summary>The gradient by the input is the correlation of dy with the kernels turned by half a turn, inputs and outputs exchanged.</summary>
    private static void WinogradInputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, float* scratch)
    {
        float* direct = scratch + WinogradProduct.KernelFloats(g.KernelHeight, g.OutChannels, g.InChannels, Panels.Width(g.InChannels));
        PackInputGradient pack = new() { Geometry = g, W = w, Panels = direct };
        Workers.Run(Panels.Count(g.InChannels), ref pack);
        WinogradPack(g.KernelHeight, direct, g.OutChannels, g.InChannels, scratch);
        WinogradProduct product = new(g.KernelHeight, g.Batch, g.InHeight, g.InWidth, g.OutChannels, g.InChannels, Panels.Width(g.InChannels))
        {
            Source = dy, SourceHeight = g.OutHeight, SourceWidth = g.OutWidth, OriginY = g.PadTop + 1 - g.KernelHeight, OriginX = g.PadLeft + 1 - g.KernelWidth, Target = dx, Panels = scratch,
        };
        Workers.Run(product.Chunks, ref product);
    }

    /// <summary>Brings a panel of kernels to the points.</summary>
    private struct PackWinograd : Workers.IWork
    {
        public float* Direct, Packed;
        public int Taps, Channels, PanelWidth;

        public readonly void Run(int chunk)
        {
            nint panel = (nint)PanelWidth * Channels;
            WinogradProduct.Kernels(Taps, Direct + Taps * Taps * chunk * panel, Channels, PanelWidth, Packed + WinogradTiles.Points(Taps) * chunk * panel);
        }
    }
}
